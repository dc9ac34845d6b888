"""What time brings, each thing once: recurring work, items that wake, due dates, ages, approvals and service levels.

What was brought is marked by a signal of the item that names the instant it stood for, in the same transaction; so it
does not matter how often, from how many processes, or how late this runs.
"""

from __future__ import annotations

from opsflow.domain.errors import Refused
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.policies import REFUSE
from opsflow.services.time.generating import Stuck, generate
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.time.recurring import Almanac

    Step = Callable[[Work], None]

WOKE, OVERDUE, AGED, UNAPPROVED = "woke", "overdue", "aged", "approval-overdue"


def tick(session: Session, almanac: Almanac, options: WriteOptions = PLAIN) -> Outcome:
    """Do all that is due by now, as one command.

    A recurrence that cannot be carried out, or that a rule refuses, is said and stays due; it holds nothing else up.
    """
    stuck: dict[str, str] = {}
    while True:
        try:
            return _tick(session, almanac, options, stuck)
        except Stuck as error:
            stuck[error.name] = error.message


def _tick(session: Session, almanac: Almanac, options: WriteOptions, stuck: Mapping[str, str]) -> Outcome:
    """The same, leaving out what is known to be stuck. Raises `Stuck` for what is not known yet."""
    origins: dict[int, str] = {}

    def body(work: Work) -> None:
        origins.update(generate(work, almanac, stuck))
        for why in stuck.values():
            work.say(why)
        work.tx.flush()
        for step in STEPS:
            step(work)

    try:
        return perform(session, "tick", options, body)
    except Refused as error:
        raise _last_refused(error, origins) from error


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


def bring(work: Work, name: str, where: str, parameters: tuple[object, ...], column: str, said: str) -> None:
    """Raise a signal on each item that a condition picks and that does not carry it yet for the instant in `column`."""
    for item in work.tx.not_signalled(name, column, where, parameters):
        raise_signal(work, item, name, getattr(item, column), said)


def raise_signal(work: Work, item: Item, name: str, at: int, said: str) -> None:
    """Mark an item with what time brought, as an event of that kind, and say so."""
    before = work.tx.signals(item.id).get(name)
    change = Change("signal", name, None if before is None else {"at": before}, {"at": at})
    work.record(item, name, [change])
    work.lines.append(f"{said} {item.id}: {item.title}")


def _wake(work: Work) -> None:
    bring(work, WOKE, "item.startable = 2 AND item.not_before <= ?", (work.now,), "not_before", "woke")


def _overdue(work: Work) -> None:
    bring(work, OVERDUE, "item.is_open = 1 AND item.due < ?", (work.now,), "due", "overdue")


def _age(work: Work) -> None:
    days = (work.session.settings.automation.get("check") or {}).get("age_days")
    if days:
        where = "item.is_open = 1 AND item.category IN ('active', 'waiting') AND item.started_at < ?"
        bring(
            work, AGED, where, (work.now - round(days * 86400),), "started_at", f"in progress for over {days:g} days:"
        )


def _approvals(work: Work) -> None:
    """Emergency changes that were started and not approved in time."""
    if not work.tx.count("item.type = 'change'", (), 1):
        return
    from opsflow.services.records.change_control import waiting_in

    for plan, standing in waiting_in(work.tx, work.session):
        if standing.due is None or standing.due > work.now:
            break
        if work.tx.signals(plan.item.id).get(UNAPPROVED) != standing.due:
            raise_signal(work, plan.item, UNAPPROVED, standing.due, "not approved in time:")


def _service_levels(work: Work) -> None:
    if work.tx.levels() is None:
        return
    from opsflow.services.time.clock_signals import pressing

    for item_id, name, at, said in list(pressing(work)):
        if work.tx.signals(item_id).get(name) != at:
            raise_signal(work, work.item(item_id), name, at, said)


STEPS: tuple[Step, ...] = (_wake, _overdue, _age, _approvals, _service_levels)
"""What is looked at beside recurring work, in this order."""
