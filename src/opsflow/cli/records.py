"""Records after ITIL 4 in print."""

from __future__ import annotations

from opsflow.cli.tables import Cell, Column, print_table
from opsflow.domain.priority import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.printing import Printer
    from opsflow.services.priorities import Table

_MATRIX = (Column("impact"), Column("urgency"), Column("priority"), Column("open", to_right=True))


def print_matrix(out: Printer, table: Table) -> None:
    """Print each pair of levels with its priority and the number of open items."""
    matrix = table.matrix
    pairs = [(impact, urgency) for impact in matrix.impacts for urgency in matrix.urgencies]
    if out.form == "json":
        from opsflow.cli.documents import envelope

        cells = [
            {
                "impact": impact,
                "urgency": urgency,
                "priority": matrix.priority(impact, urgency),
                "open": table.counts[impact, urgency],
            }
            for impact, urgency in pairs
        ]
        out.document(envelope("priority", cells=cells, differing=table.differing))
        return
    rows = [
        [
            Cell(impact),
            Cell(urgency),
            Cell(name_of(matrix.priority(impact, urgency))),
            Cell(str(table.counts[impact, urgency])),
        ]
        for impact, urgency in pairs
    ]
    print_table(out, _MATRIX, rows)
    if table.differing:
        out.talk(f"{table.differing} open items have another priority than the matrix says: opsflow priority --apply")
