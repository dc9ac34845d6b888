"""Change control after ITIL 4: who has approved, when a change may be carried out, and what is in its way.

Facts come in, findings go out: nothing is read and nothing changed here. Instants are seconds since the epoch; a window
includes both of its ends.
"""

from __future__ import annotations

from opsflow.domain.rules import remedies
from opsflow.domain.rules.policies import REFUSE, Finding
from opsflow.domain.time.instants import format_date, typed_instant
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from opsflow.domain.items import Approval, Item
    from opsflow.domain.rules.policies import Policies, Remedy
    from opsflow.domain.time.zones import Zone

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
        remedy = remedies.change(key, [("window-start", "now"), ("window-end", "+2h")]).replace(note=_cost(plan))
        message = f"The planned window of {key} {side}: {_told(plan, zone)}."
        yield Finding(WINDOW, level, message, (key,), (remedy,))
    for freeze in control.freezes:
        if freeze.start <= at <= freeze.end and freeze.concerns(plan.item.service, plan.kind):
            message = f"{key} falls into the freeze {freeze.name!r}."
            yield Finding(WINDOW, level, message, (key,), (_move(plan, freeze.end, zone),))


def _told(plan: Plan, zone: Zone) -> str:
    """A planned window, of which one side may be missing."""
    start = "" if plan.start is None else f"from {format_date(plan.start, zone)}"
    end = "" if plan.end is None else f"to {format_date(plan.end, zone)}"
    return f"{start} {end}".strip()


def _move(plan: Plan, end: int, zone: Zone) -> Remedy:
    """Have a window begin with the first minute after an instant, as long as it was, or two hours."""
    start = -(-(end + 1) // 60) * 60 if end % 60 else end
    until = start + (plan.window[1] - plan.window[0] if plan.window else 7200)
    fields = [("window-start", typed_instant(start, zone)), ("window-end", typed_instant(until, zone))]
    return remedies.change(plan.item.id, fields).replace(note=_cost(plan))


def _cost(plan: Plan) -> str:
    """What it costs to give a change another window."""
    given = [held.approver for held in plan.approvals if held.decision == "approved"]
    return f"the approval by {' and '.join(given)} no longer holds then" if given else ""


class Clash(Value):
    """Two changes whose windows overlap and that share a service or an owner, or one change and a freeze.

    `start` and `end` are what both have in common, `plans` those of the changes, and `ends` when the window of the one
    and that of the other, or the freeze, is over.
    """

    one: Item
    other: Item | None
    kind: str
    name: str
    start: int
    end: int
    plans: tuple[Plan, ...]
    ends: tuple[int, int]


def clashes(plans: Sequence[Plan], freezes: Iterable[Freeze], among: Iterable[int] = ()) -> list[Clash]:
    """Every clash among the plans, or those that concern some items. Cost grows with windows that overlap.

    One that begins when another ends does not overlap it.
    """
    wanted = frozenset(among)
    placed = sorted([(plan.window, plan) for plan in plans if plan.window], key=lambda one: (one[0], one[1].item.id))
    found: list[Clash] = []
    running: list[tuple[tuple[int, int], Plan]] = []
    for window, plan in placed:
        running = [held for held in running if held[0][1] > window[0]]
        for earlier, other in running:
            if not wanted or plan.item.id in wanted or other.item.id in wanted:
                found += _shared((other, plan), earlier, window)
        running.append((window, plan))
        if not wanted or plan.item.id in wanted:
            found += _frozen(plan, window, freezes)
    return found


def _shared(plans: tuple[Plan, Plan], earlier: tuple[int, int], later: tuple[int, int]) -> Iterator[Clash]:
    one, other = plans[0].item, plans[1].item
    ends = (earlier[1], later[1])
    for kind, mine, theirs in (("service", one.service, other.service), ("owner", one.owner, other.owner)):
        if mine and mine == theirs:
            yield Clash(one, other, kind, mine, later[0], min(ends), plans, ends)


def _frozen(plan: Plan, window: tuple[int, int], freezes: Iterable[Freeze]) -> Iterator[Clash]:
    for freeze in freezes:
        start, end = max(window[0], freeze.start), min(window[1], freeze.end)
        if window[0] < freeze.end and freeze.start < window[1] and freeze.concerns(plan.item.service, plan.kind):
            ends = (window[1], freeze.end)
            yield Clash(plan.item, None, "freeze", freeze.name, start, end, (plan,), ends)


def conflict_findings(
    found: Iterable[Clash], policies: Policies, mine: int, is_new: bool, zone: Zone
) -> Iterator[Finding]:
    """What is to be said about clashes when dates, services or owners change; times in it are local to the zone.

    `mine` is the change that moves out of the way. One that is new has no id to be named by where it is refused.
    """
    level = policies.level(CONFLICT)
    together: dict[tuple[int, ...], list[Clash]] = {}
    for clash in found:
        together.setdefault(tuple([plan.item.id for plan in clash.plans]), []).append(clash)
    for ids, held in together.items():
        clash = held[0]
        span = f"{format_date(clash.start, zone)} to {format_date(clash.end, zone)}"
        if clash.other is None:
            message = f"The window of {ids[0]} lies in the freeze {' and '.join([repr(one.name) for one in held])}."
        else:
            shared = ", ".join([f"same {one.kind} {one.name}" for one in held])
            message = f"The windows of {ids[0]} and {ids[1]} overlap, {span}: {shared}."
        place = ids.index(mine)
        away = _move(clash.plans[place], max([one.ends[1 - place] for one in held]), zone)
        yield Finding(
            CONFLICT,
            level,
            message,
            ids,
            (remedies.show_conflicts(), remedies.anew(away) if is_new and level == REFUSE else away),
            hurdles=tuple([key for key in ids if key != mine]),
        )
