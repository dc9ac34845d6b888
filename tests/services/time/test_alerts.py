"""Alerts in, once."""

from __future__ import annotations

import json

import pytest

from opsflow.contract.taken_in.alertmanager import message_of
from opsflow.domain.alerts import Alert, AlertPolicy, Message, policy
from opsflow.domain.errors import UsageError
from opsflow.domain.filters import parse_filter
from opsflow.domain.rules.priority import by_position
from opsflow.services.choosing import Selection
from opsflow.services.history import undoing
from opsflow.services.looking.queries import show
from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.time.alerts import ingest
from opsflow.services.work import flow
from opsflow.services.work.items import Draft, add
from tests.conftest import Clock

ALERTS = {"reopen_minutes": 0, "resolve": "done", "resolution": None, "key_labels": [], "severities": {}}
DISK = Draft("Disk 91 % on web1", (("type", "incident"), ("key", "web1/disk")))


def seen(session: Session, item_id: int) -> int:
    tally = show(session, item_id).tally
    assert tally is not None
    return tally.occurrences


def test_an_alert_of_an_open_item_counts_on_it(session: Session, clock: Clock) -> None:
    add(session, DISK)
    clock.advance(minutes=5)
    outcome = add(session, DISK.replace(title="Disk 95 % on web1", notes=("df says 95 %",)))
    detail = show(session, 1)
    assert outcome.items == (1,)
    assert outcome.lines == ("seen again 1 (2 times): Disk 91 % on web1",)
    assert detail.tally is not None
    assert detail.tally.last_seen_at - detail.tally.first_seen_at == 300
    assert [note.text for note in detail.notes] == ["df says 95 %"]


def test_an_item_without_a_key_is_always_a_new_one(session: Session) -> None:
    add(session, Draft("one"))
    assert add(session, Draft("one")).items == (2,)


def test_done_by_key_finishes_the_open_item_and_says_when_there_is_none(session: Session) -> None:
    add(session, DISK)
    assert flow.done(session, Selection(keys=("web1/disk",))).items == (1,)
    again = flow.done(session, Selection(keys=("web1/disk",)))
    assert (again.command, again.notes) == (None, ("No open item has the key web1/disk.",))


@pytest.mark.parametrize(("minutes", "items"), [(59, (1,)), (61, (2,))])
def test_an_alert_reopens_what_was_finished_a_short_while_ago(
    session: Session, clock: Clock, minutes: int, items: tuple[int, ...]
) -> None:
    add(session, DISK)
    flow.done(session, 1)
    clock.advance(minutes=minutes)
    assert add(session, DISK).items == items


def test_nothing_is_reopened_where_the_site_does_not_want_it(session: Session, clock: Clock) -> None:
    session.settings.automation = {"alerts": ALERTS}
    add(session, DISK)
    flow.done(session, 1)
    assert add(session, DISK).items == (2,)


def test_an_occurrence_can_be_taken_back(session: Session) -> None:
    add(session, DISK)
    add(session, DISK)
    undoing.undo(session)
    assert seen(session, 1) == 1


def test_an_alert_that_is_over_leaves_open_what_a_rule_keeps_open(session: Session) -> None:
    add(session, DISK.replace(criteria=("cause found",)))
    over = ingest(session, Message((Alert("web1/disk", "Disk", is_firing=False),)), "alertmanager")
    assert over.lines == ("left open 1, its alert is over: Disk 91 % on web1",)
    assert show(session, 1).item.state == "ready"


@pytest.mark.parametrize("resolve", ["done", "note"])
def test_done_by_key_is_the_end_of_an_alert_too_and_marks_what_stays_open(
    session: Session, clock: Clock, resolve: str
) -> None:
    session.settings.automation = {"alerts": {**ALERTS, "resolve": resolve}}
    add(session, DISK.replace(criteria=() if resolve == "note" else ("cause found",)))
    clock.advance(minutes=1)
    over = clock.now
    ended = flow.done(session, Selection(keys=("web1/disk",)))
    assert ended.lines == ("left open 1, its alert is over: Disk 91 % on web1",)
    assert ended.notes[-1] == "1 waits for a person to close it: `opsflow resolve 1 --code fixed`"
    assert (show(session, 1).over_at, recovered(session)) == (over, [1])
    clock.advance(minutes=1)
    again = flow.done(session, Selection(keys=("web1/disk",)))
    assert (again.command, again.notes[0][:23]) == (None, "1 is left open already.")
    assert flow.done(session, Selection(keys=("web1/disk",), is_routine=True)).notes == ()
    assert show(session, 1).over_at == over
    add(session, DISK)
    assert (show(session, 1).over_at, recovered(session)) == (None, [])
    undoing.undo(session)
    assert recovered(session) == [1]
    forced = flow.done(session, Selection(keys=("web1/disk",)), WriteOptions(force=True, reason="it was a test"))
    assert (forced.lines[0], recovered(session)) == ("done 1: Disk 91 % on web1", [])


