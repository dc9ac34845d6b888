"""What becomes of items that wait for one that was cancelled."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.ids import format_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.items import Item
    from opsflow.services.session import Session
    from opsflow.services.writing import Work

CHOICES = ("keep", "drop", "inherit")


def waiting(session: Session, ids: Sequence[int]) -> list[Item]:
    """The open items, other than these, that wait for one of these."""
    with session.store.reader() as reader:
        others = [edge.item_id for edge in reader.dependents(ids) if edge.item_id not in ids]
        return [other for other in reader.items(others).values() if other.is_open]


def settle_dependents(work: Work, cancelled: Sequence[Item], choice: str) -> None:
    """Keep, drop or pass on the dependencies of open items on the cancelled ones; say which items that concerns."""
    if choice and choice not in CHOICES:
        raise UsageError(f"--dependents takes {', '.join(CHOICES)}, not {choice!r}.")
    for item in cancelled:
        edges = work.tx.dependents([item.id])
        waiting = [other for other in work.tx.items([edge.item_id for edge in edges]).values() if other.is_open]
        if not waiting:
            continue
        if choice in ("drop", "inherit"):
            _rewire(work, item, waiting, choice == "inherit")
        else:
            _tell(work, item, waiting)


def _rewire(work: Work, item: Item, waiting: list[Item], inherit: bool) -> None:
    inherited = [edge.depends_on for edge in work.tx.dependencies([item.id])] if inherit else []
    for other in waiting:
        has = {edge.depends_on for edge in work.tx.dependencies([other.id])}
        changes = [Change("dependency", item.id, {}, None)]
        changes += [Change("dependency", new, None, {}) for new in inherited if new not in has and new != other.id]
        work.record(other, "dependency-removed", changes)
        work.beside.add(other.id)
    does = "depends" if len(waiting) == 1 else "depend"
    verb = f"now {does} on what {item.id} depended on" if inherit else f"no longer {does} on {item.id}"
    work.say(f"{format_ids([other.id for other in waiting])} {verb}.")


def _tell(work: Work, item: Item, waiting: list[Item]) -> None:
    ids = format_ids([other.id for other in waiting])
    work.say(
        f"{ids} still wait{'s' if len(waiting) == 1 else ''} for {item.id}, which will not be done. To let go: "
        f"`opsflow dep remove {ids} --on {item.id}`; next time --dependents drop or inherit."
    )
