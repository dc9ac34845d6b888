"""Changes as change control sees them: approving, implementing in their window, and what is in each other's way."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.change_control import (
    APPROVAL,
    CONFLICT,
    WHAT_A_TEMPLATE_SAYS,
    WHAT_IS_APPROVED,
    WINDOW,
    Control,
    Freeze,
    Plan,
    standing,
)
from opsflow.domain.rules.change_implementing import after_implementation, before_implementation
from opsflow.domain.rules.change_windows import clashes, conflict_findings
from opsflow.domain.rules.policies import REFUSE
from opsflow.domain.settings import MODEL
from opsflow.domain.time.dates import parse_instant_utc, parse_moment
from opsflow.domain.time.instants import format_date, format_start
from opsflow.domain.workflow import UNSTARTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.rules.change_control import Standing
    from opsflow.domain.rules.change_windows import Clash
    from opsflow.domain.rules.policies import Finding
    from opsflow.domain.workflow import State
    from opsflow.services.looking.queries import Detail
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session
    from opsflow.services.writing import Work

HELD_BY = {APPROVAL: "not approved yet", WINDOW: "not in its window"}
"""A rule that keeps a change from being begun -> what is said of such a change in a list."""
_WHERE_AND_WHEN = frozenset(("type", "service", "owner", "change-type", "window-start", "window-end"))

_HAS_WINDOW = "EXISTS (SELECT 1 FROM custom WHERE custom.item_id = item.id AND custom.name = 'window-start')"


def control(session: Session) -> Control:
    """What the site asks of changes."""
    given = session.settings.changes
    if not given:
        return Control()
    return Control(
        {**Control().approvals, **given["approvals"]},
        tuple(given["approvers"]),
        {name: tuple(people) for name, people in given["services"].items()},
        round(given["emergency_hours"] * 3600),
        tuple([_freeze(session, held) for held in given["freezes"]]),
    )


def _freeze(session: Session, held: Mapping[str, Any]) -> Freeze:
    start = parse_moment(held["start"], 0, session.zone).start
    end = parse_moment(held["end"], 0, session.zone).end
    return Freeze(held["name"], start, end, tuple(held["services"]), tuple(held["allow"]))


def plans(reader: Reader, items: Iterable[Item]) -> list[Plan]:
    """The plans of some changes."""
    wanted = list(items)
    ids = [item.id for item in wanted]
    custom, approvals = reader.custom(ids), reader.approvals(ids)
    return [_plan(item, custom.get(item.id, {}), tuple(approvals.get(item.id, ()))) for item in wanted]


def _plan(item: Item, custom: Mapping[str, str], approvals: tuple[Any, ...]) -> Plan:
    start, end = (_instant(custom.get(name)) for name in ("window-start", "window-end"))
    kind, model, risk = custom.get("change-type", "normal"), custom.get(MODEL, ""), custom.get("risk", "")
    return Plan(item, kind, start, end, approvals, model, risk)


def _instant(text: str | None) -> int | None:
    """The instant that a field holds; one that was redacted, or came by import and is none, counts as not given."""
    try:
        return parse_instant_utc(text) if text else None
    except UsageError:
        return None


def judge(work: Work, item: Item, target: State) -> None:
    """Report what stands against a change that is carried out by entering a state."""
    policies = work.session.settings.policies
    if item.category not in UNSTARTED or target.category not in ("active", "waiting", "done"):
        return
    if policies.is_off(APPROVAL) and policies.is_off(WINDOW):
        return
    site = control(work.session)
    (plan,) = plans(work.tx, [item])
    work.find(before_implementation(plan, site, work.at, policies, work.session.zone))
    if plan.kind == "emergency" and not standing(plan, site).is_complete:
        hours = site.emergency_seconds / 3600
        within = "an hour" if hours == 1 else f"{hours:g} hours"
        work.say(f"{item.id} is an emergency: it is to be approved within {within} (`opsflow approve {item.id}`).")


def watch(work: Work, before: Item, after: Item, fields: Iterable[str], custom: Mapping[str, Change]) -> None:
    """Look at what an edit of a change means: approvals of what has changed no longer hold, windows may clash.

    `fields` are the columns that differ, `custom` the changes of other fields by name.
    """
    changed = frozenset([*fields, *custom])
    if after.category not in (*UNSTARTED, "cancelled") and changed & {"type", "change-type"}:
        _judge_kind(work, before, after, custom.get("change-type"))
    replaced = [name for name in fields if getattr(before, name) is not None]
    replaced += [name for name, change in custom.items() if change.before is not None]
    if after.is_open and after.type == "change" and WHAT_A_TEMPLATE_SAYS.intersection(replaced):
        _leave_template(work, after)
    if after.is_open and after.type == "change" and changed & WHAT_IS_APPROVED:
        withdraw(work, after, "what was approved has changed")
    if after.type == "change" and changed & _WHERE_AND_WHEN:
        look_at_window(work, after)


def _leave_template(work: Work, item: Item) -> None:
    """What was approved with a template does not hold for a change that is no longer as the template made it."""
    model = work.tx.custom([item.id]).get(item.id, {}).get(MODEL)
    if model is not None:
        change = Change("custom", MODEL, {"value": model}, None)
        work.record(item, "approval-withdrawn", [change], "it is no longer as its template says")
        work.say(f"{item.id} is no longer as the template {model} made it: it needs an approval of its own.")


def _judge_kind(work: Work, before: Item, after: Item, edited: Change | None) -> None:
    """Report when the other kind of a change that was begun owes an approval, or would no longer owe one."""
    policies = work.session.settings.policies
    if policies.is_off(APPROVAL):
        return
    site = control(work.session)
    (now,) = plans(work.tx, [after])
    earlier = now.replace(item=before)
    if edited is not None:
        earlier = earlier.replace(kind=(edited.before or {}).get("value", "normal"))
    work.find(after_implementation(earlier, now, site, policies))


def look_at_window(work: Work, item: Item, is_new: bool = False) -> None:
    """Have the window of a change compared with those of others. Raises `UsageError` where it ends before it begins."""
    (plan,) = plans(work.tx, [item])
    if plan.window is not None and plan.window[1] < plan.window[0]:
        start, end = format_start(plan.window[0], work.session.zone), format_date(plan.window[1], work.session.zone)
        raise UsageError(f"The window ends at {end}, before it begins at {start}. Give window-start: and window-end:.")
    look_for_conflicts(work, item.id, is_new)


def look_for_conflicts(work: Work, item_id: int, is_new: bool = False) -> None:
    """Have the window of a change compared with those of others once the command has done its work."""
    policies = work.session.settings.policies
    if not policies.is_off(CONFLICT):
        work.checks.append(
            lambda: conflict_findings(
                conflicts_in(work.tx, work.session, [item_id]), policies, item_id, is_new, work.session.zone
            )
        )


def withdraw(work: Work, item: Item, why: str) -> None:
    """Take back the approvals of a change, since they were given for something else."""
    held = [one for one in work.tx.approvals([item.id]).get(item.id, []) if one.decision == "approved"]
    changes = [
        Change("approval", one.approver, {"decision": one.decision, "at": one.at, "reason": one.reason}, None)
        for one in held
    ]
    if changes:
        work.record(item, "approval-withdrawn", changes, why)
        names = ", ".join([one.approver for one in held])
        work.say(f"The approval of {item.id} by {names} no longer holds: {why}.")


def conflicts(session: Session, ids: Sequence[int] = ()) -> list[Clash]:
    """Open changes that are in each other's way or in a freeze; those that concern some items, or all."""
    with session.store.reader() as reader:
        return conflicts_in(reader, session, ids)