def recovered(session: Session) -> list[int]:
    with session.store.reader() as reader:
        context = session.filter_context(reader.workflow)
        where, parameters = reader.condition(parse_filter("is:recovered", context), context)
        return reader.ids(where, parameters)


def message(*alerts: dict[str, object]) -> str:
    return json.dumps({"version": "4", "status": "firing", "receiver": "opsflow", "alerts": list(alerts)})


DOWN: dict[str, object] = {
    "status": "firing",
    "labels": {"alertname": "Down", "instance": "web1", "severity": "critical", "service": "shop"},
    "annotations": {"summary": "web1 is down"},
    "startsAt": "2026-03-04T09:00:00Z",
    "fingerprint": "abc",
}


def test_a_message_of_alertmanager_becomes_incidents_and_ends_them(session: Session) -> None:
    ingest(session, message_of(message(DOWN, DOWN), AlertPolicy()), "alertmanager")
    item = show(session, 1).item
    assert (item.type, item.impact, item.urgency, item.service) == ("incident", "high", "high", "shop")
    assert (item.alert_key, seen(session, 1)) == ("alertmanager/abc", 2)
    outcome = ingest(session, message_of(message({**DOWN, "status": "resolved"}), AlertPolicy()), "alertmanager")
    assert outcome.lines == ("done 1: web1 is down",)


def test_a_site_chooses_the_labels_that_make_the_key() -> None:
    (alert,) = message_of(message(DOWN), AlertPolicy(key_labels=("alertname", "instance"))).alerts
    assert alert.key == "Down/web1"


@pytest.mark.parametrize("text", ["", "[]", "{}", message({"status": "burning", "labels": {}})])
def test_a_message_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match="no message of Alertmanager"):
        message_of(text, AlertPolicy())


def test_a_title_is_one_line_however_the_summary_is_laid_out() -> None:
    laid_out = {**DOWN, "annotations": {"summary": "web1 is\n  down\tnow", "description": "All of\nit"}}
    (alert,) = message_of(message(laid_out), AlertPolicy()).alerts
    assert alert.title == "web1 is down now"
    assert "All of\nit" in (alert.note or "")
    (alert,) = message_of(message({**DOWN, "annotations": {"summary": "x" * 5000}}), AlertPolicy()).alerts
    assert (len(alert.title), alert.title[-1]) == (300, "…")


@pytest.mark.parametrize(
    ("impacts", "urgencies", "expected"),
    [
        (("high", "medium", "low"), ("high", "medium", "low"), ("high", "high")),
        (("wide", "narrow"), ("now", "later"), ("wide", "now")),
        (("one",), ("1", "2", "3", "4"), ("one", "1")),
    ],
)
def test_a_severity_means_the_levels_that_the_site_has(
    session: Session, impacts: tuple[str, ...], urgencies: tuple[str, ...], expected: tuple[str, str]
) -> None:
    session.settings.matrix = by_position(impacts, urgencies)
    rules = policy(None, session.settings.matrix)
    grades = ["critical", "error", "warning", "info", "none", "unheard of"]
    forms = [{**DOWN, "labels": {"severity": grade}, "fingerprint": grade} for grade in grades]
    assert len(ingest(session, message_of(message(*forms), rules), "alertmanager").items) == len(grades)
    item = show(session, 1).item
    assert (item.impact, item.urgency, item.priority) == (*expected, 1)


def test_alerts_that_the_sender_cut_off_are_pointed_out(session: Session) -> None:
    text = json.dumps({"version": "4", "truncatedAlerts": 7, "alerts": [DOWN]})
    outcome = ingest(session, message_of(text, AlertPolicy()), "alertmanager")
    assert outcome.notes == ("7 alerts of this message were cut off by alertmanager.",)


def test_what_a_type_asks_for_keeps_an_incident_open_too(session: Session) -> None:
    session.settings.policies.overrides["required-fields"] = "refuse"
    session.settings.records = {"incident": {"requires": {"resolved": ["resolution", "owner"]}}}
    add(session, DISK)
    over = ingest(session, Message((Alert("web1/disk", "Disk", is_firing=False),)), "alertmanager")
    assert over.lines == ("left open 1, its alert is over: Disk 91 % on web1",)
    assert "becomes resolved without owner" in over.notes[0]
