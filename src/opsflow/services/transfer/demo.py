"""A believable quarter of operations work, made by calling the services as a team would."""

from __future__ import annotations

from random import Random

from opsflow.domain.errors import Refused
from opsflow.services.looking.queries import Query, listing
from opsflow.services.outcome import WriteOptions
from opsflow.services.records import approving, change_closing, resolving
from opsflow.services.transfer.demo_today import tell_today
from opsflow.services.work import criteria, dependencies, flow, items, marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.services.session import Session

PEOPLE = ("ann", "bob", "chen", "dana")
COLUMN_LIMITS = {"ready": 8, "doing": 6, "review": 3}
"""What the board of the demonstration shows; its story is told without."""
_DAY = 86400
_HOSTS = ("web1", "web2", "db1", "lb1", "mx1", "backup1", "k8s-node3", "vpn1")
_SERVICES = ("shop", "mail", "payments", "intranet", "monitoring", "vpn")
_INCIDENTS = (
    ("Disk 91 % full on {host}", ("root file system below 80 %", "growth explained")),
    ("{service} answers with 502", ("no 5xx for one hour", "cause noted")),
    ("Replication lag on {host} above 300 s", ("lag below 5 s for one hour",)),
    ("Certificate on {host} expires in 3 days", ("new certificate served", "expiry alert cleared")),
    ("Queue of {service} is not drained", ("queue empty", "consumer restarted")),
    ("{host} does not answer to ping", ("host reachable", "cause noted")),
)
_CHANGES = (
    ("Rotate the TLS certificate of {service}", ("new certificate served on all nodes", "old one revoked")),
    ("Upgrade PostgreSQL on {host} to 17", ("backup restored on a test host", "version 17 serves", "old data removed")),
    ("Move {service} behind the new load balancer", ("health checks green", "DNS switched", "old VIP released")),
    ("Close port 23 on {host}", ("nmap shows it closed",)),
    ("Enable two-factor login for {service}", ("all admins enrolled", "password-only login refused")),
)
_TASKS = (
    ("Patch {host}", ("no pending security updates", "rebooted into the new kernel")),
    ("Test the restore of {service}", ("restored to a scratch host", "row counts compared")),
    ("Review access to {service}", ("leavers removed", "list signed by the owner")),
    ("Write the runbook for {service} failover", ("reviewed by a second person",)),
    ("Replace the battery in {host}", ("self test passed",)),
    ("Tidy the alerts of {service}", ("no alert without a runbook",)),
)
_BLOCKS = ("waiting for the vendor", "needs a maintenance window", "spare part ordered", "waiting for the caller")


