"""Taking over items of other tools, with their history, in one command. What is there already is left alone."""

from __future__ import annotations

from opsflow.domain.changes import Change, set_fields
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.imports import Foreign, Step
    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_KINDS = {"active": "started", "done": "finished", "cancelled": "cancelled"}
_FLUSH_EVERY = 2000


def take_over(session: Session, items: Sequence[Foreign], source: str, options: WriteOptions = PLAIN) -> Outcome:
    """Add the items that are not there yet, matched by uid, with their notes, states and dependencies.

    Rules are not asked: history has happened. A cycle among the dependencies is refused.
    """

    def body(work: Work) -> None:
        known = {item.fields["uid"]: work.tx.item_of_uid(item.fields["uid"]) for item in items}
        ids = {uid: held.id for uid, held in known.items() if held is not None}
        fresh = [item for item in items if item.fields["uid"] not in ids]
        for item in fresh:
            ids.setdefault(item.fields["uid"], work.tx.new_item_id())
        for number, item in enumerate(fresh, 1):
            _add(work, ids[item.fields["uid"]], item)
            if number % _FLUSH_EVERY == 0:
                work.tx.flush()
        _depend(work, fresh, ids)
        work.say(f"{len(fresh)} new, {len(items) - len(fresh)} known already.")
        if fresh:
            work.lines.append(f"imported {len(fresh)} items from {source}")

    return perform(session, f"import {source}", options, body)


def _add(work: Work, item_id: int, foreign: Foreign) -> None:
    first = work.workflow.first("backlog", "ready").name
    at = min(foreign.created_at, work.now)
    fields = {"type": "task", "planned": 1, "state": first, "created_at": at, "entered_at": at, **foreign.fields}
    changes = [Change("item", "", None, fields)]
    changes += [Change("tag", tag, None, {}) for tag in foreign.tags]
    changes += [Change("custom", name, None, {"value": value}) for name, value in foreign.custom]
    changes += [
        Change("criterion", number, None, {"text": text, "position": number, "state": "open"})
        for number, text in enumerate(foreign.criteria, 1)
    ]
    work.tx.record(item_id, "created", changes, at)
    work.mark(item_id)
    for number, (written, text) in enumerate(foreign.notes, 1):
        note = {"written_at": written, "author": work.session.actor, "text": text}
        work.tx.record(item_id, "noted", [Change("note", number, None, note)], min(max(written, at), work.now))
    for step in foreign.steps:
        _step(work, item_id, step)


def _step(work: Work, item_id: int, step: Step) -> None:
    item = work.tx.item(item_id)
    if item is None:
        return
    state = work.workflow.state(step.state) if step.state else work.workflow.first(step.category, "active")
    at = min(max(step.at, item.entered_at), work.now)
    fields = _fields(item, state.name, state.category, at)
    if state.name != item.state:
        change = set_fields({name: getattr(item, name) for name in fields}, fields)
        note = f"by {step.by}" if step.by else None
        work.tx.record(item_id, _KINDS.get(state.category, "moved"), [change] if change else [], at, note)


def _fields(item: Item, state: str, category: str, at: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"state": state, "entered_at": at}
    if category == "active" and item.started_at is None:
        fields["started_at"] = at
    if category == "done":
        fields.update(finished_at=at, started_at=at if item.started_at is None else item.started_at)
    elif item.finished_at is not None:
        fields["finished_at"] = None
    return fields


def _depend(work: Work, items: Sequence[Foreign], ids: dict[str, int]) -> None:
    from opsflow.services.dependencies import refuse_cycles

    touched = []
    for foreign in items:
        item_id = ids[foreign.fields["uid"]]
        others = [ids[uid] for uid in foreign.depends_on if uid in ids and ids[uid] != item_id]
        lost = [uid for uid in foreign.depends_on if uid not in ids]
        if lost:
            work.say(f"{item_id} depends on {', '.join(lost)}, which is not in the file: left out.")
        if others:
            changes = [Change("dependency", other, None, {}) for other in others]
            work.tx.record(item_id, "dependency-added", changes, work.at)
            touched.append(item_id)
    refuse_cycles(work, touched)
