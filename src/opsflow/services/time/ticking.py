"""What time brings, each thing once: recurring work, items that wake, due dates, ages, approvals and service levels.

What was brought is marked by a signal of the item that names the instant it stood for, in the same transaction; so it
does not matter how often, from how many processes, or how late this runs.
"""

from __future__ import annotations

from opsflow.domain.errors import Refused
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.policies import REFUSE
from opsflow.services.hooking import Forbidden
from opsflow.services.outcome import Outcome, together
from opsflow.services.time.generating import Stuck, generate
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from opsflow.domain.items import Item
    from opsflow.services.outcome import WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.time.recurring import Almanac

    Brought = tuple[str, int | str]
    Wanted = Callable[[Brought], bool]
    Step = Callable[[Work, Wanted], None]

_RECURRENCE = "recurrence"
"""What time brings is a signal by its name with its item, or this with the name of a recurrence."""
WOKE, OVERDUE, AGED, UNAPPROVED = "woke", "overdue", "aged", "approval-overdue"


def _any(_one: Brought) -> bool:
    return True


def _only(this: Brought) -> Wanted:
    return lambda one: one == this


def tick(session: Session, almanac: Almanac, options: WriteOptions = PLAIN) -> Outcome:
    """Do all that is due by now, as one command.

    A recurrence that cannot be carried out, or that a rule refuses, is said and stays due; it holds nothing else up.
    What a hook forbids is said and stays due as well, and the rest is done.
    """
    stuck: dict[str, str] = {}
    try:
        return _unstuck(session, almanac, options, stuck, _any)
    except Forbidden:
        return _one_by_one(session, almanac, options, stuck)


def _unstuck(
    session: Session, almanac: Almanac, options: WriteOptions, stuck: dict[str, str], wanted: Wanted
) -> Outcome:
    while True:
        try:
            return _tick(session, almanac, options, stuck, wanted)
        except Stuck as error:
            stuck[error.name] = error.message


def _one_by_one(session: Session, almanac: Almanac, options: WriteOptions, stuck: dict[str, str]) -> Outcome:
    """Each thing as a command of its own, so that a hook forbids that one alone."""
    found: list[Brought] = []
    _tick(session, almanac, options.replace(dry_run=True), stuck, _any, found)
    done: list[Outcome] = [Outcome("tick", notes=tuple(stuck.values()))]
    for one in found:
        try:
            done.append(_unstuck(session, almanac, options, dict.fromkeys(stuck, ""), _only(one)))
        except Forbidden as error:
            done.append(Outcome("tick", notes=(f"{_named(one)} stays due: {error.message}",)))
    return together(done)


def _named(one: Brought) -> str:
    return f"{one[0]} of {one[1]}" if isinstance(one[1], int) else one[1]


def _tick(
    session: Session,
    almanac: Almanac,
    options: WriteOptions,
    stuck: Mapping[str, str],
    wanted: Wanted,
    found: list[Brought] | None = None,
) -> Outcome:
    """The same for what is wanted, leaving out what is known to be stuck; `found` hears of each thing that is brought.

    Raises `Stuck` for what is not known yet.
    """
    origins: dict[int, str] = {}

    def body(work: Work) -> None:
        unwanted = [held.name for held in work.tx.recurrences() if not wanted((_RECURRENCE, held.name))]
        origins.update(generate(work, almanac, {*stuck, *unwanted}))
        for why in filter(None, stuck.values()):
            work.say(why)
        work.tx.flush()
        for step in STEPS:
            step(work, wanted)
        if found is not None:
            found.extend(dict.fromkeys(_brought(work, origins)))

    try:
        return perform(session, "tick", options, body)
    except Refused as error:
        raise _last_refused(error, origins) from error


def _brought(work: Work, origins: Mapping[int, str]) -> Iterator[Brought]:
    """What the events of this tick stand for, each a thing that can be brought without the others."""
    for item_id, kind, _, changes, _ in work.tx.planned():
        for change in changes:
            if change.entity == "recurrence":
                yield _RECURRENCE, str(change.key)
            elif change.entity == "signal" and item_id is not None:
                yield (_RECURRENCE, origins[item_id]) if item_id in origins else (kind, item_id)


def _last_refused(error: Refused, origins: Mapping[int, str]) -> Refused | Stuck:
    """The last of the recurrences that a rule refuses: those before it may find room. The error itself for others."""
    refused = [
        (item_id, f"{origins[item_id]} stays due, refused by {found.rule}: {found.message}")
        for found in error.findings
        if found.level == REFUSE
        for item_id in found.items
        if item_id in origins
    ]
    if not refused:
        return error
    item_id, why = max(refused)
    return Stuck(origins[item_id], why)


def bring(
    work: Work, wanted: Wanted, name: str, where: str, parameters: tuple[object, ...], column: str, said: str
) -> None:
    """Raise a signal on each item that a condition picks and that does not carry it yet for the instant in `column`."""
    for item in work.tx.not_signalled(name, column, where, parameters):
        if wanted((name, item.id)):
            raise_signal(work, item, name, getattr(item, column), said)


def raise_signal(work: Work, item: Item, name: str, at: int, said: str) -> None:
    """Mark an item with what time brought, as an event of that kind, and say so."""
    before = work.tx.signals(item.id).get(name)
    change = Change("signal", name, None if before is None else {"at": before}, {"at": at})
    work.record(item, name, [change])
    work.lines.append(f"{said} {item.id}: {item.title}")


def _wake(work: Work, wanted: Wanted) -> None:
    bring(work, wanted, WOKE, "item.startable = 2 AND item.not_before <= ?", (work.now,), "not_before", "woke")


def _overdue(work: Work, wanted: Wanted) -> None:
    bring(work, wanted, OVERDUE, "item.is_open = 1 AND item.due < ?", (work.now,), "due", "overdue")


def _age(work: Work, wanted: Wanted) -> None:
    days = (work.session.settings.automation.get("check") or {}).get("age_days")
    if days:
        where = "item.is_open = 1 AND item.category IN ('active', 'waiting') AND item.started_at < ?"
        said = f"in progress for over {days:g} days:"
        bring(work, wanted, AGED, where, (work.now - round(days * 86400),), "started_at", said)


def _approvals(work: Work, wanted: Wanted) -> None:
    """Emergency changes that were started and not approved in time."""
    if not work.tx.count("item.type = 'change'", (), 1):
        return
    from opsflow.services.records.change_control import waiting_in

    for plan, standing in waiting_in(work.tx, work.session):
        if standing.due is None or standing.due > work.now:
            break
        if wanted((UNAPPROVED, plan.item.id)) and work.tx.signals(plan.item.id).get(UNAPPROVED) != standing.due:
            raise_signal(work, plan.item, UNAPPROVED, standing.due, "not approved in time:")


def _service_levels(work: Work, wanted: Wanted) -> None:
    if work.tx.levels() is None:
        return
    from opsflow.services.time.clock_signals import pressing

    for item_id, name, at, said in list(pressing(work)):
        if wanted((name, item_id)) and work.tx.signals(item_id).get(name) != at:
            raise_signal(work, work.item(item_id), name, at, said)


STEPS: tuple[Step, ...] = (_wake, _overdue, _age, _approvals, _service_levels)
"""What is looked at beside recurring work, in this order."""
