"""Moving work: through the workflow, and to an owner."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.rules.transitions import before_done, before_start
from opsflow.domain.workflow import CLOSED
from opsflow.services.work import limits
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Finding
    from opsflow.domain.workflow import State
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.writing import Chosen

_KINDS = {"done": "finished", "cancelled": "cancelled"}


def move(session: Session, chosen: Chosen, state: str, options: WriteOptions = PLAIN) -> Outcome:
    """Move items to a state of the workflow, or to one of their type."""

    return perform(session, "move", options, lambda work: bring(work, chosen, state), "moved", f" to {state.lower()}")


def bring(work: Work, chosen: Chosen, state: str) -> None:
    """Move items to a state within a command."""
    settings, items = work.session.settings, work.chosen(chosen)
    among = {item.id for item in items}
    for item in items:
        if settings.is_record(item.type):
            from opsflow.services.records.stages import place

            target, stage = place(settings, work.workflow, item.type, state)
            enter(work, item, target, among, stage)
        else:
            enter(work, item, work.workflow.state(state), among)
    if not items:
        work.workflow.state(state)


def start(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Begin work on items: the first active state of the workflow. Items already in progress stay where they are."""

    def body(work: Work) -> None:
        target = work.workflow.first("active")
        fresh = []
        for item in work.chosen(chosen):
            if item.category in ("active", "waiting"):
                work.say(f"{item.id} is already in progress ({item.state}).")
                continue
            if item.category in CLOSED:
                work.say(f"{item.id} was {item.state}: starting it reopens it. `opsflow undo` takes that back.")
            fresh.append(item)
        _enter_all(work, fresh, target)

    return perform(session, "start", options, body, "started")


