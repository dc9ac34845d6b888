"""Approving and rejecting changes: by people named for it, never by the owner."""

from __future__ import annotations

from opsflow.domain.errors import Refused, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.change_control import standing
from opsflow.services.records.change_control import control, plans
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.rules.change_control import Control, Plan
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


OWN_LOGIN = "from a login of the owner"
"""What stands with a decision on a change by somebody who uses the login of its owner."""


def approve(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Approve changes as the actor; a reason in the options is kept with it."""
    return _decide(session, chosen, "approved", options)


def reject(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Reject changes as the actor, for the reason in the options."""
    if not (options.reason or "").strip():
        raise UsageError('A rejection is kept with its reason: `opsflow reject ID --reason "no backout plan"`.')
    return _decide(session, chosen, "rejected", options)


def _decide(session: Session, chosen: Chosen, decision: str, options: WriteOptions) -> Outcome:
    site = control(session)

    def body(work: Work) -> None:
        for plan in plans(work.tx, work.chosen(chosen)):
            _refuse_if_not_entitled(plan, site, session.actor)
            before = next((held for held in plan.approvals if held.approver == session.actor), None)
            if before is not None and (before.decision, before.reason) == (decision, options.reason):
                work.say(f"{session.actor} has {decision} {plan.item.id} already.")
                continue
            after = {"decision": decision, "at": work.at, "reason": options.reason}
            old = None if before is None else {name: getattr(before, name) for name in after}
            new = {name: value for name, value in after.items() if value is not None} if old is None else after
            own = _is_login_of(work, plan.item.owner)
            work.record(plan.item, decision, [Change("approval", session.actor, old, new)], OWN_LOGIN if own else None)
            _tell(work, plan, site)
            if own:
                work.say(f"{session.login} is a login of the owner too, {plan.item.owner}: the audit report says so.")

    return perform(session, "approve" if decision == "approved" else "reject", options, body, decision)


def _is_login_of(work: Work, owner: str | None) -> bool:
    """Whether the owner goes by the login of the actor: a name can be set by anyone, a login less easily."""
    session = work.session
    if owner is None or owner == session.login:
        return owner is not None
    where = "command.actor = ? AND command.login = ? AND command.host = ?"
    return any(True for _ in work.tx.commands(where, (owner, session.login, session.host), limit=1))


def may_be_approved(session: Session, ids: Iterable[int]) -> frozenset[int]:
    """Those of some items that the actor may approve."""
    site = control(session)
    with session.store.reader() as reader:
        return frozenset(
            [plan.item.id for plan in plans(reader, reader.items(ids).values()) if _may(plan, site, session)]
        )


def _may(plan: Plan, site: Control, session: Session) -> bool:
    try:
        _refuse_if_not_entitled(plan, site, session.actor)
    except (Refused, UsageError):
        return False
    return True


def _refuse_if_not_entitled(plan: Plan, site: Control, actor: str) -> None:
    item = plan.item
    if item.type != "change":
        raise UsageError(f"{item.id} is of type {item.type}: changes alone are approved.")
    if item.category == "cancelled":
        raise UsageError(f"{item.id} is cancelled: there is nothing to decide. First: `opsflow reopen {item.id}`")
    if item.owner is None:
        raise Refused(
            f"{item.id} has no owner. Give it one first, who does not decide on it: `opsflow assign {item.id} NAME`"
        )
    if item.owner == actor:
        raise Refused(
            f"{item.id} is {actor}'s own change, and owners do not approve theirs. Ask someone else, "
            f"or hand it over: `opsflow assign {item.id} NAME`"
        )
    named = site.may_approve(item.service)
    if named and actor not in named:
        raise Refused(f"Changes like {item.id} are approved by {' or '.join(named)}, not by {actor}.")


def _tell(work: Work, plan: Plan, site: Control) -> None:
    found = standing(plans(work.tx, [plan.item])[0], site)
    if found.is_complete:
        work.say(f"{plan.item.id} is approved: {len(found.approved)} of {found.needed}.")
    elif not found.rejected:
        work.say(f"{plan.item.id} has {len(found.approved)} of {found.needed} approvals.")
