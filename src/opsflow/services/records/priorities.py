"""The table of priorities in force, and taking over one that was changed in the configuration."""

from __future__ import annotations

from opsflow.domain.rules.priority import is_outdated, reason
from opsflow.domain.value import Value
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.domain.rules.priority import Matrix
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session


class Table(Value):
    """The matrix, the open items at each pair of levels, and how many it would give another priority."""

    matrix: Matrix
    counts: dict[tuple[str, str], int]
    differing: int


def table(session: Session) -> Table:
    """The configured matrix and what it means for the items."""
    matrix = session.settings.matrix
    with session.store.reader() as reader:
        counts = {
            (impact, urgency): reader.count(
                "item.is_open = 1 AND item.impact = ? AND item.urgency = ?", (impact, urgency)
            )
            for impact in matrix.impacts
            for urgency in matrix.urgencies
        }
        return Table(matrix, counts, len(_differing(reader, matrix, False)))


def explained(session: Session, item: Item) -> list[str]:
    """Why an item has its priority, and what is to be done when the table has been changed since."""
    said = reason(item.priority, item.impact, item.urgency)
    lines = [said or "It has no impact and no urgency, and so no priority."]
    if item.priority is not None and is_outdated(item, session.settings.matrix):
        lines.append("The table was changed since: `opsflow priority --apply` takes it over.")
    return lines


def apply(session: Session, closed: bool = False, options: WriteOptions = PLAIN) -> Outcome:
    """Give open items the priorities that the configured matrix says, with `closed` the closed ones too."""
    matrix = session.settings.matrix

    def body(work: Work) -> None:
        differing = _differing(work.tx, matrix, closed)
        for item in differing:
            new = matrix.priority(item.impact, item.urgency)
            work.set(item, "prioritised", "the matrix changed", priority=new)
        if differing:
            work.lines.append(f"gave {len(differing)} items the priority of the configured matrix")
        else:
            work.say("Every item has the priority of the configured matrix already.")

    return perform(session, "priority", options, body)


def _differing(reader: Reader, matrix: Matrix, closed: bool) -> list[Item]:
    which = "1 = 1" if closed else "item.is_open = 1"
    found = reader.select(f"{which} AND (item.impact IS NOT NULL OR item.urgency IS NOT NULL)", ())
    return [item for item in found if is_outdated(item, matrix)]