def done(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Finish items. What they unblocked is in `Outcome.freed`."""

    return perform(session, "done", options, lambda work: finish(work, chosen), "done")


def finish(work: Work, chosen: Chosen) -> None:
    """Finish items within a command."""
    _enter_all(work, work.chosen(chosen), work.workflow.first("done"))


def cancel(session: Session, chosen: Chosen, options: WriteOptions = PLAIN, dependents: str = "") -> Outcome:
    """Cancel items. `dependents` says what becomes of open items that wait for them.

    `keep` leaves them waiting, `drop` takes the dependency away, `inherit` replaces it by what the cancelled item
    itself depends on. Without a choice they are kept, and the outcome says so.
    """
    from opsflow.services.work.cancelling import settle_dependents

    def body(work: Work) -> None:
        items = work.chosen(chosen)
        _enter_all(work, items, work.workflow.first("cancelled"))
        settle_dependents(work, items, dependents)

    return perform(session, "cancel", options, body, "cancelled")


def reopen(session: Session, chosen: Chosen, options: WriteOptions = PLAIN, state: str = "") -> Outcome:
    """Bring finished or cancelled items back, into `state` or the first ready or backlog state."""

    def body(work: Work) -> None:
        target = work.workflow.state(state) if state else work.workflow.first("ready", "backlog", "active")
        if target.category in CLOSED:
            raise UsageError(f"Reopening goes to an open state; {target.name} is not one.")
        closed = []
        for item in work.chosen(chosen):
            if item.is_open:
                work.say(f"{item.id} is open already ({item.state}).")
            else:
                closed.append(item)
        _enter_all(work, closed, target)

    return perform(session, "reopen", options, body, "reopened")


def assign(session: Session, chosen: Chosen, owner: str | None, options: WriteOptions = PLAIN) -> Outcome:
    """Give items an owner; `me` is the actor, `None` or an empty name takes the owner away."""
    from opsflow.services.work.owners import notice_new, person

    name = person(session, owner)

    def body(work: Work) -> None:
        notice_new(work, name)
        for item in work.chosen(chosen):
            if item.type == "change":
                from opsflow.services.records.change_control import look_for_conflicts

                look_for_conflicts(work, item.id)
            if item.owner == name:
                work.say(f"{item.id} is with {name} already." if name else f"{item.id} has no owner.")
            else:
                limits.watch(work, work.set(item, "assigned", owner=name), ("owner",))

    if name is None:
        return perform(session, "assign", options, body, "unassigned")
    return perform(session, "assign", options, body, "assigned", f" to {name}")


def claim(session: Session, where: object | None = None, options: WriteOptions = PLAIN) -> Outcome:
    """Take the top of the pull order that nobody else owns, make the actor its owner, and start it; all at once."""
    from opsflow.services.looking.pulling import top

    def body(work: Work) -> None:
        for position in top(work.session, work.tx, where, 200):
            if position.item.owner in (None, session.actor) and not _awaits_approval(work, position.item):
                item = work.item(position.item.id)
                if item.owner is None:
                    item = work.set(item, "assigned", owner=session.actor)
                _enter_all(work, [item], work.workflow.first("active"))
                work.say(f"{item.id} was next: {position.reason}.")
                return
        work.say("Nothing can be claimed now. `opsflow next` shows what could start.")

    return perform(session, "claim", options, body, "claimed")


def _awaits_approval(work: Work, item: Item) -> bool:
    if item.type != "change":
        return False
    from opsflow.services.records.change_control import obstacle

    found = obstacle(work.tx, work.session, item)
    if found:
        work.say(f"Passed over: {found}")
    return found is not None


def enter(work: Work, item: Item, target: State, among: Collection[int] = (), stage: str | None = None) -> None:
    """Move one item into a state and report what the rules say.

    `among` are ids that move in the same command. `stage` is a state of the item's type within the column; without it
    the first there.
    """
    if item.state == target.name and (stage is None or stage == item.stage):
        work.say(f"{item.id} is already {stage or target.name}.")
        return
    work.come_after(item.entered_at, f"{item.id} entered {item.state}")
    work.find(obstacles(work, item, target, among))
    fields = {} if item.state == target.name else _fields(work, item, target)
    if work.session.settings.is_record(item.type):
        from opsflow.services.records import stages as records

        fields["stage"] = stage or records.stage_in(work, item.type, target, item.stage)
        records.judge(work, item, target, fields["stage"])
    if _begins(item, target) and (item.is_blocked or item.held_at is not None or item.not_before is not None):
        from opsflow.services.work.marks import remark

        remark(work, item)
    moved = work.set(item, _kind(item, target), **fields)
    if item.state != target.name:
        limits.watch_move(work, item, moved)
    _follow(work, item, moved, target)


def _follow(work: Work, before: Item, moved: Item, target: State) -> None:
    """What a closing or a reopening brings with it."""
    ends_otherwise = before.category != target.category and (before.category in CLOSED or target.category in CLOSED)
    if ends_otherwise and _has_duplicates(work, moved):
        from opsflow.services.records.stages import settle_duplicates

        settle_duplicates(work, moved, target)
    if target.category == "done" and moved.type == "problem":
        from opsflow.services.records.stages import tell_followers

        tell_followers(work, moved)
    if before.category in CLOSED and target.category not in CLOSED and work.session.settings.is_record(moved.type):
        from opsflow.services.records.stages import forget_closing

        forget_closing(work, moved)


def _begins(item: Item, target: State) -> bool:
    """Whether work on the item begins, or begins again, in a state."""
    return target.category == "active" and item.category not in ("active", "waiting")


def _enter_all(work: Work, items: list[Item], target: State) -> None:
    among = {item.id for item in items}
    for item in items:
        enter(work, item, target, among)


def _has_duplicates(work: Work, item: Item) -> bool:
    return any(link.kind == "duplicate-of" and link.other_id == item.id for link in work.tx.links([item.id]))


def _kind(item: Item, target: State) -> str:
    if item.state == target.name:
        return "moved"
    if target.category in CLOSED:
        return _KINDS[target.category]
    if item.category in CLOSED:
        return "reopened"
    if target.category == "active" and item.started_at is None:
        return "started"
    return "moved"


def _fields(work: Work, item: Item, target: State) -> dict[str, Any]:
    fields: dict[str, Any] = {"state": target.name, "entered_at": work.at}
    if target.category == "active" and item.started_at is None:
        fields["started_at"] = work.at
    if target.category == "done":
        fields["finished_at"] = work.at
        fields["started_at"] = item.started_at if item.started_at is not None else work.at
    elif item.finished_at is not None:
        fields["finished_at"] = None
    if target.category in CLOSED and item.is_blocked:
        fields.update(blocked_at=None, blocked_reason=None)
    if target.category in CLOSED and item.held_at is not None:
        fields.update(held_at=None, hold_reason=None)
    return fields


def obstacles(work: Work, item: Item, target: State, among: Collection[int] = ()) -> list[Finding]:
    """What the rules say against moving the item into a state."""
    policies = work.session.settings.policies
    if item.state == target.name:
        return []
    if _begins(item, target):
        return before_start(item, _waiting_for(work, item), policies)
    if target.category == "done":
        criteria = work.tx.criteria([item.id]).get(item.id, []) if item.criteria_total else []
        open_criteria = [criterion for criterion in criteria if criterion.state == "open"]
        children = [child for child in work.tx.children(item.id) if child.is_open and child.id not in among]
        return before_done(item, open_criteria, _waiting_for(work, item, among), children, policies)
    return []


def _waiting_for(work: Work, item: Item, among: Collection[int] = ()) -> list[Item]:
    """The dependencies that are not done. `among` are ids that the same command finishes."""
    if not item.waiting_for:
        return []
    ids = [edge.depends_on for edge in work.tx.dependencies([item.id]) if edge.depends_on not in among]
    return [other for other in work.tx.items(ids).values() if other.category != "done"]
