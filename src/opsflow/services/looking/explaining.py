"""Why an item stands where it stands in the pull order, or why it cannot start now."""

from __future__ import annotations

from opsflow.domain.errors import NotFound
from opsflow.domain.items import Item
from opsflow.domain.rules.pull import Position, position
from opsflow.domain.value import Value
from opsflow.services.choosing import missing_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Dependency
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session


class Explanation(Value):
    """Where an item stands in the pull order, and what it waits for, all the way down."""

    item: Item
    place: int | None
    position: Position | None
    reasons: tuple[str, ...]
    edges: tuple[Dependency, ...]
    others: dict[int, Item]


def why(session: Session, item_id: int) -> Explanation:
    """Why an item stands where it stands in the pull order, or why it cannot start."""
    from opsflow.domain.rules.dependencies import closure

    with session.store.reader() as reader:
        item = reader.item(item_id)
        if item is None:
            raise NotFound(missing_text(reader, [item_id]))
        edges = _unfinished(reader, closure([item_id], reader.dependencies)) if item.waiting_for else []
        others = reader.items({edge.depends_on for edge in edges} | {edge.item_id for edge in edges})
        reasons = _reasons(session, item)
        if item.type == "change" and not reasons:
            from opsflow.services.records.change_control import obstacle

            found = obstacle(reader, session, item)
            reasons += [found.rstrip(".")] if found else []
        placed = None if reasons else position(item, session.clock(), session.due_soon)
        place = _place(session, reader, item) if placed else None
        return Explanation(item, place, placed, tuple(reasons), tuple(edges), others)


def _unfinished(reader: Reader, edges: list[Dependency]) -> list[Dependency]:
    nodes = reader.items({edge.depends_on for edge in edges} | {edge.item_id for edge in edges})
    return [
        edge for edge in edges if nodes[edge.depends_on].category != "done" and nodes[edge.item_id].category != "done"
    ]


def _reasons(session: Session, item: Item) -> list[str]:
    """What keeps an item from being started now; nothing when it can be."""
    from opsflow.domain.time.instants import format_start

    reasons: list[str] = []
    if item.category not in ("backlog", "ready"):
        reasons.append(f"it is {item.state} already" if item.is_open else f"it is {item.state}")
    if item.blocked_at is not None:
        reasons.append(f"it is blocked: {item.blocked_reason}")
    if item.held_at is not None:
        reasons.append(f"it is on hold: {item.hold_reason}")
    if item.waiting_for and item.is_open:
        reasons.append(f"it waits for {item.waiting_for} unfinished item{'s' if item.waiting_for > 1 else ''}")
    if item.not_before is not None and item.not_before > session.clock():
        reasons.append(f"it is not to be started before {format_start(item.not_before, session.zone)}")
    return reasons


def _place(session: Session, reader: Reader, item: Item) -> int | None:
    from opsflow.services.looking.pulling import COUNTED_UP_TO, top

    for place, placed in enumerate(top(session, reader, None, COUNTED_UP_TO), 1):
        if placed.item.id == item.id:
            return place
    return None
