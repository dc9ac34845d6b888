"""Alerts in, once: an open item of the same key counts on, one just finished is reopened, else an incident is made."""

from __future__ import annotations

from opsflow.domain.alerts import policy
from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.policies import REFUSE
from opsflow.domain.text import counted
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsflow.domain.alerts import Alert, AlertPolicy, Message
    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Finding
    from opsflow.domain.workflow import State
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

_LAST_FINISHED = "item.alert_key = ? AND item.is_open = 0 AND item.category = 'done'"
_OPEN = "item.alert_key = ? AND item.is_open = 1"


def ingest(session: Session, message: Message, source: str, options: WriteOptions = PLAIN) -> Outcome:
    """Take in what a monitoring system sent, as one command."""
    rules = policy_of(session)

    def body(work: Work) -> None:
        for alert in message.alerts:
            if alert.is_firing:
                _fire(work, alert)
            else:
                _end(work, alert, rules)
        if message.left_out:
            work.say(f"{counted(message.left_out, 'alert')} of this message were cut off by {source}.")

    return perform(session, f"ingest {source}", options, body)


def policy_of(session: Session) -> AlertPolicy:
    """How the site wants alerts to become items."""
    return policy(session.settings.automation.get("alerts"), session.settings.matrix)


def _fire(work: Work, alert: Alert) -> None:
    from opsflow.services.work.fields import item_fields
    from opsflow.services.work.making import add_one, checked_title

    title, notes = checked_title(alert.title), [alert.note] if alert.note else []
    fields, custom = item_fields(work.session, work.tx, {**dict(alert.values), "key": alert.key})
    if seen_again(work, alert.key, title, ()) is None:
        made = add_one(work, {"title": title, **fields}, (), (), (), custom, notes, [first_seen(work)])
        work.lines.append(f"added {made}: {title}")


def first_seen(work: Work) -> Change:
    """The change that begins to count, for a new item."""
    return Change("alert", "", None, {"occurrences": 1, "first_seen_at": work.at, "last_seen_at": work.at})


def seen_again(work: Work, key: str, title: str, notes: Sequence[str]) -> int | None:
    """Count an alert on the item it belongs to, if there is one: the open one, or one finished a short while ago.

    Answers with that item's id.
    """
    item, verb = _open(work, key), "seen again"
    if item is None:
        item, verb = _reopened(work, key), "reopened"
    if item is None:
        return None
    number = work.tx.last_note(item.id) if notes else 0
    changes = [
        Change("note", number + place, None, {"written_at": work.at, "author": work.session.actor, "text": text})
        for place, text in enumerate(notes, 1)
    ]
    count, change = _counted(work, item)
    said = title if title != item.title else None
    work.record(item, "alert-seen", [change, *changes], said)
    work.lines.append(f"{verb} {item.id} ({count} times): {item.title}")
    return item.id


def _counted(work: Work, item: Item) -> tuple[int, Change]:
    tally = work.tx.tally(item.id)
    if tally is None:
        return 2, Change(
            "alert",
            "",
            None,
            {"occurrences": 2, "first_seen_at": min(item.created_at, work.at), "last_seen_at": work.at},
        )
    count, last = tally.occurrences + 1, max(tally.last_seen_at, work.at)
    before = {"occurrences": tally.occurrences, "last_seen_at": tally.last_seen_at}
    return count, Change("alert", "", before, {"occurrences": count, "last_seen_at": last})


def _open(work: Work, key: str) -> Item | None:
    work.tx.flush()
    return next(iter(work.tx.select(_OPEN, (key,), "item.id", 1)), None)


def _reopened(work: Work, key: str) -> Item | None:
    from opsflow.services.work.entering import enter

    within = policy_of(work.session).reopen_within
    found = next(iter(work.tx.select(_LAST_FINISHED, (key,), "item.finished_at DESC", 1)), None)
    if not within or found is None or work.at - (found.finished_at or 0) > within:
        return None
    enter(work, found, work.workflow.first("ready", "backlog", "active"))
    return work.tx.item(found.id)


def _end(work: Work, alert: Alert, rules: AlertPolicy) -> None:
    """The alert is over: its item is done, unless the site or a rule wants a person to say so."""
    from opsflow.services.work.entering import enter

    item = _open(work, alert.key)
    if item is None:
        work.say(f"No open item has the key {alert.key}.")
        return
    target = work.workflow.first("done")
    against = [found for found in _against(work, item, target) if found.level == REFUSE]
    if rules.resolve == "done" and not against:
        enter(work, recovered(work, item), target)
        work.lines.append(f"done {item.id}: {item.title}")
        return
    work.tx.record(item.id, "alert-over", [], work.at, alert.note or "the alert is over")
    work.mark(item.id)
    work.lines.append(f"over, and left open {item.id}: {item.title}")
    for finding in against:
        work.say(f"{finding.rule}: {finding.message}")


def _against(work: Work, item: Item, target: State) -> list[Finding]:
    """What the rules, and those of the item's type, say against finishing it; nothing of it is reported yet."""
    from opsflow.services.work.entering import obstacles

    if not work.session.settings.is_record(item.type):
        return obstacles(work, item, target)
    from opsflow.services.records import stages as records

    held, work.findings = work.findings, obstacles(work, item, target)
    stage = records.stage_in(work, item.type, target, item.stage)
    records.judge(work, item, target, stage, _resolution(work, item))
    found, work.findings = work.findings, held
    return found


def recovered(work: Work, item: Item) -> Item:
    """Record how an item ends whose alert is over, before it does: there is nobody who could be asked."""
    from opsflow.services.work.fields import custom_changes

    return work.record(item, "edited", custom_changes({}, _resolution(work, item)))


def _resolution(work: Work, item: Item) -> dict[str, str]:
    """The code by which an item ends by itself, where its type has a field for that and nothing is in it yet."""
    code = policy_of(work.session).resolution
    field = work.session.settings.field("resolution")
    if field is None or not field.takes(item.type, code):
        return {}
    return {} if field.name in work.tx.custom([item.id]).get(item.id, {}) else {field.name: code}


def open_ids(reader: Reader, keys: Iterable[str], say: Callable[[str], None]) -> list[int]:
    """The open items of some keys. A key without one is told."""
    found: dict[int, None] = {}
    for key in keys:
        if not key.strip():
            raise UsageError("A key is not empty: opsflow done --key web1/disk.")
        ids = reader.ids(_OPEN, (key,))
        if not ids:
            say(f"No open item has the key {key}.")
        found.update(dict.fromkeys(ids))
    return list(found)
