"""Taking the items of an export into a store that holds items already: matched by uid, under new ids where taken."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.history.events import Event, changes_in, payload_of
from opsflow.domain.history.replay import replay
from opsflow.domain.text import counted
from opsflow.domain.value import Value
from opsflow.services.transfer.faults import FaultsOfTheFile
from opsflow.services.transfer.merging_recurrences import bring, lineages, moved_signal, place
from opsflow.services.work.dependencies import refuse_cycles
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from opsflow.domain.history.events import Pending
    from opsflow.domain.history.remains import Left
    from opsflow.domain.workflow import Workflow
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.transfer.merging_recurrences import Lineage, Placed


class Brought(Value):
    """What an export holds: the events of each item by its id there, the uids of those items and of others, and the
    rules of recurrence that it ends with.
    """

    events: dict[int, list[Event]]
    uids: dict[int, str]
    others: dict[int, str]
    rules: tuple[Lineage, ...]


def merge(session: Session, records: Iterable[dict[str, Any]], options: WriteOptions = PLAIN) -> Outcome:
    """Add the items and recurrences of an export that are not there yet, with their history, as one command.

    An item whose uid is known is left alone. Ids that are free stay as they are; the others are given new ones, and
    the outcome says which; so are names of recurrences. Raises `UsageError` for records that do not fit together.
    """
    brought = _read(records)

    def body(work: Work) -> None:
        known = work.tx.ids_of_uids([*brought.uids.values(), *brought.others.values()])
        fresh = [old for old, uid in brought.uids.items() if uid not in known]
        ids = {old: known[uid] for old, uid in {**brought.others, **brought.uids}.items() if uid in known}
        ids.update(_new_ids(work, fresh))
        placed = place(work, brought.rules)
        arrivals = [(ids[old], _moved_past(work, brought.events[old], ids, placed)) for old in fresh]
        work.tx.take_in(arrivals, lambda held: _replayed(*held), lambda held: map(_pending, held[1]), work.header)
        refuse_cycles(work, [ids[old] for old in fresh])
        work.say(f"{len(fresh)} new, {len(brought.uids) - len(fresh)} known already.")
        moved = [f"{old} → {ids[old]}" for old in fresh if ids[old] != old]
        if moved:
            work.say(f"New ids, as theirs are taken: {', '.join(moved)}.")
        if fresh:
            work.lines.append(f"imported {counted(len(fresh), 'item')} from an export")
        bring(work, placed, ids)

    with FaultsOfTheFile():
        return perform(session, "import ndjson", options, body)


def _read(records: Iterable[dict[str, Any]]) -> Brought:
    """The items that still exist at the end of the export. Their events say by whom, where that was someone else."""
    coming = iter(records)
    header = next(coming, None)
    if header is None or header.get("kind") != "opsflow-export":
        raise UsageError("This is no export of opsflow; its first line should say so. Nothing was imported.")
    events: dict[int, list[Event]] = {}
    of_store: list[Event] = []
    actor = ""
    for number, record in enumerate(coming, 2):
        if record["kind"] == "command":
            actor = record["command"]["actor"]
        elif record["kind"] != "event":
            raise UsageError(f"Record {number} is a second header. Nothing was imported.")
        else:
            event = _event(record["event"], actor)
            kept = of_store if event.item_id is None else events.setdefault(event.item_id, [])
            kept.append(event)
    uids = {}
    for item_id, told in events.items():
        found = _replayed(item_id, told)
        if found is not None:
            uids[item_id] = found.item.uid
    others = {int(old): uid for old, uid in header.get("others", {}).items()}
    return Brought(events, uids, others, tuple([rule for rule in lineages(of_store) if rule.is_there]))


def _event(fields: dict[str, Any], actor: str) -> Event:
    changes, note = changes_in(fields["payload"])
    told = f"by {actor}" if note is None else f"{note} (by {actor})"
    held = fields.get
    return Event(
        fields["seq"], 0, held("item_id"), fields["kind"], fields["happened_at"], held("state"), held("category"),
        changes, told,
    )  # fmt: skip


def _replayed(item_id: int, events: Iterable[Event]) -> Any:
    try:
        return replay(item_id, events)
    except TypeError as error:
        raise UsageError(f"The history of item {item_id} does not add up ({error}). Nothing was imported.") from None


def _new_ids(work: Work, fresh: list[int]) -> dict[int, int]:
    """Where each item goes: an id that this store has never given out stays, any other is replaced by a new one."""
    last = work.tx.last_item
    ids = {old: old for old in fresh if old > last}
    work.tx.last_item = max([last, *ids])
    return {**ids, **{old: work.tx.new_item_id() for old in fresh if old <= last}}


def _moved_past(work: Work, events: Iterable[Event], ids: Mapping[int, int], placed: Placed) -> list[Event]:
    """The events of a new item, as they are told here."""
    told = [_moved(work, event, ids, placed) for event in events]
    work.mark(told[0].item_id or 0)
    return told


def _pending(event: Event) -> Pending:
    left: Left | None = {} if event.kind == "redacted" else None  # what it left of others is history here as it is
    payload = payload_of(event.changes, event.note, left)
    return event.item_id, event.kind, event.happened_at, event.state or "", event.category or "", payload


def _moved(work: Work, event: Event, ids: Mapping[int, int], placed: Placed) -> Event:
    """The event under the ids and the workflow of this store, without what refers to items that are not here."""
    changes = [_moved_change(work.workflow, event, change, ids, placed) for change in event.changes]
    kept = tuple([change for change in changes if change is not None])
    if len(kept) < len(changes):
        work.say(f"{ids[event.item_id or 0]} referred to items that are not here: left out.")
    state = _state(work.workflow, event.state, event.category)
    category = work.workflow.state(state).category
    return event.replace(item_id=ids[event.item_id or 0], changes=kept, state=state, category=category)


def _moved_change(
    workflow: Workflow, event: Event, change: Change, ids: Mapping[int, int], placed: Placed
) -> Change | None:
    if change.entity == "signal":
        return change.replace(key=moved_signal(str(change.key), placed))
    if change.entity == "dependency":
        other = ids.get(int(change.key))
        return None if other is None else change.replace(key=other)
    if change.entity == "link":
        kind, _, old = str(change.key).rpartition(":")
        other = ids.get(int(old))
        return None if other is None else change.replace(key=f"{kind}:{other}")
    if change.entity != "item":
        return change

    def side(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if fields is None:
            return None
        moved = dict(fields)
        if moved.get("parent_id") is not None:
            moved["parent_id"] = ids.get(moved["parent_id"])
        if moved.get("state") is not None:
            moved["state"] = _state(workflow, moved["state"], event.category)
        return moved

    return change.replace(before=side(change.before), after=side(change.after))


def _state(workflow: Workflow, name: str | None, category: str | None) -> str:
    """The state of that name, else the first of the same category, else the first of all."""
    if name is not None and name in workflow:
        return name
    same = [state.name for state in workflow.states if state.category == category]
    return same[0] if same else workflow.states[0].name
