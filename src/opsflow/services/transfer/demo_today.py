"""The last day of the demonstration: service levels in force, clocks that press, and changes that wait for people."""

from __future__ import annotations

from opsflow.domain.history.canonical import canonical
from opsflow.services.outcome import WriteOptions
from opsflow.services.records import approving
from opsflow.services.work import criteria, flow, items, marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.services.session import Session
    from opsflow.services.transfer.demo import Clock

_MINUTE, _HOUR = 60, 3600
_PLANS = {
    "risk": "medium",
    "implementation-plan": "as in the runbook",
    "test-plan": "a login and an order on the test shop",
    "backout-plan": "restore the snapshot",
}


def _target(name: str, types: list[str], priorities: list[int], response: int, resolution: int) -> dict[str, Any]:
    return {
        "name": name, "types": types, "priorities": priorities, "services": [], "calendar": "always",
        "response": response, "resolution": resolution,
    }  # fmt: skip


_LEVELS = {
    "targets": [
        _target("urgent", ["incident"], [1, 2], 30 * _MINUTE, 4 * _HOUR),
        _target("normal", ["incident", "request"], [], 4 * _HOUR, 48 * _HOUR),
    ],
    "warn": 75,
    "priority_change": "from-change",
    "pause_when_blocked": False,
    "pause_reasons": None,
    "stop_in": [],
    "calendar": "always",
    "service_calendars": {},
    "calendars": {},
}


def tell_today(session: Session, clock: Clock) -> None:
    """What has happened since this morning, up to now on the clock."""
    now = clock.now
    _incidents(session, clock, now)
    clock.now = now - 3 * _HOUR
    _changes(session, now)
    clock.now = now
    if session.settings.clocks is None:
        put_levels_in_force(session)


def put_levels_in_force(session: Session) -> None:
    """Have clocks run in the store by the levels of the demonstration, whoever opens it without any of their own."""
    from hashlib import sha256

    text = canonical(_LEVELS)
    with session.store.transaction() as tx:
        tx.put_levels_in_force(sha256(text.encode()).hexdigest(), text)
        tx.commit_quietly()


def _add(session: Session, actor: str, title: str, values: dict[str, str], done: tuple[str, ...]) -> int:
    session.actor = actor
    return items.add(session, items.Draft(title, tuple(values.items()), (), done)).items[0]


def _incidents(session: Session, clock: Clock, now: int) -> None:
    def broken(ago: int, title: str, levels: str, service: str, done: str, **more: str) -> int:
        clock.now = now - ago * _MINUTE
        impact, urgency = levels.split()
        values = {"type": "incident", "impact": impact, "urgency": urgency, "service": service, **more}
        return _add(session, "ann", title, values, (done,))

    def taken(item_id: int, owner: str) -> None:
        clock.now += 8 * _MINUTE
        session.actor = owner
        flow.assign(session, item_id, "me")
        flow.start(session, item_id)

    broken(255, "Disk 85 % full on mx1", "low medium", "mail", "root file system below 80 %")
    vendor = broken(250, "vpn1 drops every tenth packet", "medium medium", "vpn", "no loss for one hour")
    taken(vendor, "bob")
    clock.now += 30 * _MINUTE
    marks.hold(session, vendor, "vendor", "ticket 4711")
    taken(broken(205, "Orders stay in the queue of payments", "medium high", "payments", "queue empty"), "chen")
    outage = broken(50, "shop answers with 502", "high high", "shop", "no 5xx for one hour", **{"class": "expedite"})
    taken(outage, "dana")
    criteria.add(session, outage, ["the balancer knows two healthy nodes"], command="test -e /etc/hosts")
    clock.now = now - 40 * _MINUTE
    request = {"type": "request", "service": "mail", "impact": "low", "urgency": "low"}
    _add(session, "ann", "Mailbox for the auditors", request, ("the auditors have logged in",))


def _changes(session: Session, now: int) -> None:
    def planned(owner: str, title: str, service: str, begin: float, end: float, **more: str) -> int:
        """A change whose window begins and ends so many hours from now."""
        window = {"window-start": f"@{now + int(begin * _HOUR)}", "window-end": f"@{now + int(end * _HOUR)}"}
        values = {"type": "change", "service": service, "owner": owner, "state": "ready", **_PLANS, **window, **more}
        return _add(session, owner, title, values, ("the new version serves",))

    def decide(item_id: int, actor: str, reason: str = "") -> None:
        session.actor = actor
        verb = approving.reject if reason else approving.approve
        verb(session, item_id, WriteOptions(reason=reason or None))

    planned("ann", "Upgrade PostgreSQL on db1 to 17", "payments", 13, 14.5)
    decide(planned("chen", "Replace the switch in rack 4", "payments", 14, 15.5), "bob")
    decide(planned("bob", "Open port 8443 on lb1", "shop", 37, 38), "dana", "no test of the backout plan")
    fix = planned("dana", "Roll back the firewall rules of vpn1", "vpn", -4, 1, **{"change-type": "emergency"})
    session.actor = "dana"
    flow.start(session, fix)
