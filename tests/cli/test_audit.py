"""Proof and reports for auditors."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow
from tests.store.care.tampering import as_an_earlier_version_redacts


@pytest.fixture
def head(opsflow: Opsflow) -> str:
    for number in range(1, 5):
        opsflow("add", f"item {number}", check=0)
    return opsflow("audit", "head", check=0).out.strip()


def tamper(store: Path, *statements: str) -> None:
    with sqlite3.connect(store) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_an_untouched_history_verifies_and_holds_a_head_noted_earlier(opsflow: Opsflow, head: str) -> None:
    opsflow("add", "later", check=0)
    result = opsflow("audit", "verify", "--expect", head, check=0)
    assert "verified 5 events" in result.out
    assert "the head expected is event 4" in result.out


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE event SET payload = replace(payload, 'item 2', 'item X') WHERE seq = 2"], "event 2: its content"),
        (["UPDATE event SET happened_at = 1 WHERE seq = 3"], "event 3: breaks the chain"),
        (["UPDATE command SET actor = 'eve' WHERE id = 2"], "event 2: breaks the chain"),
        (["DELETE FROM event WHERE seq = 2"], "event 2: is missing"),
        (
            [
                "UPDATE event SET seq = 100 WHERE seq = 2",
                "UPDATE event SET seq = 2 WHERE seq = 3",
                "UPDATE event SET seq = 3 WHERE seq = 100",
            ],
            "event 2: breaks the chain",
        ),
        (
            ["UPDATE event SET payload = replace(payload, 'item 2', 'X'), salt = NULL, redacted_by = 4 WHERE seq = 2"],
            "event 2: claims a redaction",
        ),
    ],
    ids=["changed", "header changed", "command changed", "removed", "reordered", "passed off as redacted"],
)
def test_what_was_tampered_with_is_named(
    opsflow: Opsflow, head: str, store_path: Path, statements: list[str], named: str
) -> None:
    tamper(store_path, *statements)
    assert named in opsflow("audit", "verify", check=1).out


def test_a_redaction_of_an_earlier_version_verifies_as_far_as_it_can_and_that_is_said(
    opsflow: Opsflow, head: str, store_path: Path
) -> None:
    opsflow("redact", 2, "--title", "--reason", "a name", check=0)
    assert json.loads(opsflow("audit", "verify", "--json", check=0).out)["untold"] == []
    as_an_earlier_version_redacts(store_path)
    done = opsflow("audit", "verify", "--expect", head, check=0)
    assert "1 event redacted by an earlier version" in done.err
    assert json.loads(opsflow("audit", "verify", "--json", check=0).out)["untold"] == [2]


def test_an_end_that_was_cut_off_shows_against_a_head_noted_elsewhere(
    opsflow: Opsflow, head: str, store_path: Path
) -> None:
    tamper(
        store_path,
        "DELETE FROM event WHERE seq = 4",
        "UPDATE head SET last_event = 3, hash = (SELECT hash FROM event WHERE seq = 3)",
    )
    opsflow("audit", "verify", check=0)
    assert "its end was removed" in opsflow("audit", "verify", "--expect", head, check=1).out


def test_a_head_that_is_none_is_refused(opsflow: Opsflow, head: str) -> None:
    assert "64" in opsflow("audit", "verify", "--expect", "abc", check=2).err


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", '"quoted", and\nmore'])
def test_no_cell_of_the_csv_is_a_formula(opsflow: Opsflow, title: str) -> None:
    opsflow("add", "item", "--note", title, "--field", "x=1", check=2)
    opsflow("add", "--", title, check=0)
    opsflow("block", 1, "--reason", title, check=0)
    rows = list(csv.reader(io.StringIO(opsflow("audit", "export", check=0).out, newline="")))
    assert [row[10] for row in rows] == ["kind", "created", "blocked"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_the_export_can_be_bounded_and_its_lines_conform(opsflow: Opsflow, head: str) -> None:
    lines = opsflow("audit", "export", "--format", "ndjson", check=0).lines
    assert len(lines) == 4
    for line in lines:
        jsonschema.validate(json.loads(line), schema("trail-line"))
    assert json.loads(lines[-1])["hash"] == head
    assert opsflow("audit", "export", "--format", "ndjson", "--until", "yesterday", check=0).out == ""
    assert opsflow("audit", "export", "--until", "yesterday", check=0).out.startswith("event,command,recorded")
    assert len(opsflow("audit", "export", "--format", "ndjson", "--since", "mon", check=0).lines) == 4
    assert "yet to come" in opsflow("audit", "export", "--since", "tomorrow", check=2).err


def test_who_did_what_to_an_item(opsflow: Opsflow, head: str) -> None:
    opsflow("assign", 2, "bob", env={"OPSFLOW_USER": "eve"}, check=0)
    lines = opsflow("audit", "who", 2, check=0).lines
    assert [line.split("\t")[1] for line in lines] == ["ann", "eve"]
    assert lines[1].endswith("owner nothing → bob")
    jsonschema.validate(json.loads(opsflow("audit", "who", 2, "--json").out), schema("trail"))
    opsflow("audit", "who", 99, check=3)


def _override(opsflow: Opsflow) -> None:
    opsflow("done", 1, "--force", "--reason", "the vendor was waiting", check=0)


def _waive(opsflow: Opsflow) -> None:
    opsflow("criteria", "waive", 1, "--reason", "not needed", check=0)


@pytest.mark.parametrize(
    ("act", "exception", "why"),
    [(_override, "override", "criteria-before-done: the vendor was waiting"), (_waive, "waiver", "not needed")],
)
def test_the_report_has_every_exception_with_its_reason(
    opsflow: Opsflow, act: Callable[[Opsflow], None], exception: str, why: str
) -> None:
    opsflow("add", "one", "--done", "checked", check=0)
    act(opsflow)
    document = json.loads(opsflow("audit", "report", "--json", check=0).out)
    jsonschema.validate(document, schema("exceptions"))
    (found,) = document["exceptions"]
    assert (found["exception"], found["why"], found["actor"], found["item"]) == (exception, why, "ann", 1)
    assert why in opsflow("audit", "report", check=0).out


def test_the_report_tells_which_warnings_were_passed_and_by_whom(opsflow: Opsflow) -> None:
    opsflow("add", "Upgrade", "type:change", "owner:me", "change-type:emergency", "window-start:+1d", check=0)
    opsflow("start", 1, check=0)
    opsflow("start", 1, check=0)
    told = [line.split("\t") for line in opsflow("audit", "report", "--only", "warning", check=0).lines]
    assert [(row[1], row[2], row[5]) for row in told] == [
        ("warning", "1", "required-fields"),
        ("warning", "1", "change-window"),
    ]
    assert opsflow("audit", "report", "--only", "override", "--only", "waiver", check=0).out == ""
    opsflow("audit", "report", "--only", "gossip", check=2)
    opsflow("undo", check=0)
    assert all("warning (undone)" in line for line in opsflow("audit", "report", check=0).lines)


def test_a_warning_about_another_item_leaves_that_untouched(opsflow: Opsflow) -> None:
    opsflow("add", "Order", check=0)
    opsflow("add", "Build", "dep:1", "due:+2d", check=0)
    before = opsflow("show", 2, "--json", check=0).out
    assert "dates-after-dependencies" in opsflow("edit", 1, "due:+5d", check=0).err
    assert opsflow("show", 2, "--json", check=0).out == before
    assert opsflow("audit", "report", check=0).out.endswith("\tdates-after-dependencies (2)\n")
    opsflow("doctor", check=0)


def test_an_approval_from_a_login_of_the_owner_is_marked(opsflow: Opsflow) -> None:
    opsflow("add", "Upgrade", "type:change", "owner:me", check=0)
    told = opsflow("approve", 1, "--reason", "by phone", env={"OPSFLOW_USER": "bob"}, check=0).err
    assert "is a login of the owner too, ann: the audit report says so." in told
    (line,) = opsflow("audit", "report", check=0).lines
    assert line.endswith("\tfrom a login of the owner; by phone")
    assert "from a login of the owner" in opsflow("log", 1, check=0).out
    opsflow("add", "Patch", "type:change", "owner:chen", check=0)
    opsflow("approve", 2, env={"OPSFLOW_USER": "bob"}, check=0)
    assert not opsflow("audit", "report", check=0).lines[-1].endswith("of the owner")


def test_the_report_tells_an_emergency_that_was_not_approved_in_time(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "Patch now", "type:change", "change-type:emergency", "owner:me", "risk:low", check=0)
    opsflow("start", 1, check=0)
    clock.advance(days=2)
    opsflow("tick", check=0)
    opsflow("approve", 1, env={"OPSFLOW_USER": "bob"}, check=0)
    told = [line.split("\t")[1:4] for line in opsflow("audit", "report", check=0).lines]
    assert told[-2:] == [["unapproved", "1", "ann"], ["approval", "1", "bob"]]
    assert "approved\tbob approved" in opsflow("log", 1, check=0).out
    assert "approval-overdue\t2026-" in opsflow("audit", "who", 1, check=0).out


@pytest.mark.usefixtures("on_a_terminal")
def test_on_a_terminal_what_was_done_stands_below_who_did_it(opsflow: Opsflow) -> None:
    opsflow("add", "one " + "long title " * 12, check=0)
    first, *rest = opsflow("audit", "who", 1, "--color", "never", check=0).lines
    assert first.endswith("created")
    assert " ann (" in first
    assert all(line.startswith("    ") and len(line) <= 80 for line in rest)
    assert len(rest) > 1
    assert "Nothing was overridden, waived" in opsflow("audit", "report", check=0).err
    assert opsflow("check", check=0).err == "Nothing needs a look.\n"
    assert "`opsflow recur add" in opsflow("recur", "list", check=0).err
    assert "None of these items" in opsflow("verify", "--where", "is:open", check=0).err
