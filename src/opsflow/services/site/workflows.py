"""The workflow in force, and taking over the one that is configured."""

from __future__ import annotations

from opsflow.domain.errors import Refused, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.text import counted
from opsflow.domain.workflow import CLOSED, unknown_state
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opsflow.domain.workflow import State, Workflow
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


def compare(session: Session) -> tuple[list[tuple[State, int]], list[str]]:
    """The states in force with the number of items in each, and in words how the configured workflow differs."""
    with session.store.reader() as reader:
        counts = dict(reader.groups("state", "1 = 1", ()))
        states = [(state, counts.get(state.name, 0)) for state in reader.workflow.states]
        return states, _difference(reader.workflow, session.settings.states)


def _difference(workflow: Workflow, wanted: tuple[State, ...]) -> list[str]:
    if workflow.states == wanted:
        return []
    names = {state.name for state in wanted}
    lines = [f"The configuration has no state {state.name}." for state in workflow.states if state.name not in names]
    lines += [
        f"The configuration adds {state.name} ({state.category})." for state in wanted if state.name not in workflow
    ]
    return [*lines, "The configured workflow differs from the one in force; `opsflow workflow --apply` takes it over."]


def apply(session: Session, moves: Mapping[str, str], options: WriteOptions = PLAIN) -> Outcome:
    """Bring the store's workflow in line with the settings. `moves` says where items of a vanished state go.

    Raises `Refused` when items are in a vanished state and no move is given for it, and `UsageError` for a move out of
    a state that does not vanish, or into one that there will not be.
    """
    wanted = session.settings.states

    def body(work: Work) -> None:
        if work.workflow.states == wanted:
            work.say("The workflow in force is the configured one already.")
            return
        targets = _targets(work.workflow, wanted, moves)
        _place_states(work, wanted)
        _rehome(work, wanted, targets)
        _drop_states(work, wanted)
        work.tx.refresh_all()
        work.lines.append(f"applied the workflow {', '.join([state.name for state in wanted])}")

    return perform(session, "workflow", options, body)


def _targets(workflow: Workflow, wanted: tuple[State, ...], moves: Mapping[str, str]) -> dict[str, State]:
    """Where items of vanished states go, by the name of the state that they are in."""
    names = {state.name: state for state in wanted}
    for source, target in moves.items():
        if source in names:
            raise UsageError(f"{source} stays in the workflow; --move is for the items of a state that vanishes.")
        for name, known in ((source, workflow.names), (target, list(names))):
            if name not in known:
                raise UsageError(unknown_state(name, known))
    return {source: names[target] for source, target in moves.items()}


def _place_states(work: Work, wanted: tuple[State, ...]) -> None:
    changes = []
    held = {state.name: state for state in work.workflow.states}
    for state in wanted:
        after = {"category": state.category, "position": state.position}
        before = held.get(state.name)
        if before is None:
            changes.append(Change("state", state.name, None, after))
        elif before != state:
            old = {"category": before.category, "position": before.position}
            changes.append(Change("state", state.name, old, after))
    if changes:
        work.tx.record(None, "workflow-changed", changes, work.at)


def _rehome(work: Work, wanted: tuple[State, ...], targets: Mapping[str, State]) -> None:
    names = {state.name for state in wanted}
    gone = [state for state in work.workflow.states if state.name not in names]
    held = {state: ids for state in gone if (ids := work.tx.ids("item.state = ?", (state.name,)))}
    _refuse_homeless(wanted, {state: len(ids) for state, ids in held.items() if state.name not in targets})
    for state, ids in held.items():
        for item_id in ids:
            _move(work, item_id, targets[state.name])


def _refuse_homeless(wanted: tuple[State, ...], homeless: Mapping[State, int]) -> None:
    """Raise `Refused`, with a way out for all of them at once, when items are in states that vanish without a move."""
    if not homeless:
        return
    where = ", ".join([f"{counted(count, 'item')} in {state.name}" for state, count in homeless.items()])
    moves = " ".join([f"--move {state.name}={_suggestion(wanted, state)}" for state in homeless])
    raise Refused(f"The configuration has no place for {where}. Say where they go: `opsflow workflow --apply {moves}`")


def _move(work: Work, item_id: int, target: State) -> None:
    item = work.item(item_id)
    fields: dict[str, Any] = {"state": target.name, "entered_at": work.at}
    if work.session.settings.is_record(item.type):
        from opsflow.services.records.stages import stage_in

        fields["stage"] = stage_in(work, item.type, target, item.stage)
    if target.category == "done" and item.finished_at is None:
        started = item.started_at if item.started_at is not None else work.at
        fields.update(finished_at=work.at, started_at=started)
    work.set(item, "moved", "the workflow changed", **fields)


def _suggestion(wanted: tuple[State, ...], gone: State) -> str:
    for state in wanted:
        if state.category == gone.category:
            return state.name
    return next(state.name for state in wanted if state.category not in CLOSED)


def _drop_states(work: Work, wanted: tuple[State, ...]) -> None:
    work.tx.flush()
    names = {state.name for state in wanted}
    gone = [state for state in work.workflow.states if state.name not in names]
    changes = [
        Change("state", state.name, {"category": state.category, "position": state.position}, None) for state in gone
    ]
    if changes:
        work.tx.record(None, "workflow-changed", changes, work.at)
