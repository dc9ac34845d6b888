"""Items are put into columns and lanes, and an item that is added can begin in any column, by the rules of both."""

from __future__ import annotations

import pytest

from opsflow.domain.errors import Conflict, Refused, UsageError
from opsflow.services.history import undoing
from opsflow.services.looking import queries
from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import flow
from opsflow.services.work.items import Draft, add, edit
from opsflow.services.work.placing import Lane, place


@pytest.fixture
def item_id(session: Session) -> int:
    (made,) = add(session, Draft("Renew the certificate", (("owner", "ann"),), criteria=("served",))).items
    return made


@pytest.mark.parametrize(
    ("kind", "value", "field", "kept"),
    [
        ("owner", "bob", "owner", "bob"),
        ("owner", None, "owner", None),
        ("type", "incident", "type", "incident"),
        ("class", "expedite", "service_class", "expedite"),
        ("project", "net.dns", "project", "net.dns"),
        ("project", None, "project", None),
        ("planned", 0, "planned", 0),
    ],
)
def test_another_lane_changes_what_the_lane_stands_for(
    session: Session, item_id: int, kind: str, value: object, field: str, kept: object
) -> None:
    edit(session, item_id, {"project": "net"})
    place(session, item_id, lane=Lane(kind, value))
    assert getattr(queries.show(session, item_id).item, field) == kept


def test_a_column_and_a_lane_are_one_command_that_is_taken_back_as_one(session: Session, item_id: int) -> None:
    seen = queries.show(session, item_id).item
    outcome = place(session, item_id, "doing", Lane("owner", "bob"), WriteOptions(expect=((item_id, seen.version),)))
    assert outcome.lines == (f"moved {item_id} to doing, bob: Renew the certificate",)
    held = queries.show(session, item_id).item
    assert (held.state, held.owner) == ("doing", "bob")
    undoing.undo(session)
    held = queries.show(session, item_id).item
    assert (held.state, held.owner) == ("backlog", "ann")


def test_rules_speak_about_a_column_and_then_the_lane_is_not_changed_either(session: Session, item_id: int) -> None:
    with pytest.raises(Refused):
        place(session, item_id, "done", Lane("owner", "bob"))
    assert queries.show(session, item_id).item.owner == "ann"


def test_what_someone_else_changed_is_still_refused(session: Session, item_id: int) -> None:
    version = queries.show(session, item_id).item.version
    edit(session, item_id, {"impact": "high"})
    with pytest.raises(Conflict):
        place(session, item_id, "ready", Lane("owner", "bob"), WriteOptions(expect=((item_id, version),)))


def test_the_rules_speak_when_an_item_is_added_into_work(session: Session) -> None:
    other = add(session, Draft("First")).items[0]
    with pytest.raises(Refused) as refused:
        add(session, Draft("Second", (("state", "doing"),), depends_on=(other,)))
    assert [finding.rule for finding in refused.value.findings if finding.level == "refuse"] == [
        "dependencies-before-start"
    ]
    outcome = add(session, Draft("Third", (("state", "doing"),)))
    assert {finding.rule for finding in outcome.findings} == {"criteria-before-start", "owner-before-start"}
    held = queries.show(session, outcome.items[0]).item
    assert (held.state, held.started_at) == ("doing", session.clock())


def test_adding_what_was_done_already_counts_as_started_and_finished(session: Session) -> None:
    made = add(session, Draft("Reset the password", (("state", "done"),))).items[0]
    held = queries.show(session, made).item
    assert (held.category, held.started_at, held.finished_at) == ("done", session.clock(), session.clock())
    undoing.undo(session)
    flow.start(session, add(session, Draft("Another")).items[0])


def test_an_unknown_state_is_named_with_the_nearest(session: Session) -> None:
    with pytest.raises(UsageError, match="doing"):
        add(session, Draft("Third", (("state", "doin"),)))
