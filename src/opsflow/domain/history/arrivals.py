"""Items that come with their past: the record each ends as, and the events that led there.

Both are made from the same walk through the past, and can be made by two processes at once.
"""

from __future__ import annotations

from opsflow.domain.history.events import change_text, made_text, moved_text, payload_text
from opsflow.domain.history.kinds import entering
from opsflow.domain.history.replay import BLANK, Snapshot
from opsflow.domain.items import Criterion, Item, Note
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from opsflow.domain.history.events import Pending
    from opsflow.domain.history.imports import Foreign, Step
    from opsflow.domain.workflow import State, Workflow

    Stages = Callable[[State, str | None], str | None]
    """Which state of its type an item takes in a column, after which other."""


class Arrival(Value):
    """The item of another tool with the id that it gets, those of the items that it depends on, and the states of its
    type where it has any.
    """

    item_id: int
    foreign: Foreign
    depends_on: Sequence[int]
    stages: Stages | None = None


def past_of(arrival: Arrival, workflow: Workflow, author: str, now: int) -> Iterator[Pending]:
    """The events of an item from the first to the last. Nothing is later than `now`; notes are by `author`.

    Raises `UsageError` for a state that the workflow does not know.
    """
    own, foreign = arrival.item_id, arrival.foreign
    state, begun, held = _begin(arrival, workflow, now, {})
    yield own, "created", begun, state.name, state.category, payload_text(_created(arrival, held), None)
    for number, (written, text) in enumerate(foreign.notes, 1):
        note = change_text("note", number, None, {"written_at": written, "author": author, "text": text})
        at = min(max(written, begun), now)
        yield own, "noted", at, state.name, state.category, payload_text((note,), None)
    for step, entered, at, after in _walk(arrival, state, held, workflow, now):
        kind = entering(state.category, entered.category, held.get("started_at") is not None)
        told = payload_text((moved_text(held, after),), f"by {step.by}" if step.by else None)
        state = entered
        yield own, kind, at, state.name, state.category, told


def snapshot_of(arrival: Arrival, workflow: Workflow, author: str, now: int) -> Snapshot:
    """The item after these events, with the records around it. Raises `UsageError` as they do."""
    foreign = arrival.foreign
    state, latest, held = _begin(arrival, workflow, now, BLANK)
    version = 1 + len(foreign.notes)
    for written, _ in foreign.notes:
        latest = max(latest, min(written, now))
    for _, entered, at, _ in _walk(arrival, state, held, workflow, now):
        state, latest, version = entered, at if at > latest else latest, version + 1
    held["id"], held["category"], held["changed_at"], held["version"] = arrival.item_id, state.category, latest, version
    held["criteria_total"] = len(foreign.criteria)
    return _snapshot(Item.of_row(held.values()), foreign, arrival.depends_on, author)


def last_state(foreign: Foreign, workflow: Workflow) -> State:
    """The state that an item is in after its last step."""
    return _entered(foreign.steps[-1], workflow) if foreign.steps else _first(foreign, workflow)


def _first(foreign: Foreign, workflow: Workflow) -> State:
    """The state an item begins in: the one of its type where the workflow has it."""
    wanted = foreign.fields.get("state")
    return workflow.state(wanted) if wanted and wanted in workflow else workflow.first("backlog", "ready")


def _entered(step: Step, workflow: Workflow) -> State:
    return workflow.state(step.state) if step.state else workflow.first(step.category, "active")


def _begin(arrival: Arrival, workflow: Workflow, now: int, blank: dict[str, Any]) -> tuple[State, int, dict[str, Any]]:
    """The state an item begins in, the instant, and its fields then, after those of a blank one."""
    foreign, stages = arrival.foreign, arrival.stages
    first, at = _first(foreign, workflow), min(foreign.created_at, now)
    own = foreign.fields
    fields = {**blank, "type": "task", "planned": 1, "created_at": at, "entered_at": at, **own, "state": first.name}
    if stages is not None and (stage := stages(first, None)) is not None:
        fields["stage"] = stage
    return first, at, fields


class _Tagged(dict[str, str]):
    """The change that adds a tag, by the tag: the same few come again and again."""

    def __missing__(self, tag: str) -> str:
        text = self[tag] = change_text("tag", tag, None, {})
        return text


_TAGGED = _Tagged()


def _created(arrival: Arrival, fields: dict[str, Any]) -> list[str]:
    foreign = arrival.foreign
    changes = [made_text(fields), *map(_TAGGED.__getitem__, foreign.tags)]
    for name, value in foreign.custom:
        changes.append(change_text("custom", name, None, {"value": value}))
    for number, text in enumerate(foreign.criteria, 1):
        changes.append(change_text("criterion", number, None, {"text": text, "position": number, "state": "open"}))
    for other in arrival.depends_on:
        changes.append(change_text("dependency", other, None, {}))
    return changes


def _walk(
    arrival: Arrival, state: State, held: dict[str, Any], workflow: Workflow, now: int
) -> Iterator[tuple[Step, State, int, dict[str, Any]]]:
    """Each step that leads from one state to another: that other, when, and the fields it sets. They are among those
    held once the next one is asked for.
    """
    latest = held["entered_at"]
    for step in arrival.foreign.steps:
        entered = _entered(step, workflow)
        if entered is state:
            continue
        latest = max(latest, min(step.at, now))
        after = _after(held, entered, latest)
        if arrival.stages is not None:
            after["stage"] = arrival.stages(entered, held.get("stage"))
        yield step, entered, latest, after
        held.update(after)
        state = entered


def _after(held: dict[str, Any], state: State, at: int) -> dict[str, Any]:
    category, started = state.category, held.get("started_at")
    if category == "done":
        return {
            "state": state.name, "entered_at": at, "finished_at": at, "started_at": at if started is None else started
        }  # fmt: skip
    fields: dict[str, Any] = {"state": state.name, "entered_at": at}
    if category == "active" and started is None:
        fields["started_at"] = at
    if "finished_at" in held and held["finished_at"] is not None:
        fields["finished_at"] = None
    return fields


def _snapshot(item: Item, foreign: Foreign, depends_on: Sequence[int], author: str) -> Snapshot:
    own, criteria, notes = item.id, foreign.criteria, foreign.notes
    return Snapshot(
        item,
        foreign.tags,
        tuple([Criterion(own, number, text, number) for number, text in enumerate(criteria, 1)]) if criteria else (),
        tuple([Note(own, number, at, author, text) for number, (at, text) in enumerate(notes, 1)]) if notes else (),
        dict(foreign.custom),
        tuple(depends_on),
        (),
        (),
        (),
        (),
    )