class Clock:
    """A clock that the story moves."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def tell(session: Session, seed: int, days: int = 90) -> int:
    """Fill an empty store with `days` days of work up to now, the same for the same seed; answers with the items.

    A store that is being made can be made again, so its commands need not wait for the disk one by one.
    """
    with session.store.made_whole():
        end = session.clock()
        clock = Clock(end - days * _DAY)
        session.clock = clock
        chance = Random(seed)
        for day in range(days):
            clock.now = end - (days - day) * _DAY + 8 * 3600
            _morning(session, chance, clock)
            _afternoon(session, chance, clock)
        _mend(session, chance, clock)
        clock.now = end
        tell_today(session, clock)
    return len(listing(session, Query(everything=True)).items)


def _morning(session: Session, chance: Random, clock: Clock) -> None:
    weekday = (clock.now // _DAY + 3) % 7
    if weekday < 5 and chance.random() < 0.75:
        _plan(session, chance, clock)
    if chance.random() < 0.35:
        _break(session, chance)


def _plan(session: Session, chance: Random, clock: Clock) -> None:
    kind, choices = ("change", _CHANGES) if chance.random() < 0.4 else ("task", _TASKS)
    title, done = chance.choice(choices)
    values = {
        "type": kind,
        "impact": chance.choice(("high", "medium", "medium", "low")),
        "estimate": chance.choice(("1h/2h/4h", "4h", "1d/2d/4d", "3d")),
    }
    if chance.random() < 0.5:
        values["due"] = f"@{clock.now + chance.randint(7, 28) * _DAY}"
    if chance.random() < 0.1:
        values["class"] = "intangible"
    added = _add(session, chance, title, values, done, chance.sample(("security", "cert", "patching", "audit"), 1))
    earlier = [item for item in _unfinished(session) if item.id < added and item.planned]
    if earlier and chance.random() < 0.3:
        dependencies.add(session, added, [chance.choice(earlier).id])


def _break(session: Session, chance: Random) -> None:
    title, done = chance.choice(_INCIDENTS)
    levels = ("high", "medium", "low")
    values = {"type": "incident", "impact": chance.choice(levels), "urgency": chance.choice(levels)}
    if values["impact"] == values["urgency"] == "high":
        values["class"] = "expedite"
    _add(session, chance, title, values, done, [])


def _add(
    session: Session, chance: Random, title: str, values: dict[str, str], done: tuple[str, ...], tags: list[str]
) -> int:
    service = chance.choice(_SERVICES)
    session.actor = chance.choice(PEOPLE)
    words = title.format(host=chance.choice(_HOSTS), service=service)
    given = {**values, "service": service, "project": chance.choice(("net", "net.dns", "platform", "platform.db"))}
    outcome = items.add(session, items.Draft(words, tuple(given.items()), tuple(tags), done))
    return outcome.items[0]


def _mend(session: Session, chance: Random, clock: Clock) -> None:
    """What broke is mended before the last day begins."""
    for _ in range(20):
        for item in [item for item in _unfinished(session) if not item.planned]:
            clock.now += chance.randint(60, 300)
            session.actor = item.owner or chance.choice(PEOPLE)
            _try_to_advance(session, chance, item)


def _afternoon(session: Session, chance: Random, clock: Clock) -> None:
    for item in _unfinished(session):
        clock.now += chance.randint(60, 900)
        session.actor = item.owner or chance.choice(PEOPLE)
        _try_to_advance(session, chance, item)


def _try_to_advance(session: Session, chance: Random, item: Item) -> None:
    try:
        _advance(session, chance, item)
    except Refused:
        return  # it waits for something: another day


def _advance(session: Session, chance: Random, item: Item) -> None:
    hurry = 0.9 if item.service_class == "expedite" else 0.8 if not item.planned else 0.45
    if item.is_blocked:
        if chance.random() < 0.4:
            marks.unblock(session, item.id)
        return
    if chance.random() > hurry:
        return
    if item.category == "backlog":
        flow.move(session, item.id, "ready")
    elif item.category == "ready":
        if item.owner is None:
            flow.assign(session, item.id, "me")
        if item.type == "change":
            _prepare(session, item)
        flow.start(session, item.id)
    else:
        _work_on(session, chance, item)


def _work_on(session: Session, chance: Random, item: Item) -> None:
    if chance.random() < 0.08:
        marks.block(session, item.id, chance.choice(_BLOCKS))
    elif item.criteria_closed < item.criteria_total - (item.state == "doing"):
        criteria.check(session, item.id, [item.criteria_closed + 1], evidence="seen on the host")
    elif item.state == "doing":
        flow.move(session, item.id, "review")
        if chance.random() < 0.3:
            items.note(session, item.id, "Please have a second look at the logs.")
    elif item.criteria_closed < item.criteria_total:
        criteria.waive(session, item.id, (), WriteOptions(reason="covered by the others"))
    else:
        _finish(session, chance, item)


def _prepare(session: Session, item: Item) -> None:
    """Write the plans of a change and have it approved by someone else."""
    plans = {"risk": "low", "implementation-plan": "as in the runbook", "backout-plan": "restore the snapshot"}
    items.edit(session, item.id, plans)
    owner = session.actor
    session.actor = next(name for name in PEOPLE if name not in (owner, item.owner))
    approving.approve(session, item.id)
    session.actor = owner


def _finish(session: Session, chance: Random, item: Item) -> None:
    if item.type == "change":
        code = chance.choice(("successful", "successful", "successful", "with-issues", "backed-out"))
        change_closing.close(session, item.id, code)
    elif item.type == "incident":
        resolving.resolve(session, item.id, {"resolution": chance.choice(("fixed", "fixed", "workaround", "no-fault"))})
    else:
        flow.done(session, item.id)


def _unfinished(session: Session) -> list[Item]:
    return list(listing(session, Query(sort="id")).items)
