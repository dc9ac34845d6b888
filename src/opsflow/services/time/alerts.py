"""Alerts in, once: an open item of the same key counts on, one just finished is reopened, else an incident is made."""

from __future__ import annotations

from opsflow.domain.alerts import policy
from opsflow.domain.history.changes import Change
from opsflow.domain.history.signals import OVER
from opsflow.domain.text import counted
from opsflow.services.writing import PLAIN, Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.alerts import Alert, AlertPolicy, Message
    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.time.forbidden_alerts import Veto

_LAST_FINISHED = "item.alert_key = ? AND item.is_open = 0 AND item.category = 'done'"
OPEN = "item.alert_key = ? AND item.is_open = 1"
"""Picks the open item that alerts know by a key."""


def ingest(session: Session, message: Message, source: str, options: WriteOptions = PLAIN) -> Outcome:
    """Take in what a monitoring system sent, as one command, without what a hook forbids of it."""
    from opsflow.services.time.forbidden_alerts import performed_without

    def body(work: Work, keys: tuple[str, ...], veto: Veto | None) -> None:
        for alert in message.alerts:
            if alert.key in keys:
                _take_in(work, alert, veto)
        if message.left_out and len(keys) == len(ends):
            work.say(f"{counted(message.left_out, 'alert')} of this message were cut off by {source}.")

    ends = {alert.key: not alert.is_firing for alert in message.alerts}
    return performed_without(session, f"ingest {source}", options, ends, body)


def _take_in(work: Work, alert: Alert, veto: Veto | None) -> None:
    """Do what an alert says; `veto` is what hooks say against that."""
    if not alert.is_firing:
        _end(work, alert, veto)
    elif veto is None:
        _fire(work, alert)
    else:
        work.say(f"The alert {alert.key} is not taken in. {veto.words}")


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


def _end(work: Work, alert: Alert, veto: Veto | None) -> None:
    from opsflow.services.time.alert_ends import NONE_OPEN, end

    item = _open(work, alert.key)
    if item is None:
        work.say(NONE_OPEN.format(alert.key))
    else:
        end(work, item, alert.note, veto=veto)


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
    work.record(item, "alert-seen", [change, *changes, over_changed(work, item, None)], said)
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


def over_changed(work: Work, item: Item, at: int | None) -> Change | None:
    """The change by which the alert behind an item is over since an instant, or since `None` goes on."""
    before = work.tx.signals(item.id).get(OVER)
    if before == at:
        return None
    return Change("signal", OVER, None if before is None else {"at": before}, None if at is None else {"at": at})


def _open(work: Work, key: str) -> Item | None:
    work.tx.flush()
    return next(iter(work.tx.select(OPEN, (key,), "item.id", 1)), None)


def _reopened(work: Work, key: str) -> Item | None:
    from opsflow.services.work.entering import enter

    within = policy_of(work.session).reopen_within
    found = next(iter(work.tx.select(_LAST_FINISHED, (key,), "item.finished_at DESC", 1)), None)
    if not within or found is None or work.at - (found.finished_at or 0) > within:
        return None
    enter(work, found, work.workflow.first("ready", "backlog", "active"))
    return work.tx.item(found.id)
