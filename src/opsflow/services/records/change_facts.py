"""A change in words, for every place that shows one whole: its approvals, what is in its way, and its window."""

from __future__ import annotations

from opsflow.domain.time.durations import format_elapsed
from opsflow.domain.time.instants import format_date, format_start, relative
from opsflow.services.looking.facts import seen_at
from opsflow.services.records.change_control import approval_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.rules.change_control import Control, Plan, Standing
    from opsflow.domain.rules.change_windows import Clash
    from opsflow.services.looking.queries import Detail
    from opsflow.services.session import Session


def change_facts(session: Session, detail: Detail) -> list[tuple[str, str, str]]:
    """Lines among the facts of an item: name, text and style."""
    site, plan, held = approval_of(session, detail)
    now = seen_at(session, detail)
    style = "red" if held.rejected else "green" if held.is_complete else "yellow"
    return [
        ("approvals", _approvals(now, site, plan, held), style if held.needed or held.rejected else ""),
        *[("conflict", _clash(session, detail, clash), "red") for clash in detail.clashes],
        ("window", _window(session, plan, now), ""),
    ]


def _approvals(now: int, site: Control, plan: Plan, held: Standing) -> str:
    """How many there are of how many, who can give those that are missing and by when, and who said what."""
    told = [
        f"{one.approver} {one.decision}" + (f": {one.reason}" if one.reason else "")
        for one in (*held.approved, *held.rejected)
    ]
    due = f", due {relative(held.due, now)}" if held.due is not None and not held.is_complete else ""
    missing = "" if held.is_complete else f", wanted from {_who(site, plan)}"
    return f"{len(held.approved)} of {held.needed}{due}{missing}" + (f" ({'; '.join(told)})" if told else "")


def _who(site: Control, plan: Plan) -> str:
    owner = plan.item.owner
    anyone = f"anyone but {owner}" if owner else "someone else, once it has an owner"
    return " or ".join(site.may_approve(plan.item.service)) or anyone


def _clash(session: Session, detail: Detail, clash: Clash) -> str:
    """What is in the way of a change, why and when."""
    start, end = format_start(clash.start, session.zone), format_date(clash.end, session.zone)
    if clash.other is None:
        return f"in the freeze {clash.name}, {start} to {end}"
    other = clash.other if clash.one.id == detail.item.id else clash.one
    return f"with {other.id} {other.title}: same {clash.kind} {clash.name}, {start} to {end}"


def _window(session: Session, plan: Plan, now: int) -> str:
    """A planned window, and how far off its beginning or its end is for a change that is not closed.

    Nothing where one of them is missing.
    """
    if plan.start is None or plan.end is None:
        return ""
    window = f"{format_start(plan.start, session.zone)} to {format_date(plan.end, session.zone)}"
    if not plan.item.is_open:
        return window
    if now < plan.start:
        off = f"begins in {format_elapsed(plan.start - now)}"
    elif now <= plan.end:
        off = f"open, ends in {format_elapsed(plan.end - now)}"
    else:
        off = f"over for {format_elapsed(now - plan.end)}"
    return f"{window}, {off}"
