"""Change control after ITIL 4: who has approved, when a change may be carried out, and what is in its way.

Facts come in, findings go out: nothing is read and nothing changed here. Instants are seconds since the epoch; a window
includes both of its ends.
"""

from __future__ import annotations

from opsflow.domain.rules import remedies
from opsflow.domain.rules.policies import Finding
from opsflow.domain.time.instants import format_instant_utc
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from opsflow.domain.items import Approval, Item
    from opsflow.domain.rules.policies import Policies, Remedy

APPROVAL, WINDOW, CONFLICT = "approval-before-implementation", "change-window", "change-conflict"
KINDS = ("standard", "normal", "emergency")
WHAT_A_TEMPLATE_SAYS = frozenset(
    ("title", "service", "change-type", "risk", "implementation-plan", "test-plan", "backout-plan")
)
"""Fields that are approved with the template of a standard change."""
WHAT_IS_APPROVED = WHAT_A_TEMPLATE_SAYS | {"window-start", "window-end"}
"""Fields that are approved with a change."""


class Freeze(Value):
    """A time in which nothing is changed, in the services named or in all, but for the kinds of change allowed."""

    name: str
    start: int
    end: int
    services: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    def concerns(self, service: str | None, kind: str) -> bool:
        """Whether it speaks of a change of this kind in this service."""
        return kind not in self.allow and (not self.services or service in self.services)


class Control(Value):
    """What a site asks of changes: approvals by kind, who gives them, and the freezes.

    `approvers` may approve any change, `service_approvers` those of a service; where neither names anyone, everyone but
    the owner may. A standard change is approved beforehand, as the template that makes it; one that no template made
    needs as many approvals as a normal one. An emergency is approved within `emergency_seconds` after it was started.
    """

    approvals: Mapping[str, int] = {"standard": 0, "normal": 1, "emergency": 1}
    approvers: tuple[str, ...] = ()
    service_approvers: Mapping[str, tuple[str, ...]] = {}
    emergency_seconds: int = 86400
    freezes: tuple[Freeze, ...] = ()

    def may_approve(self, service: str | None) -> tuple[str, ...]:
        """The people named to approve a change of a service; nobody named means anyone."""
        return (*self.approvers, *self.service_approvers.get(service or "", ()))

    def needed(self, plan: Plan) -> int:
        """How many approvals a change needs of its own."""
        own = self.approvals.get(plan.kind, 1)
        return own if plan.kind != "standard" or plan.model else max(own, self.approvals.get("normal", 1))


class Plan(Value):
    """What change control looks at in a change: the item, its kind, its window, its approvals, and its template."""

    item: Item
    kind: str = "normal"
    start: int | None = None
    end: int | None = None
    approvals: tuple[Approval, ...] = ()
    model: str = ""

    @property
    def window(self) -> tuple[int, int] | None:
        """First and last second of the planned window, when both are given."""
        return None if self.start is None or self.end is None else (self.start, self.end)


class Standing(Value):
    """Where the approval of a change stands: how many it needs, who approved and who rejected, and until when."""

    needed: int
    approved: tuple[Approval, ...]
    rejected: tuple[Approval, ...]
    due: int | None = None

    @property
    def missing(self) -> int:
        """How many approvals are still to come."""
        return max(self.needed - len(self.approved), 0)

    @property
    def is_complete(self) -> bool:
        """Whether enough people have approved and nobody has rejected."""
        return not self.missing and not self.rejected


def standing(plan: Plan, control: Control) -> Standing:
    """Who of those that may has approved. The owner's own word does not count, nor does that of people not named."""
    named = control.may_approve(plan.item.service)
    valid = [
        held for held in plan.approvals if held.approver != plan.item.owner and (not named or held.approver in named)
    ]
    due = None
    if plan.kind == "emergency" and plan.item.started_at is not None:
        due = plan.item.started_at + control.emergency_seconds
    return Standing(
        control.needed(plan),
        tuple([held for held in valid if held.decision == "approved"]),
        tuple([held for held in valid if held.decision == "rejected"]),
        due,
    )


def before_implementation(plan: Plan, control: Control, at: int, policies: Policies) -> list[Finding]:
    """What stands against carrying a change out at that instant."""
    return [*_unapproved(plan, control, policies), *_outside(plan, control, at, policies)]


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
        return [Finding(APPROVAL, policies.level(APPROVAL), message, (key,), (remedies.approve(key),))]
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
        yield Finding(APPROVAL, level, message, (key,), (remedies.approve(key),))
        return
    named = control.may_approve(plan.item.service)
    who = " or ".join(named) if named else f"someone other than {plan.item.owner or 'its owner'}"
    lacking = " and no template" if plan.kind == "standard" and not plan.model else ""
    message = (
        f"{key} is {_a(plan.kind)} change with {len(found.approved)} of {found.needed} approvals{lacking}; "
        f"{who} can approve it."
    )
    yield Finding(APPROVAL, level, message, (key,), (remedies.approve(key), _emergency(key)))


