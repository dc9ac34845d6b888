"""Records after ITIL 4 in print."""

from __future__ import annotations

from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.rules.priority import name_of
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.services.records.priorities import Table
    from opsflow.services.records.types import TypeInForce

_MATRIX = (Column("impact"), Column("urgency"), Column("priority"), Column("open", to_right=True))

_TYPES = (
    Column("type"),
    Column("work"),
    Column("open", to_right=True),
    Column("criteria", to_right=True),
    Column("fields", gives_way=True, wraps=True),
    Column("states", gives_way=True, wraps=True),
)


def print_matrix(out: Printer, table: Table) -> None:
    """Print each pair of levels with its priority and the number of open items."""
    matrix = table.matrix
    pairs = [(impact, urgency) for impact in matrix.impacts for urgency in matrix.urgencies]
    if out.answered(
        "priority", lambda: {"cells": [_cell(table, *pair) for pair in pairs], "differing": table.differing}
    ):
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
        out.talk(f"{table.differing} open items have another priority than the matrix says: `opsflow priority --apply`")


def _cell(table: Table, impact: str, urgency: str) -> dict[str, Any]:
    return {
        "impact": impact,
        "urgency": urgency,
        "priority": table.matrix.priority(impact, urgency),
        "open": table.counts[impact, urgency],
    }


def _is_told(out: Printer, found: Iterable[TypeInForce]) -> bool:
    return out.answered("types", lambda: {"types": [_type_document(held) for held in found]})


def print_types(out: Printer, found: Iterable[TypeInForce]) -> None:
    """Print a line for each type."""
    if _is_told(out, found):
        return
    rows = [
        [
            Cell(held.kind.name),
            Cell("planned" if held.kind.planned else "unplanned"),
            Cell(str(held.items)),
            Cell(str(len(held.criteria) or "")),
            Cell(" ".join([field.name for field in held.fields])),
            Cell(" ".join([stage for stage, _ in held.stages])),
        ]
        for held in found
    ]
    print_table(out, _TYPES, rows)


def print_type(out: Printer, held: TypeInForce) -> None:
    """Print all that one type brings."""
    if _is_told(out, [held]):
        return
    out.data(f"{visible(held.kind.name)}: {'planned' if held.kind.planned else 'unplanned'} work, {held.items} open")
    requires = dict(held.requires)
    for stage, column in held.stages:
        needed = f", needs {', '.join(requires[stage])}" if stage in requires else ""
        out.data(visible(f"  {stage} in {column}{needed}"))
    for column, names in requires.items():
        if column not in dict(held.stages):
            out.data(visible(f"  column {column} needs {', '.join(names)}"))
    for text in held.criteria:
        out.data(f"  [ ] {visible(text)}")
    for field in held.fields:
        choices = f": {', '.join(field.choices)}" if field.choices else ""
        out.data(visible(f"  {field.name} ({field.kind}{choices}) {field.help}"))


def _type_document(held: TypeInForce) -> dict[str, Any]:
    return {
        "name": held.kind.name,
        "planned": bool(held.kind.planned),
        "open": held.items,
        "states": [{"name": stage, "column": column} for stage, column in held.stages],
        "requires": {place: list(names) for place, names in held.requires},
        "criteria": list(held.criteria),
        "fields": [
            {"name": field.name, "kind": field.kind, "choices": list(field.choices), "help": field.help}
            for field in held.fields
        ],
    }
