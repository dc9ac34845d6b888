"""Changes as they are typed: approvals, windows, freezes, conflicts, closing and scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow

BOB = {"OPSFLOW_USER": "bob"}
SITE = """
[changes]
approvers = ["bob"]
emergency_hours = 4
[[changes.freezes]]
name = "year end"
start = "2026-12-20"
end = "2027-01-05"
allow = ["emergency"]
"""
TEMPLATES = """
[templates.patching]
title = "Patch {host}"
variables = { host = "" }
[templates.patching.fields]
type = "change"
change-type = "standard"
service = "shop"
owner = "ann"
risk = "low"
implementation-plan = "runbook 3"
backout-plan = "roll back"
"""
PLANNED = ("risk:low", "implementation-plan:runbook 7", "backout-plan:restore the snapshot")


@pytest.fixture
def change(opsflow: Opsflow, tmp_path: Path) -> int:
    (tmp_path / ".opsflow.toml").write_text(SITE)
    opsflow("add", "Upgrade the database", "type:change", "service:shop", "owner:me", *PLANNED, check=0)
    return 1


def document(opsflow: Opsflow, *words: str | int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(opsflow(*words, "--json", check=0).out)
    jsonschema.validate(found, schema(found["kind"]))
    return found


def test_a_change_is_not_started_before_it_is_approved(opsflow: Opsflow, change: int) -> None:
    refused = opsflow("start", change, check=4).err
    assert "approval-before-implementation" in refused
    assert f"bob can approve it.\n  try: opsflow approve {change}   # typed by bob\n" in refused
    assert "emergency" not in refused
    assert opsflow("approvals", "--exit-code", check=1).out.startswith("1\tnormal\t")
    opsflow("approve", change, env=BOB, check=0)
    opsflow("start", change, check=0)
    opsflow("approvals", "--exit-code", check=0)
    assert opsflow("list", "approved-by:bob", "--quiet").out == "1\n"


def test_owners_do_not_approve_their_own_and_strangers_do_not_either(opsflow: Opsflow, change: int) -> None:
    assert "owners do not approve" in opsflow("approve", change, check=4).err
    assert "approved by bob" in opsflow("approve", change, env={"OPSFLOW_USER": "eve"}, check=4).err
    opsflow("add", "Tidy up", check=0)
    assert "changes alone" in opsflow("approve", 2, env=BOB, check=2).err


def test_a_rejection_needs_a_reason_and_holds_until_it_is_taken_back(opsflow: Opsflow, change: int) -> None:
    opsflow("reject", change, env=BOB, check=2)
    opsflow("reject", change, "--reason", "no test plan", env=BOB, check=0)
    assert "no test plan" in opsflow("start", change, check=4).err
    assert opsflow("list", "rejected-by:bob", "--quiet").out == "1\n"
    opsflow("approve", change, env=BOB, check=0)
    opsflow("start", change, check=0)


def test_an_approval_can_be_undone_is_replayed_and_exported(opsflow: Opsflow, change: int, tmp_path: Path) -> None:
    opsflow("approve", change, "--reason", "by phone", env=BOB, check=0)
    assert document(opsflow, "show", change)["item"]["approval"]["approved"][0]["reason"] == "by phone"
    opsflow("doctor", check=0)
    opsflow("export", "--output", str(tmp_path / "all.ndjson"), check=0)
    other = {"OPSFLOW_STORE": str(tmp_path / "other.db")}
    opsflow("import", "ndjson", str(tmp_path / "all.ndjson"), env=other, check=0)
    assert "bob approved: by phone" in opsflow("show", change, env=other, check=0).out
    opsflow("doctor", "--rebuild", check=0)
    assert "1 of 1" in opsflow("show", change, check=0).out
    opsflow("undo", env=BOB, check=0)
    opsflow("start", change, check=4)


def test_an_approval_no_longer_holds_when_what_was_approved_changes(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, env=BOB, check=0)
    opsflow("edit", change, "impact:high", check=0)
    assert "1 of 1" in opsflow("show", change, check=0).out
    assert "no longer holds" in opsflow("edit", change, "backout-plan:none", check=0).err
    opsflow("start", change, check=4)


def test_an_emergency_is_approved_afterwards_and_flagged_until_then(
    opsflow: Opsflow, change: int, clock: Clock
) -> None:
    opsflow("edit", change, "change-type:emergency", check=0)
    assert "within 4 hours" in opsflow("start", change, check=0).err
    assert document(opsflow, "approvals")["changes"][0]["due"] == "2026-03-04T13:00:00Z"
    opsflow("approvals", "--overdue", "--exit-code", check=0)
    opsflow("criteria", "check", change, check=0)
    opsflow("change", "close", change, "--code", "successful", check=0)
    clock.advance(hours=5)
    opsflow("approvals", "--overdue", "--exit-code", check=1)
    opsflow("approve", change, env=BOB, check=0)
    opsflow("approvals", "--exit-code", check=0)


def test_the_window_and_freezes_are_watched_and_strictly_refused(
    opsflow: Opsflow, change: int, clock: Clock, tmp_path: Path
) -> None:
    opsflow("edit", change, "window-start:2026-03-07T22:00", "window-end:2026-03-08", check=0)
    opsflow("approve", change, env=BOB, check=0)
    assert "has not begun" in opsflow("start", change, "--dry-run", check=0).err
    (tmp_path / ".opsflow.toml").write_text("preset = 'strict'\n" + SITE)
    assert "change-window" in opsflow("start", change, check=4).err
    clock.now += 4 * 86400 + 10 * 3600  # Sunday, 2026-03-08 19:00
    assert "change-window" not in opsflow("start", change, "--dry-run", check=0).err
    clock.now += 290 * 86400  # Wednesday, 2026-12-23
    refused = opsflow("start", change, check=4).err
    assert "the freeze 'year end'" in refused
    opsflow("start", change, "--force", "--reason", "the vendor insists", check=0)


def test_conflicts_are_told_when_dates_services_or_owners_change(opsflow: Opsflow, change: int) -> None:
    opsflow("edit", change, "window-start:2026-03-07T22:00", "window-end:2026-03-07T23:00", check=0)
    window = ("window-start:2026-03-07T22:30", "window-end:2026-03-07T23:30")
    told = opsflow("add", "Move the shop", "type:change", "service:shop", "owner:bob", *window, check=0).err
    assert "change-conflict" in told
    assert "same service shop" in told
    opsflow("add", "Patch mail", "type:change", "service:mail", "owner:chen", *window, check=0)
    assert "same owner ann" in opsflow("assign", 3, "ann", check=0).err
    found = document(opsflow, "change", "conflicts")["conflicts"]
    assert [(held["item"]["id"], held["other"]["id"], held["because"]) for held in found] == [
        (1, 2, "service"),
        (1, 3, "owner"),
    ]
    assert (found[0]["from"], found[0]["to"]) == ("2026-03-07T22:30:00Z", "2026-03-07T23:00:00Z")
    opsflow("change", "conflicts", 2, "--exit-code", check=1)
    opsflow("edit", 2, "window-start:2026-12-24", "window-end:2026-12-24", check=0)
    assert document(opsflow, "change", "conflicts", 2)["conflicts"][0]["because"] == "freeze"


def test_what_moves_a_window_says_the_time_here_and_what_it_costs(
    opsflow: Opsflow, change: int, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text("zone = 'Europe/Berlin'\n" + SITE)
    opsflow("edit", change, "window-start:2026-03-07T22:00", "window-end:2026-03-07T23:00", check=0)
    opsflow("approve", change, env=BOB, check=0)
    told = opsflow("start", change, "--dry-run", check=0).err
    assert "has not begun: from 2026-03-07 22:00 to 2026-03-07 23:00." in told
    assert "window-end:+2h   # the approval by bob no longer holds then" in told
    window = ("window-start:2026-03-07T22:30", "window-end:2026-03-07T23:30")
    told = opsflow("add", "Move the shop", "type:change", "service:shop", "owner:me", *window, check=0).err
    assert "overlap, 2026-03-07 22:30 to 2026-03-07 23:00: same service shop, same owner ann." in told
    assert "try: opsflow edit 2 window-start:2026-03-07T23:00 window-end:2026-03-08T00:00\n" in told
    opsflow("edit", 2, "window-start:2026-03-07T23:00", "window-end:2026-03-08T00:00", check=0)
    assert opsflow("change", "conflicts", check=0).out == ""
    told = opsflow("edit", 2, "window-start:2026-12-21T10:00", "window-end:2026-12-21T12:00", check=0).err
    assert "try: opsflow edit 2 window-start:2027-01-06T00:00 window-end:2027-01-06T02:00\n" in told


def test_what_is_new_and_refused_is_typed_again_with_another_window(
    opsflow: Opsflow, change: int, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text("rules.change-conflict = 'refuse'\n" + SITE)
    window = ("window-start:2026-03-07T22:00", "window-end:2026-03-07T23:00")
    opsflow("edit", change, *window, check=0)
    told = opsflow("add", "Move the shop", "type:change", "service:shop", *window, check=4).err
    assert "try: opsflow add ... window-start:2026-03-07T23:00 window-end:2026-03-08T00:00\n" in told


def test_conflicts_are_told_when_a_change_is_open_again(opsflow: Opsflow, change: int) -> None:
    window = ("window-start:2026-03-07T22:00", "window-end:2026-03-07T23:00")
    opsflow("edit", change, *window, check=0)
    opsflow("cancel", change, check=0)
    assert "change-conflict" not in opsflow("add", "Move", "type:change", "service:shop", *window, check=0).err
    assert "The windows of 1 and 2 overlap" in opsflow("reopen", change, check=0).err
    opsflow("copy", change, check=0)
    assert opsflow("change", "conflicts", 3, "--quiet", check=0).out


def test_a_window_that_ends_before_it_begins_is_refused(opsflow: Opsflow, change: int) -> None:
    told = opsflow("edit", change, "window-start:2026-03-07T22:00", "window-end:2026-03-07T02:00", check=2).err
    assert "ends at 2026-03-07 02:00, before it begins at 2026-03-07 22:00" in told
    opsflow("edit", change, "window-end:2026-03-07T02:00", check=0)
    opsflow("edit", change, "window-start:2026-03-07T02:01", check=2)
    opsflow("add", "x", "type:change", "window-start:2026-03-07", "window-end:2026-03-06", check=2)


def test_a_conflict_is_refused_where_the_site_is_strict(opsflow: Opsflow, change: int, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("[rules]\nchange-conflict = 'refuse'\n" + SITE)
    window = ("window-start:2026-03-07T22:30", "window-end:2026-03-07T23:30")
    opsflow("edit", change, *window, check=0)
    refused = opsflow("add", "Move the shop", "type:change", "service:shop", *window, check=4).err
    assert "opsflow change conflicts" in refused


def test_closing_needs_the_review_and_makes_items_of_what_follows(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, env=BOB, check=0)
    opsflow("start", change, check=0)
    assert "criteria-before-done" in opsflow("change", "close", change, "--code", "backed-out", check=4).err
    opsflow("criteria", "check", change, "--evidence", "replication broke", check=0)
    told = opsflow("change", "close", change, "--code", "backed-out", "--follow-up", "Find out why", check=0)
    assert told.out == "closed 1 as backed-out: Upgrade the database\n"
    assert "2 follows from it: Find out why" in told.err
    assert opsflow("list", "follow-up-of:1", "--quiet").out == "2\n"
    assert document(opsflow, "show", change)["item"]["custom"]["closing-code"] == "backed-out"
    opsflow("undo", check=0)
    opsflow("show", 2, check=3)


def test_the_score_of_a_service_counts_incidents_that_changes_caused(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, env=BOB, check=0)
    opsflow("criteria", "check", change, check=0)
    opsflow("change", "close", change, "--code", "successful", check=0)
    opsflow("add", "Shop is slow", "type:incident", check=0)
    assert document(opsflow, "change", "score")["services"][0]["success"] == 1
    opsflow("link", 2, "caused-by", change, check=0)
    (score,) = document(opsflow, "change", "score", "--since", "mon")["services"]
    assert (score["service"], score["incidents"], score["success"]) == ("shop", 1, 0.5)
    assert opsflow("change", "score", "service:mail", check=0).out == ""


@pytest.mark.parametrize("line", ['start = "someday"', 'start = "2026-12-20"\nallw = ["normal"]'])
def test_a_freeze_that_is_not_right_is_refused(opsflow: Opsflow, tmp_path: Path, line: str) -> None:
    (tmp_path / ".opsflow.toml").write_text(f'[[changes.freezes]]\nname = "x"\nend = "2027-01-01"\n{line}\n')
    assert "changes.freezes" in opsflow("config", "check", check=2).err


def test_a_change_without_approval_is_passed_over_by_claim_and_why_says_so(opsflow: Opsflow, change: int) -> None:
    opsflow("add", "Tidy up", "impact:low", "effort:high", check=0)
    assert "0 of 1 approvals" in opsflow("why", change, check=0).out
    first, second = opsflow("next", check=0).lines
    assert first.startswith("1\t")
    assert "\tnot approved yet; backlog, " in first
    assert "approved" not in second
    told = opsflow("claim", check=0)
    assert told.out == "claimed 2: Tidy up\n"
    assert "Passed over: 1 is a normal change" in told.err
    again = opsflow("claim", "type:change", check=0).err
    assert "Passed over: 1 is" in again
    assert "Nothing can be claimed now" in again
    assert "opsflow next" not in again


def test_a_change_with_its_criteria_met_is_ready_to_be_closed_only_once_it_is_approved(
    opsflow: Opsflow, change: int
) -> None:
    told = opsflow("criteria", "check", change, check=0).err
    assert "ready" not in told
    assert "0 of 1 approvals" in told
    assert f"Try `opsflow approve {change}`" in told
    opsflow("criteria", "uncheck", change, 1, check=0)
    opsflow("approve", change, env=BOB, check=0)
    told = opsflow("criteria", "check", change, check=0).err
    assert f"ready for `opsflow change close {change} --code successful`" in told


def test_a_copy_of_a_change_has_to_be_approved_anew_and_has_no_closing_code(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, env=BOB, check=0)
    opsflow("criteria", "check", change, check=0)
    opsflow("start", change, check=0)
    opsflow("change", "close", change, "--code", "successful", check=0)
    opsflow("copy", change, check=0)
    copied = document(opsflow, "show", 2)["item"]
    assert (copied["stage"], copied["custom"]["risk"], "closing-code" in copied["custom"]) == ("draft", "low", False)
    assert copied["approval"]["complete"] is False
    assert opsflow("approvals", "--quiet", check=0).out == "2\n"


def test_the_log_tells_who_approved_and_why_and_a_reason_can_be_redacted(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, "--reason", "key is hunter2", env=BOB, check=0)
    assert "bob approved, key is hunter2" in opsflow("log", change, check=0).out
    opsflow("redact", change, "--text", "hunter2", "--reason", "a password", check=0)
    assert "hunter2" not in opsflow("show", change, "--json", check=0).out
    opsflow("doctor", check=0)


def test_an_approval_no_longer_holds_when_the_plan_changes_while_it_is_carried_out(
    opsflow: Opsflow, change: int
) -> None:
    opsflow("approve", change, env=BOB, check=0)
    opsflow("start", change, check=0)
    assert "no longer holds" in opsflow("edit", change, "implementation-plan:drop the table", check=0).err
    assert opsflow("approvals", "--quiet", check=0).out == "1\n"
    assert "withdrawal" in opsflow("audit", "report", check=0).out


@pytest.mark.parametrize("dodge", ["change-type:standard", "change-type:normal", "type:task"])
def test_an_emergency_that_was_begun_stays_an_emergency_until_it_is_approved(
    opsflow: Opsflow, change: int, dodge: str
) -> None:
    opsflow("edit", change, "change-type:emergency", check=0)
    opsflow("start", change, check=0)
    refused = opsflow("edit", change, dodge, check=4).err
    assert "begun as an emergency change" in refused
    assert f"opsflow approve {change}" in refused
    opsflow("edit", change, dodge, "--force", "--reason", "entered by mistake", check=0)
    assert "entered by mistake" in opsflow("audit", "report", check=0).out


def test_work_that_was_begun_does_not_become_a_change_without_its_approval(opsflow: Opsflow, change: int) -> None:
    opsflow("edit", change, "type:task", check=0)
    opsflow("start", change, check=0)
    for kind in ("", "change-type:normal", "change-type:standard"):
        assert "0 of 1 approvals" in opsflow("edit", change, "type:change", *kind.split(), check=4).err
    opsflow("edit", change, "type:change", "change-type:emergency", check=0)


def test_a_change_that_is_reopened_is_approved_anew(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, env=BOB, check=0)
    opsflow("start", change, check=0)
    opsflow("criteria", "check", change, check=0)
    opsflow("change", "close", change, "--code", "backed-out", check=0)
    assert "it is open again" in opsflow("reopen", change, check=0).err
    opsflow("start", change, check=4)


def test_a_change_without_an_owner_and_a_cancelled_one_are_not_approved(opsflow: Opsflow, change: int) -> None:
    opsflow("add", "Nobody's", "type:change", check=0)
    assert "opsflow assign 2 NAME" in opsflow("approve", 2, env=BOB, check=4).err
    opsflow("cancel", change, check=0)
    assert f"opsflow reopen {change}" in opsflow("approve", change, env=BOB, check=2).err


def test_the_review_of_a_change_is_not_taken_away_but_waived(opsflow: Opsflow, change: int) -> None:
    opsflow("criteria", "add", change, "no errors in the log", check=0)
    assert f"opsflow criteria waive {change} 1 --reason" in opsflow("criteria", "remove", change, "1-2", check=4).err
    opsflow("criteria", "remove", change, 2, check=0)


def test_what_becomes_a_change_has_a_review_to_pass(opsflow: Opsflow, change: int) -> None:
    opsflow("add", "Tidy up", "--done", "tidy", check=0)
    opsflow("edit", 2, "type:change", check=0)
    texts = [held["text"] for held in document(opsflow, "criteria", "list", 2)["criteria"]]
    assert texts == ["tidy", "reviewed after implementation: the result and what follows are recorded"]
    opsflow("edit", 2, "type:task", check=0)
    opsflow("edit", 2, "type:change", check=0)
    assert len(document(opsflow, "criteria", "list", 2)["criteria"]) == 2
    opsflow("doctor", check=0)


def test_conflicts_are_told_when_something_becomes_a_change(opsflow: Opsflow, change: int) -> None:
    window = ("window-start:2026-03-07T22:00", "window-end:2026-03-07T23:00")
    opsflow("edit", change, *window, check=0)
    opsflow("add", "Move the shop", "service:shop", check=0)
    assert "change-conflict" in opsflow("edit", 2, "type:change", *window, check=0).err


def test_a_window_is_shown_in_local_time_beside_names_of_any_length(
    opsflow: Opsflow, change: int, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text("zone = 'Europe/Berlin'\n" + SITE)
    opsflow("edit", change, "window-start:2026-03-07T22:00", "window-end:2026-03-07T23:00", check=0)
    shown = opsflow("show", change, check=0).lines
    assert "window              2026-03-07 22:00 to 2026-03-07 23:00, begins in 3d" in shown
    assert "implementation-plan runbook 7" in shown
    assert document(opsflow, "show", change)["item"]["custom"]["window-start"] == "2026-03-07T21:00:00Z"


def test_the_audit_report_tells_the_login_behind_an_approval(opsflow: Opsflow, change: int) -> None:
    opsflow("approve", change, env=BOB, check=0)
    (line,) = opsflow("audit", "report", check=0).lines
    assert line.split("\t")[3:5] == ["bob", document(opsflow, "audit", "report")["exceptions"][0]["login"]]


@pytest.fixture
def patching(opsflow: Opsflow, tmp_path: Path) -> int:
    (tmp_path / ".opsflow.toml").write_text(SITE + TEMPLATES)
    opsflow("add", "--template", "patching", "host=web1", check=0)
    return 1


def test_a_standard_change_of_a_template_needs_no_approval_of_its_own(opsflow: Opsflow, patching: int) -> None:
    assert opsflow("approvals", check=0).out == ""
    assert opsflow("list", "change-model:patching", "--quiet", check=0).out == "1\n"
    opsflow("edit", patching, "window-start:2026-03-04", "window-end:2026-03-05", "test-plan:look at it", check=0)
    opsflow("start", patching, check=0)


@pytest.mark.parametrize(
    "words", [("Patch all", "change-type:standard"), ("--template", "patching", "host=web2", "Drop the tables")]
)
def test_a_change_that_is_only_called_standard_needs_an_approval(
    opsflow: Opsflow, patching: int, words: tuple[str, ...]
) -> None:
    opsflow("add", *words, "type:change", "owner:me", *PLANNED, check=0)
    refused = opsflow("start", 2, check=4).err
    assert "2 is a standard change with 0 of 1 approvals and no template; bob can approve it." in refused
    opsflow("approve", 2, env=BOB, check=0)
    opsflow("start", 2, check=0)


@pytest.mark.parametrize("edit", ["implementation-plan:drop the tables", "service:payments", "risk:high", "title"])
def test_a_standard_change_that_departs_from_its_template_needs_an_approval(
    opsflow: Opsflow, patching: int, edit: str
) -> None:
    words = ("Drop the tables",) if edit == "title" else (edit,)
    told = opsflow("edit", patching, *words, check=0).err
    assert "no longer as the template patching made it" in told
    assert "0 of 1 approvals" in opsflow("start", patching, check=4).err
    assert "no longer as its template says" in opsflow("audit", "report", check=0).out
    opsflow("undo", check=0)
    opsflow("start", patching, check=0)


def test_no_one_says_by_hand_which_template_a_change_came_from(opsflow: Opsflow, patching: int, tmp_path: Path) -> None:
    assert "is not typed" in opsflow("edit", patching, "change-model:other", check=2).err
    assert "is not typed" in opsflow("add", "x", "type:change", "change-model:patching", check=2).err
    opsflow("copy", patching, check=0)
    assert "0 of 1 approvals" in opsflow("start", 2, check=4).err
    line = {
        "kind": "item", "uid": "aaaaaaaa-0000-4000-8000-000000000001", "title": "x", "type": "change",
        "created": "2026-03-01T08:00:00Z", "custom": {"change-model": "patching", "change-type": "standard"},
    }  # fmt: skip
    (tmp_path / "items.ndjson").write_text(json.dumps(line))
    assert "change-model" in opsflow("import", "ndjson", str(tmp_path / "items.ndjson"), check=2).err


def test_recurring_work_of_a_template_needs_no_approval_each_time(
    opsflow: Opsflow, patching: int, clock: Clock
) -> None:
    opsflow("recur", "add", "web", "--every", "daily 10:00", "--template", "patching", "host=web{date}", check=0)
    clock.advance(hours=2)
    opsflow("tick", check=0)
    opsflow("start", 2, check=0)
    opsflow("recur", "edit", "web", "--template", "patching", "host=db1", "risk:high", check=0)
    clock.advance(days=1)
    opsflow("tick", check=0)
    opsflow("start", 3, check=4)


def test_a_window_is_told_by_how_far_off_it_is_and_by_what_it_lies_in(
    opsflow: Opsflow, clock: Clock, change: int
) -> None:
    opsflow("edit", change, "window-start:2026-03-04T10:00", "window-end:2026-03-04T12:00", check=0)
    told = [opsflow("show", change, check=0).out]
    for hours in (2, 4):
        clock.advance(hours=hours)
        told.append(opsflow("show", change, check=0).out)
    for text, words in zip(told, ("begins in 1h", "open, ends in 1h", "over for 3h"), strict=True):
        assert words in text
    opsflow("cancel", change, "--reason", "not needed", check=0)
    assert "12:00\n" in opsflow("show", change, check=0).out
    opsflow("undo", check=0)
    opsflow("edit", change, "window-start:2026-12-24T10:00", "window-end:2026-12-24T12:00", check=0)
    assert "in the freeze year end" in opsflow("show", change, check=0).out


@pytest.mark.usefixtures("on_a_terminal")
def test_a_terminal_is_told_that_there_is_nothing(opsflow: Opsflow) -> None:
    assert opsflow("approvals", check=0).err == "No change waits for approval.\n"
    assert opsflow("change", "conflicts", check=0).err == "No change is in the way of another.\n"
    assert opsflow("change", "score", check=0).err == "No change was closed with a code.\n"


@pytest.fixture
def coming(opsflow: Opsflow, tmp_path: Path, clock: Clock) -> None:
    """Changes around a freeze: two that share an owner, one that is over, one without a window."""
    (tmp_path / ".opsflow.toml").write_text(
        SITE.replace("2026-12-20", "2026-03-05").replace("2027-01-05", "2026-03-06")
    )
    for title, words in (
        ("Upgrade", "service:shop owner:ann risk:high window-start:2026-03-05T22:00 window-end:2026-03-06T02:00"),
        ("Swap", "service:mail owner:ann window-start:2026-03-05T23:00 window-end:2026-03-05T23:30"),
        ("Late", "service:mail owner:carl window-start:2026-03-02T08:00 window-end:2026-03-02T09:00"),
        ("Someday", "service:mail owner:carl"),
        ("Easter", "service:shop owner:carl window-start:2026-04-05T08:00 window-end:2026-04-05T09:00"),
        (
            "Patch",
            "service:web owner:carl change-type:emergency window-start:2026-03-05T08:00 window-end:2026-03-05T09:00",
        ),
    ):
        opsflow("add", title, "type:change", *words.split(), check=0)
    opsflow("approve", 2, env=BOB, check=0)


def test_the_calendar_of_changes_tells_windows_approvals_and_what_is_in_the_way(opsflow: Opsflow, coming: None) -> None:
    found = opsflow("change", "list", check=0)
    assert [line.split("\t")[:8] for line in found.out.splitlines()] == [
        ["2026-03-02 08:00", "2026-03-02 09:00", "3", "normal", "0 of 1", "over", "Late", "mail"],
        ["2026-03-05", "2026-03-06", "", "freeze", "", "", "year end (emergency allowed)", "all"],
        ["2026-03-05 08:00", "2026-03-05 09:00", "6", "emergency", "0 of 1", "", "Patch", "web"],
        [
            "2026-03-05 22:00", "2026-03-06 02:00", "1", "normal", "0 of 1", "freeze year end, 2 (same owner)",
            "Upgrade", "shop",
        ],
        [
            "2026-03-05 23:00", "2026-03-05 23:30", "2", "normal", "approved", "freeze year end, 1 (same owner)",
            "Swap", "mail",
        ],
    ]  # fmt: skip
    assert found.err == "4 has no window: `opsflow list id:4`\n"


def test_the_calendar_of_changes_goes_as_far_as_asked_and_takes_a_filter(opsflow: Opsflow, coming: None) -> None:
    assert opsflow("change", "list", "--until", "today", "--quiet", check=0).out == "3\n"
    assert opsflow("change", "list", "--until", "2026-04-30", "service:shop", "--quiet", check=0).out == "1\n5\n"
    assert "is no date" in opsflow("change", "list", "--until", "soon", check=2).err
    assert "2026-03-03 is over" in opsflow("change", "list", "--until", "yesterday", check=2).err


def test_the_calendar_of_changes_names_no_more_without_a_window_than_were_asked_for(
    opsflow: Opsflow, coming: None
) -> None:
    opsflow("add", "One day", "type:change", "service:shop", check=0)
    opsflow("add", "Another day", "type:change", "service:mail", check=0)
    told = opsflow("change", "list", "service:shop", "or", "owner:carl", check=0).err
    assert told == "4,7 have no window: `opsflow list id:4,7`\n"
    assert opsflow("list", "id:4,7", "--quiet", check=0).lines == ["4", "7"]


@pytest.mark.usefixtures("on_a_terminal", "coming")
def test_the_calendar_of_changes_tells_the_year_of_days_that_lie_in_another(opsflow: Opsflow) -> None:
    opsflow(
        "add", "Far", "type:change", "window-start:2026-12-31T22:00", "window-end:2027-01-01T02:00", "owner:dora",
        check=0,
    )  # fmt: skip
    lines = opsflow("change", "list", "--until", "2027-02-01", check=0).lines
    assert lines[-1].split()[:6] == ["Thu", "12-31", "22:00", "Fri", "2027-01-01", "02:00"]
    assert lines[1].split()[:5] == ["Mon", "03-02", "08:00", "09:00", "3"]


def test_the_calendar_of_changes_as_a_document(opsflow: Opsflow, coming: None) -> None:
    found = document(opsflow, "change", "list")
    assert found["undated"] == [4]
    assert [freeze["name"] for freeze in found["freezes"]] == ["year end"]
    (upgrade,) = [one for one in found["changes"] if one["item"]["id"] == 1]
    assert (upgrade["risk"], upgrade["approval"]["complete"]) == ("high", False)
    assert [clash["because"] for clash in upgrade["conflicts"]] == ["freeze", "owner"]
    opsflow("cancel", 3, check=0)
    assert 3 not in [one["item"]["id"] for one in document(opsflow, "change", "list")["changes"]]
