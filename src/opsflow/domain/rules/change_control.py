"""Change control after ITIL 4: what a site asks of changes, what it looks at in one, and who has approved it.

What rules say about it stands in `change_implementing` and `change_windows`. Instants are seconds since the epoch; a
window includes both of its ends.
"""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsflow.domain.items import Approval, Item

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
    """What change control looks at in a change: the item, its kind, window, approvals, template, and risk."""

    item: Item
    kind: str = "normal"
    start: int | None = None
    end: int | None = None
    approvals: tuple[Approval, ...] = ()
    model: str = ""
    risk: str = ""

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