def conflicts_in(reader: Reader, session: Session, ids: Sequence[int] = ()) -> list[Clash]:
    """The same on a reader at hand."""
    found = reader.select(f"item.type = 'change' AND item.is_open = 1 AND {_HAS_WINDOW}", ())
    return clashes(plans(reader, found), control(session).freezes, ids)


def waiting(session: Session) -> list[tuple[Plan, Standing]]:
    """Changes whose approval is not complete: open ones, and emergencies that were carried out meanwhile.

    Those with a time by which they are to be approved come first.
    """
    with session.store.reader() as reader:
        return waiting_in(reader, session)


def waiting_in(reader: Reader, session: Session) -> list[tuple[Plan, Standing]]:
    """The same on a reader at hand."""
    emergencies = (
        "item.type = 'change' AND item.category = 'done' AND item.id IN "
        "(SELECT custom.item_id FROM custom WHERE custom.name = 'change-type' AND custom.value = 'emergency')"
    )
    site = control(session)
    items = [*reader.select("item.type = 'change' AND item.is_open = 1", ()), *reader.select(emergencies, ())]
    found = [(plan, standing(plan, site)) for plan in plans(reader, items)]
    late = [(plan, held) for plan, held in found if not held.is_complete]
    return sorted(late, key=lambda one: (one[1].due is None, one[1].due or 0, one[0].item.id))


def obstacle(reader: Reader, session: Session, item: Item) -> str | None:
    """What of change control keeps a change from being started now, where the site refuses it."""
    found = obstacles(reader, session, [item]).get(item.id)
    return found.message if found else None


def obstacles(reader: Reader, session: Session, items: Sequence[Item]) -> dict[int, Finding]:
    """The first thing of change control that keeps each of these from being started now, where the site refuses it."""
    site, now, policies = control(session), session.clock(), session.settings.policies
    found: dict[int, Finding] = {}
    for plan in plans(reader, [item for item in items if item.type == "change"]):
        for finding in before_implementation(plan, site, now, policies, session.zone):
            if finding.level == REFUSE:
                found.setdefault(plan.item.id, finding)
    return found


def approval_of(session: Session, detail: Detail) -> tuple[Control, Plan, Standing]:
    """What the site asks of one change, its plan, and where its approval stands."""
    site, plan = control(session), _plan(detail.item, detail.custom, detail.approvals)
    return site, plan, standing(plan, site)
