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

_NONE: dict[str, dict[str, Any]] = {}


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
        for change in event.changes:
            if change.entity == "item" and change.before is None:
                changed_at, version = event.happened_at, 0
            _fold(records, change)
        category, changed_at, version = event.category or category, max(changed_at, event.happened_at), version + 1
    fields = records.get("item", _NONE).get("")
    if fields is None:
        return None
    return _snapshot(item_id, fields, records, category, changed_at, version)


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


def _snapshot(
    item_id: int, fields: dict[str, Any], records: Records, category: str, changed_at: int, version: int
) -> Snapshot:
    def of(entity: str) -> Iterable[tuple[str, dict[str, Any]]]:
        return records.get(entity, _NONE).items()

    criteria = [Criterion(item_id=item_id, number=int(key), **held) for key, held in of("criterion")]
    criteria.sort(key=lambda criterion: (criterion.position, criterion.number))
    item = Item(
        id=item_id,
        **fields,
        category=category,
        changed_at=changed_at,
        version=version,
        is_open=0 if category in ("done", "cancelled") else 1,
        criteria_total=len(criteria),
        criteria_closed=sum([criterion.state != "open" for criterion in criteria]),
    )
    links = [key.rpartition(":") for key, _ in of("link")]
    return Snapshot(
        item,
        tuple(sorted([key for key, _ in of("tag")])),
        tuple(criteria),
        tuple(sorted([Note(item_id, int(key), **held) for key, held in of("note")], key=lambda note: note.number)),
        {key: held["value"] for key, held in sorted(of("custom"))},
        tuple(sorted([int(key) for key, _ in of("dependency")])),
        tuple([(kind, int(other)) for kind, _, other in links]),
        tuple(sorted([Approval(item_id, key, **held) for key, held in of("approval")], key=lambda one: one.approver)),
        tuple([Tally(item_id, **held) for _, held in of("alert")]),
        tuple([Signal(item_id, key, **held) for key, held in of("signal")]),
    )
