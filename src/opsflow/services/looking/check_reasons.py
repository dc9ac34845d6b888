"""What the checks found, each item with the reason why it is there."""

from __future__ import annotations

from opsflow.domain.time.durations import format_age, format_elapsed
from opsflow.domain.time.instants import relative
from opsflow.domain.value import Value
from opsflow.services.looking.checks import check, timed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.items import Item
    from opsflow.services.looking.checks import Found
    from opsflow.services.session import Session

TITLES = {
    "sla": "Service levels at risk or missed",
    "wip": "Over a limit",
    "overdue": "Overdue",
    "blocked": "Blocked for long",
    "stale": "In progress without a change for long",
    "criteria": "Without criteria, or done with open ones",
    "approvals": "Emergencies without approval",
}
"""The checks in the order in which a person looks at them, and what each is called."""


class Entry(Value):
    """An item and why it is there; or a line about what is no item, with filter words that show it."""

    item: Item | None
    text: str
    words: str = ""


class Group(Value):
    """What one check found, and how many more there are than are listed."""

    name: str
    entries: tuple[Entry, ...]
    more: int


def all_explained(session: Session, most: int) -> list[Group]:
    """What `opsflow check` finds now, check by check, at most so many items of each; what is fine is left out."""
    found = {held.name: held for held in check(session, (), most)}
    return [explained(session, found[name]) for name in TITLES if not found[name].is_fine]


def explained(session: Session, found: Found) -> Group:
    """What a check found, each with the reason why it is there."""
    from opsflow.services.work.limits import words_for

    limits = [
        Entry(None, line, words_for(one.scope, one.name)) for one, line in zip(found.excesses, found.lines, strict=True)
    ]
    whys = _WHYS.get(found.name, _plain)(session, found)
    entries = [Entry(item, whys.get(item.id, "")) for item in found.items]
    return Group(found.name, (*limits, *entries), found.total - len(found.items))


def _plain(session: Session, found: Found) -> dict[int, str]:
    return {item.id: _why(session, found.name, item) for item in found.items}


def _why(session: Session, name: str, item: Item) -> str:
    now = session.clock()
    if name == "overdue" and item.due is not None:
        return f"due {relative(item.due, now)}"
    if name == "blocked" and item.blocked_at is not None:
        return f"{item.blocked_reason} ({format_age(item.blocked_at, now)})"
    if name == "stale":
        return f"unchanged for {format_age(item.changed_at, now)}"
    if name == "criteria":
        open_ones = item.criteria_total - item.criteria_closed
        return f"{item.state} without criteria" if item.is_open else f"{item.state} with {open_ones} open"
    return ""


def _clocks(session: Session, found: Found) -> dict[int, str]:
    """Which clock of each item is pressing, and how much."""
    from opsflow.services.time.clock_facts import left_words
    from opsflow.services.time.clocks import standings

    wanted = {item.id for item in found.items}
    with session.store.reader() as reader:
        pressing = reader.clocks(*timed(session, reader, "breached,at-risk"))
        there = [clock for clock in pressing if clock.item_id in wanted]
        all_clocks = standings(reader, there, session.clock())
    said: dict[int, list[str]] = {}
    for held in all_clocks:
        if held.status in ("breached", "at-risk"):
            said.setdefault(held.clock.item_id, []).append(f"{held.clock.kind} {left_words(held)}")
    return {key: ", ".join(words) for key, words in said.items()}


def _approvals(session: Session, found: Found) -> dict[int, str]:
    """When the approval of each emergency is or was due, or who has rejected it."""
    from opsflow.domain.rules.change_control import standing
    from opsflow.services.records.change_control import control, plans

    site, now = control(session), session.clock()
    with session.store.reader() as reader:
        held = {plan.item: standing(plan, site) for plan in plans(reader, found.items)}
    said: dict[int, str] = {}
    for item, approval in held.items():
        if approval.rejected:
            said[item.id] = f"rejected by {approval.rejected[0].approver}"
        elif item.started_at is not None:
            due = item.started_at + site.emergency_seconds
            late = f"approval is {format_elapsed(now - due)} late"
            said[item.id] = late if due <= now else f"approval is due in {relative(due, now)}"
    return said


_WHYS: dict[str, Callable[[Session, Found], dict[int, str]]] = {"sla": _clocks, "approvals": _approvals}
