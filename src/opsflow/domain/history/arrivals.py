"""Items that come with their past: the record each ends as, and the events that led there, made in one pass."""

from __future__ import annotations

from opsflow.domain.history.changes import Change, set_fields
from opsflow.domain.history.replay import Snapshot
from opsflow.domain.items import Criterion, Item, Note
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from opsflow.domain.history.imports import Foreign, Step
    from opsflow.domain.workflow import State, Workflow

    Stages = Callable[[State, str | None], str | None]

_KINDS = {"active": "started", "done": "finished", "cancelled": "cancelled"}
_BLANK = Item(0, "", "")


class Told(Value):
    """An event that is not in the log yet; `state` and `category` are those of the item after it."""

    kind: str
    happened_at: int
    state: str
    category: str
    changes: tuple[Change, ...]
    note: str | None = None


class Arrival(Value):
    """A new item with the records around it as they are in the end, and its events from the first to the last."""

    snapshot: Snapshot
    events: tuple[Told, ...]


def arrive(
    item_id: int,
    foreign: Foreign,
    depends_on: Sequence[int],
    workflow: Workflow,
    author: str,
    now: int,
    stages: Stages | None = None,
) -> Arrival:
    """What the item of another tool is as one of ours. Nothing is later than `now`; notes are by `author`.

    `stages` answers which state of its type an item takes in a column, after which other. Raises `UsageError` for a
    state that the workflow does not know.
    """
    first = _first(foreign, workflow)
    at = min(foreign.created_at, now)
    fields = {"type": "task", "planned": 1, "created_at": at, "entered_at": at, **foreign.fields, "state": first.name}
    if stages is not None and (stage := stages(first, None)) is not None:
        fields["stage"] = stage
    held = fields.copy()
    events = [Told("created", at, first.name, first.category, _created(foreign, fields, depends_on), None)]
    for number, (written, text) in enumerate(foreign.notes, 1):
        change = Change("note", number, None, {"written_at": written, "author": author, "text": text})
        noted = min(max(written, at), now)
        events.append(Told("noted", noted, first.name, first.category, (change,), None))
    for step in foreign.steps:
        told = _taken(step, held, workflow, now, stages)
        if told is not None:
            events.append(told)
    held["id"] = item_id
    held["category"] = workflow.state(held["state"]).category
    held["changed_at"] = max([event.happened_at for event in events])
    held["version"] = len(events)
    held["criteria_total"] = len(foreign.criteria)
    item = Item.of_row(map(held.get, Item._fields, _BLANK))
    return Arrival(_snapshot(item, foreign, depends_on, author), tuple(events))


def _first(foreign: Foreign, workflow: Workflow) -> State:
    """The state an item begins in: the one of its type where the workflow has it."""
    wanted = foreign.fields.get("state")
    return workflow.state(wanted) if wanted and wanted in workflow else workflow.first("backlog", "ready")


def _created(foreign: Foreign, fields: dict[str, Any], depends_on: Sequence[int]) -> tuple[Change, ...]:
    changes = [Change("item", "", None, fields)]
    for tag in foreign.tags:
        changes.append(Change("tag", tag, None, {}))
    for name, value in foreign.custom:
        changes.append(Change("custom", name, None, {"value": value}))
    for number, text in enumerate(foreign.criteria, 1):
        changes.append(Change("criterion", number, None, {"text": text, "position": number, "state": "open"}))
    for other in depends_on:
        changes.append(Change("dependency", other, None, {}))
    return tuple(changes)


def last_state(foreign: Foreign, workflow: Workflow) -> State:
    """The state that an item is in after its last step."""
    return _entered(foreign.steps[-1], workflow) if foreign.steps else _first(foreign, workflow)


def _entered(step: Step, workflow: Workflow) -> State:
    return workflow.state(step.state) if step.state else workflow.first(step.category, "active")


def _taken(step: Step, held: dict[str, Any], workflow: Workflow, now: int, stages: Stages | None) -> Told | None:
    """The event of a step, which also changes the fields held; `None` when the item was in that state already."""
    state = _entered(step, workflow)
    if state.name == held["state"]:
        return None
    at = min(max(step.at, held["entered_at"]), now)
    after = _after(held, state.name, state.category, at)
    if stages is not None:
        after["stage"] = stages(state, held.get("stage"))
    change = set_fields({name: held.get(name) for name in after}, after)
    held.update(after)
    note = f"by {step.by}" if step.by else None
    kind = _KINDS.get(state.category, "moved")
    return Told(kind, at, state.name, state.category, (change,) if change else (), note)


def _after(held: dict[str, Any], state: str, category: str, at: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"state": state, "entered_at": at}
    started = held.get("started_at")
    if category == "active" and started is None:
        fields["started_at"] = at
    if category == "done":
        fields["finished_at"] = at
        fields["started_at"] = at if started is None else started
    elif held.get("finished_at") is not None:
        fields["finished_at"] = None
    return fields


def _snapshot(item: Item, foreign: Foreign, depends_on: Sequence[int], author: str) -> Snapshot:
    criteria: list[Criterion] = []
    for number, text in enumerate(foreign.criteria, 1):
        criteria.append(Criterion(item.id, number, text, number))
    notes: list[Note] = []
    for number, (at, text) in enumerate(foreign.notes, 1):
        notes.append(Note(item.id, number, at, author, text))
    custom = dict(foreign.custom)
    return Snapshot(item, foreign.tags, tuple(criteria), tuple(notes), custom, tuple(depends_on), (), (), (), ())