def _outside(plan: Plan, control: Control, at: int, policies: Policies) -> Iterator[Finding]:
    if policies.is_off(WINDOW):
        return
    key, level = plan.item.id, policies.level(WINDOW)
    is_early = plan.start is not None and at < plan.start
    if is_early or (plan.end is not None and at > plan.end):
        side = "has not begun" if is_early else "is over"
        remedy = remedies.change(key, [("window-start", "now"), ("window-end", "+2h")])
        yield Finding(WINDOW, level, f"The planned window of {key} {side}.", (key,), (remedy,))
    for freeze in control.freezes:
        if freeze.start <= at <= freeze.end and freeze.concerns(plan.item.service, plan.kind):
            message = f"{key} falls into the freeze {freeze.name!r}."
            yield Finding(WINDOW, level, message, (key,), _after_freeze(plan, freeze))


def _after_freeze(plan: Plan, freeze: Freeze) -> tuple[Remedy, ...]:
    key = plan.item.id
    later = _move(key, freeze.end + 1, plan.window)
    return (later, _emergency(key)) if "emergency" in freeze.allow else (later,)


def _emergency(key: int) -> Remedy:
    return remedies.change(key, [("change-type", "emergency")])


def _move(key: int, start: int, window: tuple[int, int] | None) -> Remedy:
    """Have a window begin then, as long as it was, or two hours."""
    end = start + (window[1] - window[0] if window else 7200)
    return remedies.change(key, [("window-start", format_instant_utc(start)), ("window-end", format_instant_utc(end))])


class Clash(Value):
    """Two changes whose windows overlap and that share a service or an owner, or one change and a freeze.

    `start` and `end` are what both have in common, `windows` those of the one and of the other, or of the freeze.
    """

    one: Item
    other: Item | None
    kind: str
    name: str
    start: int
    end: int
    windows: tuple[tuple[int, int], tuple[int, int]]


def clashes(plans: Sequence[Plan], freezes: Iterable[Freeze], among: Iterable[int] = ()) -> list[Clash]:
    """Every clash among the plans, or those that concern some items. Cost grows with windows that overlap."""
    wanted = frozenset(among)
    placed = sorted([(plan.window, plan) for plan in plans if plan.window], key=lambda one: (one[0], one[1].item.id))
    found: list[Clash] = []
    running: list[tuple[tuple[int, int], Plan]] = []
    for window, plan in placed:
        running = [held for held in running if held[0][1] >= window[0]]
        for earlier, other in running:
            if not wanted or plan.item.id in wanted or other.item.id in wanted:
                found += _shared(other.item, plan.item, (earlier, window))
        running.append((window, plan))
        if not wanted or plan.item.id in wanted:
            found += _frozen(plan, window, freezes)
    return found


def _shared(one: Item, other: Item, windows: tuple[tuple[int, int], tuple[int, int]]) -> Iterator[Clash]:
    start, end = windows[1][0], min(windows[0][1], windows[1][1])
    for kind, mine, theirs in (("service", one.service, other.service), ("owner", one.owner, other.owner)):
        if mine and mine == theirs:
            yield Clash(one, other, kind, mine, start, end, windows)


def _frozen(plan: Plan, window: tuple[int, int], freezes: Iterable[Freeze]) -> Iterator[Clash]:
    for freeze in freezes:
        start, end = max(window[0], freeze.start), min(window[1], freeze.end)
        if start <= end and freeze.concerns(plan.item.service, plan.kind):
            yield Clash(plan.item, None, "freeze", freeze.name, start, end, (window, (freeze.start, freeze.end)))


def conflict_findings(found: Iterable[Clash], policies: Policies, mine: int, is_new: bool) -> Iterator[Finding]:
    """What is to be said about clashes when dates, services or owners change.

    `mine` is the change that moves out of the way; one that is new does not have an id yet to be named by.
    """
    for clash in found:
        ids = (clash.one.id, *([clash.other.id] if clash.other else []))
        if clash.other is None:
            message = f"The window of {clash.one.id} lies in the freeze {clash.name!r}."
        else:
            message = f"The windows of {ids[0]} and {ids[1]} overlap: same {clash.kind} {clash.name}."
        moving = next((key for key in ids if key != mine), None) if is_new else mine
        own, others = clash.windows if moving == clash.one.id else clash.windows[::-1]
        away = (_move(moving, others[1] + 1, own),) if moving is not None else ()
        yield Finding(
            CONFLICT,
            policies.level(CONFLICT),
            message,
            ids,
            (remedies.show_conflicts(), *away),
            hurdles=tuple([key for key in ids if key != mine]),
        )
