"""Moving work: through the workflow, and to an owner. What entering one state means is in `entering`."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.rules.policies import OFF
from opsflow.domain.workflow import CLOSED, UNSTARTED
from opsflow.services.choosing import Selection
from opsflow.services.work import limits
from opsflow.services.work.entering import enter, enter_all
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.items import Item
    from opsflow.domain.workflow import State
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_NONE_TO_CLAIM = "Nothing can be claimed now."
_WITH_OTHERS = " What could start is with others: `opsflow next`."
_WHAT_THERE_IS = " `opsflow list is:open` shows what there is, `opsflow why ID` why not."


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
            enter(work, item, _column(work, state), among)
    if not items:
        _column(work, state)


def _column(work: Work, name: str) -> State:
    """The column of that name. Raises `UsageError`, which tells how one comes into force that is only configured."""
    found = work.workflow.named(name)
    if found is None and any(state.name == name for state in work.session.settings.states):
        raise UsageError(f"The state {name} is configured, but not in force yet: `opsflow workflow --apply` does that.")
    return found or work.workflow.state(name)


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
        enter_all(work, fresh, target)

    return perform(session, "start", options, body, "started")


def done(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Finish items. What they unblocked is in `Outcome.freed`."""
    if isinstance(chosen, Selection) and chosen.keys:
        from opsflow.services.time.alert_ends import end_by_key

        return end_by_key(session, chosen, options)
    return perform(session, "done", options, lambda work: finish(work, chosen), "done")


def finish(work: Work, chosen: Chosen) -> None:
    """Finish items within a command."""
    if isinstance(chosen, Selection) and chosen.keys:
        from opsflow.services.time.alert_ends import end_all

        end_all(work, chosen)
        return
    items = work.chosen(chosen)
    _tell_undefined(work, items)
    enter_all(work, items, work.workflow.first("done"))


def _tell_undefined(work: Work, items: Sequence[Item]) -> None:
    """Name items that are done without having been started, and without any criterion: no rule has spoken of them."""
    bare = [item.id for item in items if not item.criteria_total and item.category in UNSTARTED]
    if bare and work.session.settings.policies.level("criteria-before-start") != OFF:
        from opsflow.domain.ids import format_ids

        work.say(f"{format_ids(bare)} had no criteria: nothing said what done means. `opsflow add --done TEXT` does.")


def cancel(session: Session, chosen: Chosen, options: WriteOptions = PLAIN, dependents: str = "") -> Outcome:
    """Cancel items. `dependents` says what becomes of open items that wait for them.

    `keep` leaves them waiting, `drop` takes the dependency away, `inherit` replaces it by what the cancelled item
    itself depends on. Without a choice they are kept, and the outcome says so.
    """
    from opsflow.services.work.cancelling import settle_dependents

    def body(work: Work) -> None:
        items = work.chosen(chosen)
        enter_all(work, items, work.workflow.first("cancelled"))
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
        enter_all(work, closed, target)

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
        others = False
        for position in top(work.session, work.tx, where, 200):
            if position.item.owner not in (None, session.actor):
                others = True
            elif not _awaits_approval(work, position.item):
                item = work.item(position.item.id)
                if item.owner is None:
                    item = work.set(item, "assigned", owner=session.actor)
                enter_all(work, [item], work.workflow.first("active"))
                work.say(f"{item.id} was next: {position.reason}.")
                return
        told = _held_already(work, where) or (_WITH_OTHERS if others else "" if work.notes else _WHAT_THERE_IS)
        work.say(_NONE_TO_CLAIM + told)

    return perform(session, "claim", options, body, "claimed")


def _held_already(work: Work, where: object | None) -> str:
    """What a claim is told whose filter matches what the actor has begun already; nothing without a filter."""
    if where is None:
        return ""
    from opsflow.domain.ids import format_ids

    condition, parameters = work.tx.condition(where, work.session.filter_context(work.workflow))
    begun = "item.is_open = 1 AND item.category IN ('active', 'waiting') AND item.owner = ?"
    ids = work.tx.ids(f"{begun} AND ({condition})", (work.session.actor, *parameters))
    return f" {format_ids(ids)} {'is' if len(ids) == 1 else 'are'} yours and begun already." if ids else ""


def _awaits_approval(work: Work, item: Item) -> bool:
    if item.type != "change":
        return False
    from opsflow.services.records.change_control import obstacle

    found = obstacle(work.tx, work.session, item)
    if found:
        work.say(f"Passed over: {found}")
    return found is not None
