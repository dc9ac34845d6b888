"""What stands against carrying a change out: approvals that are missing, a window that is not now, and a freeze.

Facts come in, findings go out: nothing is read and nothing changed here.
"""

from __future__ import annotations

from opsflow.domain.rules import remedies
from opsflow.domain.rules.change_control import APPROVAL, WINDOW, standing
from opsflow.domain.rules.change_windows import cost_of_moving, moved_behind
from opsflow.domain.rules.policies import Finding
from opsflow.domain.time.instants import format_date, format_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.domain.rules.change_control import Control, Plan, Standing
    from opsflow.domain.rules.policies import Policies
    from opsflow.domain.time.zones import Zone


def before_implementation(plan: Plan, control: Control, at: int, policies: Policies, zone: Zone) -> list[Finding]:
    """What stands against carrying a change out at that instant; what is said about times is local to the zone."""
    return [*_unapproved(plan, control, policies), *_outside(plan, control, at, policies, zone)]


def after_implementation(before: Plan, now: Plan, control: Control, policies: Policies) -> list[Finding]:
    """What stands against giving a change that was begun another kind, or against making one of what was begun.

    An approval that is owed stays owed: a kind that needs none does not take its place, nor one without a time by which
    it is due.
    """
    key, is_change = now.item.id, now.item.type == "change"
    owed = before.item.type == "change" and not standing(before, control).is_complete
    is_let_off = before.kind == "emergency" != now.kind or standing(now, control).is_complete
    if owed and (not is_change or is_let_off):
        message = f"{key} was begun as {_a(before.kind)} change and still has to be approved as one."
        remedy = remedies.approve(key, _approvers(before, control))
        return [Finding(APPROVAL, policies.level(APPROVAL), message, (key,), (remedy,))]
    return list(_unapproved(now, control, policies)) if is_change and not owed else []


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "emergency" else f"a {kind}"


def _unapproved(plan: Plan, control: Control, policies: Policies) -> Iterator[Finding]:
    found = standing(plan, control)
    if policies.is_off(APPROVAL) or found.is_complete or (plan.kind == "emergency" and not found.rejected):
        return
    key, level = plan.item.id, policies.level(APPROVAL)
    if found.rejected:
        first = found.rejected[0]
        message = (
            f"{key} was rejected by {first.approver}: {first.reason}. It waits for {first.approver} to approve it."
        )
        yield Finding(APPROVAL, level, message, (key,), (remedies.approve(key, first.approver),))
        return
    who = _approvers(plan, control, found)
    lacking = " and no template" if plan.kind == "standard" and not plan.model else ""
    way = f"{who} can approve it" if plan.item.owner else "it needs an owner, and the approval of someone else"
    message = f"{key} is {_a(plan.kind)} change with {len(found.approved)} of {found.needed} approvals{lacking}; {way}."
    ways = (remedies.approve(key, who),) if plan.item.owner else (remedies.own(key), remedies.approve(key, who))
    yield Finding(APPROVAL, level, message, (key,), ways)


def _approvers(plan: Plan, control: Control, found: Standing | None = None) -> str:
    """Who can still approve a change, in words."""
    done = [held.approver for held in found.approved] if found else []
    owner = plan.item.owner
    named = [name for name in control.may_approve(plan.item.service) if name != owner and name not in done]
    if named:
        return " or ".join(dict.fromkeys(named))
    others = [owner or "its owner", *done]
    return f"someone other than {' and '.join(others)}"


def _outside(plan: Plan, control: Control, at: int, policies: Policies, zone: Zone) -> Iterator[Finding]:
    if policies.is_off(WINDOW):
        return
    key, level = plan.item.id, policies.level(WINDOW)
    is_early = plan.start is not None and at < plan.start
    if is_early or (plan.end is not None and at > plan.end):
        side = "has not begun" if is_early else "is over"
        now = remedies.change(key, [("window-start", "now"), ("window-end", "+2h")])
        message = f"The planned window of {key} {side}: {_told(plan, zone)}."
        yield Finding(WINDOW, level, message, (key,), (now.replace(note=cost_of_moving(plan)),))
    for freeze in control.freezes:
        if freeze.start <= at <= freeze.end and freeze.concerns(plan.item.service, plan.kind):
            message = f"{key} falls into the freeze {freeze.name!r}."
            yield Finding(WINDOW, level, message, (key,), (moved_behind(plan, freeze.end, zone),))


def _told(plan: Plan, zone: Zone) -> str:
    """A planned window, of which one side may be missing."""
    start = "" if plan.start is None else f"from {format_start(plan.start, zone)}"
    end = "" if plan.end is None else f"to {format_date(plan.end, zone)}"
    return f"{start} {end}".strip()
