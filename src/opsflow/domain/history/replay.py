"""Folding events into the item they tell of, as it was at some point."""

from __future__ import annotations

from opsflow.domain.alerts import Tally
from opsflow.domain.history.signals import Signal
from opsflow.domain.items import Approval, Criterion, Item, Note
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import Event

    Records = dict[str, dict[str, dict[str, Any]]]
    """The fields of each record, by what it is and by its key."""

BLANK: dict[str, Any] = dict(zip(Item._fields, Item(0, "", ""), strict=True))
"""The fields of an item in their order, before any is known."""
_TOLD = frozenset({"id", "category", "changed_at", "version", "is_open", "criteria_total", "criteria_closed"})
"""Fields that follow from the events, so that no change sets them."""
_NEEDED = frozenset({"uid", "title"})


class Snapshot(Value):
    """An item and the records around it. Derived fields of the item are not computed, but for category and counts."""

    item: Item
    tags: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    notes: tuple[Note, ...]
    custom: dict[str, str]
    depends_on: tuple[int, ...]
    links: tuple[tuple[str, int], ...]
    approvals: tuple[Approval, ...] = ()
    alerts: tuple[Tally, ...] = ()
    signals: tuple[Signal, ...] = ()


def replay(item_id: int, events: Iterable[Event]) -> Snapshot | None:
    """The item after these events, in their order; `None` when it did not exist then."""
    records: Records = {}
    category, changed_at, version = "backlog", 0, 0
    for event in events:
        at = event.happened_at
        for change in event.changes:
            if change.entity == "item" and change.before is None:
                changed_at, version = at, 0
            _fold(records, change)
        category, changed_at, version = event.category or category, at if at > changed_at else changed_at, version + 1
    fields = records["item"].get("") if "item" in records else None
    if fields is None:
        return None
    criteria = _criteria(item_id, records["criterion"]) if "criterion" in records else []
    told = {
        "id": item_id,
        "category": category,
        "changed_at": changed_at,
        "version": version,
        "is_open": 0 if category in ("done", "cancelled") else 1,
        "criteria_total": len(criteria),
        "criteria_closed": sum([criterion.state != "open" for criterion in criteria]),
    }
    return _snapshot(_item(fields, told), records, criteria)


def _fold(records: Records, change: Change) -> None:
    entity, key, before, after = change
    held = records.get(entity)
    if held is None:
        held = records[entity] = {}
    if after is None:
        held.pop(str(key), None)
    elif before is None:
        held[str(key)] = dict(after)
    else:
        held.setdefault(str(key), {}).update(after)


def _criteria(item_id: int, held: dict[str, dict[str, Any]]) -> list[Criterion]:
    criteria = [Criterion(item_id=item_id, number=int(key), **fields) for key, fields in held.items()]
    criteria.sort(key=lambda criterion: (criterion.position, criterion.number))
    return criteria


def _item(fields: dict[str, Any], told: dict[str, Any]) -> Item:
    """The item with these fields and those that the events tell. Raises `TypeError` where they do not make one."""
    row = {**BLANK, **fields, **told}
    if len(row) > len(BLANK) or not _TOLD.isdisjoint(fields) or not _NEEDED.issubset(fields):
        return Item(**fields, **told)  # says what is wrong
    return Item.of_row(row.values())


def _snapshot(item: Item, records: Records, criteria: list[Criterion]) -> Snapshot:
    own = item.id

    def of(entity: str) -> Iterable[tuple[str, dict[str, Any]]]:
        return records[entity].items() if entity in records else ()

    links = [key.rpartition(":") for key, _ in of("link")]
    return Snapshot(
        item,
        tuple(sorted([key for key, _ in of("tag")])),
        tuple(criteria),
        tuple(sorted([Note(own, int(key), **held) for key, held in of("note")], key=lambda note: note.number)),
        {key: held["value"] for key, held in sorted(of("custom"))},
        tuple(sorted([int(key) for key, _ in of("dependency")])),
        tuple([(kind, int(other)) for kind, _, other in links]),
        tuple(sorted([Approval(own, key, **held) for key, held in of("approval")], key=lambda one: one.approver)),
        tuple([Tally(own, **held) for _, held in of("alert")]),
        tuple([Signal(own, key, **held) for key, held in of("signal")]),
    )
