"""Work that comes again, and what time brings."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow


def items(opsflow: Opsflow, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(opsflow("list", "--all", "--json", *words, check=0).out)["items"]
    return found


def test_an_occurrence_makes_its_item_once(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("recur", "add", "patching", "--every", "first tuesday 22:00", "Patch {date}", "due:+30d", "+patch", check=0)
    assert opsflow("tick", check=0).out == ""
    clock.advance(days=40)
    assert opsflow("tick", check=0).out == "patching: added 1: Patch 2026-04-07\n"
    assert opsflow("tick", check=0).out == ""
    (item,) = items(opsflow, "recurrence:patching")
    assert (item["due"], item["tags"]) == ("2026-05-07T23:59:59Z", ["patch"])


@pytest.mark.parametrize(("missed", "count"), [("last", 1), ("all", 7), ("skip", 0)])
def test_after_a_week_of_downtime_each_rule_does_what_it_says(
    opsflow: Opsflow, clock: Clock, missed: str, count: int
) -> None:
    opsflow("recur", "add", "daily", "--every", "daily 08:00", "--missed", missed, "Look at the backups", check=0)
    clock.advance(days=7, hours=3)
    opsflow("tick", check=0)
    assert len(items(opsflow)) == count
    opsflow("tick", check=0)
    assert len(items(opsflow)) == count
    assert opsflow("recur", "preview", "daily", "--limit", 1, check=0).out == "2026-03-12 08:00\n"


def test_after_completion_nothing_comes_while_one_is_open(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("recur", "add", "filters", "--after-done", "2w", "Change the filters", check=0)
    opsflow("tick", check=0)
    clock.advance(days=30)
    assert opsflow("tick", check=0).out == ""
    assert opsflow("recur", "list").lines == ["filters\t2w after the last is done\tafter completion\t1"]
    opsflow("done", 1, check=0)
    assert opsflow("recur", "list").lines == ["filters\t2w after the last is done\t2026-04-17 09:00\t"]
    assert opsflow("recur", "preview", "filters").lines == ["2026-04-17 09:00"]
    clock.advance(days=13)
    assert opsflow("tick", check=0).out == ""
    clock.advance(days=1)
    assert opsflow("tick", check=0).out == "filters: added 2: Change the filters\n"


def test_pause_skip_resume_and_remove(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("recur", "add", "weekly", "--every", "monday 10:00", "Review", check=0)
    assert "2026-03-16" in opsflow("recur", "skip", "weekly", check=0).out
    opsflow("undo", check=0)
    opsflow("recur", "pause", "weekly", check=0)
    clock.advance(days=8)
    assert opsflow("tick", check=0).out == ""
    assert "2026-03-16" in opsflow("recur", "resume", "weekly", check=0).out
    opsflow("recur", "remove", "weekly", check=0)
    assert opsflow("recur", "list", "--quiet", check=0).out == ""
    opsflow("undo", check=0)
    assert opsflow("recur", "list", "--quiet", check=0).out == "weekly\n"
    assert opsflow("doctor", "--full", check=0).out.startswith("no problem")


def test_the_items_of_a_template_come_with_criteria_and_dependencies(
    opsflow: Opsflow, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        "[templates.patching]\nvariables = { ring = '' }\n"
        "[templates.patching.parts.prepare]\ntitle = 'Prepare {ring}'\ncriteria = ['list sent']\n"
        "[templates.patching.parts.install]\ntitle = 'Install {ring} {date}'\nafter = ['prepare']\n"
    )
    opsflow("recur", "add", "patching", "--every", "daily 10:00", "--template", "patching", "ring=a", check=0)
    clock.advance(hours=2)
    opsflow("tick", check=0)
    titles = {item["title"]: item for item in items(opsflow)}
    assert set(titles) == {"Prepare a", "Install a 2026-03-04"}
    assert titles["Install a 2026-03-04"]["waiting_for"] == 1
    assert titles["Prepare a"]["criteria"] == {"total": 1, "closed": 0}


def test_a_rule_is_shown_with_what_it_makes(opsflow: Opsflow, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        "zone = 'Europe/Berlin'\n[templates.patching.parts.prepare]\ntitle = 'Prepare'\nfields = { owner = 'bob' }\n"
        "[templates.patching.parts.install]\ntitle = 'Install {date}'\nafter = ['prepare']\ntags = ['patch']\n"
        "criteria = [{ text = 'rebooted', check = 'true' }]\n"
    )
    opsflow("recur", "add", "patching", "--every", "first tuesday 22:00", "--template", "patching", check=0)
    assert opsflow("recur", "show", "patching", check=0).lines == [
        "patching  first tuesday 22:00",
        "rule         FREQ=MONTHLY;BYDAY=1TU",
        "zone         Europe/Berlin",
        "day off      comes all the same",
        "missed       the last one is made",
        "next         2026-04-07 22:00, 2026-05-05 22:00, 2026-06-02 22:00",
        "",
        "prepare: Prepare owner:bob",
        "",
        "install: Install {date} +patch",
        "  after prepare",
        "  [ ] rebooted  (check: true)",
    ]
    jsonschema.validate(json.loads(opsflow("recur", "show", "patching", "--json").out), schema("recurrence"))


def test_an_edited_rule_changes_what_was_given_and_nothing_else(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("recur", "add", "backups", "--every", "daily 08:00", "--missed", "all", "Look", "owner:bob", check=0)
    clock.advance(days=2)
    opsflow("tick", check=0)
    before = json.loads(opsflow("recur", "show", "backups", "--json").out)["recurrence"]
    changed = opsflow("recur", "edit", "backups", "Look closer", "--done", "restored", check=0)
    assert changed.out == "edited the recurrence backups; next 2026-03-07 08:00\n"
    after = json.loads(opsflow("recur", "show", "backups", "--json").out)["recurrence"]
    assert [part["title"] for part in after["parts"]] == ["Look closer"]
    assert {name: held for name, held in after.items() if held != before[name]} == {"parts": after["parts"]}
    edited = opsflow("recur", "edit", "backups", "--every", "mon 07:00", "--on-days-off", "next", check=0)
    assert edited.out == "edited the recurrence backups; next 2026-03-09 07:00\n"
    opsflow("recur", "edit", "backups", "--zone", "Europe/Berlin", check=0)
    assert opsflow("recur", "preview", "backups", "-l", 1).out == "2026-03-09 06:00\n"
    assert "so already" in opsflow("recur", "edit", "backups", "--zone", "Europe/Berlin", check=0).err
    assert "Change what?" in opsflow("recur", "edit", "backups", check=2).err
    clock.advance(days=7)
    assert opsflow("tick", check=0).out == "backups: added 3: Look closer\n"
    assert opsflow("list", "recurrence:backups", "--quiet").lines == ["1", "2", "3"]
    for command in (6, 5, 4, 3):
        opsflow("undo", command, check=0)
    assert json.loads(opsflow("recur", "show", "backups", "--json").out)["recurrence"] == {
        **before, "coming": ["2026-03-07T08:00:00Z", "2026-03-08T08:00:00Z", "2026-03-09T08:00:00Z"],
    }  # fmt: skip
    assert opsflow("doctor", "--full", check=0).out.startswith("no problem")


def test_after_completion_a_day_off_moves_what_comes(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("recur", "add", "filters", "--after-done", "3d", "--on-days-off", "next", "Filters", check=0)
    opsflow("tick", check=0)
    opsflow("done", 1, check=0)
    clock.advance(days=4)  # Saturday was the third day
    assert opsflow("tick", check=0).out == ""
    clock.advance(days=1)
    assert opsflow("tick", check=0).out == "filters: added 2: Filters\n"
    opsflow("recur", "edit", "filters", "--every", "daily 10:00", check=0)
    assert opsflow("recur", "list").lines == ["filters\tdaily 10:00\t2026-03-09 10:00\t2"]


def test_what_depends_on_a_rule_having_gone_on_is_not_undone_before_it(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("recur", "add", "look", "--every", "daily 10:00", "Look {date}", check=0)
    clock.advance(days=1)
    opsflow("tick", env={"OPSFLOW_ORIGIN": "cron"}, check=0)
    assert "The recurrence look has gone on since command 1 (recur add)" in opsflow("undo", check=5).err
    opsflow("undo", 2, check=0)
    assert opsflow("list", "--quiet").out == ""
    opsflow("recur", "skip", "look", check=0)
    assert opsflow("tick", check=0).out == ""
    opsflow("recur", "edit", "look", "--every", "FREQ=DAILY;COUNT=2", check=0)
    said = opsflow("recur", "skip", "look", "--count", 9, check=0).out
    assert re.fullmatch(r"skipped 2 of the recurrence look \(2026-[-0-9: ]+ to 2026-[-0-9: ]+\); no more of it\n", said)
    assert opsflow("recur", "list").lines == ["look\tFREQ=DAILY;COUNT=2\tno more\t"]


def test_what_comes_depends_on_the_items_that_were_named(opsflow: Opsflow, clock: Clock) -> None:
    assert "no item 1" in opsflow("recur", "add", "look", "--every", "daily 10:00", "Look", "dep:1", check=3).err
    opsflow("add", "New disks", check=0)
    opsflow("recur", "add", "look", "--every", "daily 10:00", "Look", "dep:1", check=0)
    clock.advance(hours=2)
    opsflow("tick", check=0)
    assert [edge["id"] for edge in json.loads(opsflow("show", 2, "--json").out)["item"]["depends_on"]] == [1]


def test_recurrences_survive_an_export_and_doctor_agrees(opsflow: Opsflow, clock: Clock, tmp_path: Path) -> None:
    opsflow("recur", "add", "daily", "--every", "daily 08:00", "Look", check=0)
    clock.advance(days=2)
    opsflow("tick", check=0)
    opsflow("add", "--key", "k", "Disk", check=0)
    opsflow("add", "--key", "k", "Disk", check=0)
    elsewhere = {"OPSFLOW_STORE": str(tmp_path / "other.db")}
    opsflow("import", "ndjson", "-", input=opsflow("export", check=0).out, env=elsewhere, check=0)
    assert opsflow("recur", "list", env=elsewhere, check=0).out == opsflow("recur", "list", check=0).out
    assert opsflow("tick", env=elsewhere, check=0).out == ""
    assert opsflow("doctor", env=elsewhere, check=0).out.startswith("no problem")
    opsflow("doctor", "--rebuild", env=elsewhere, check=0)
    assert opsflow("recur", "list", env=elsewhere, check=0).out == opsflow("recur", "list", check=0).out


def test_the_json_of_recurrences_conforms(opsflow: Opsflow) -> None:
    opsflow("recur", "add", "daily", "--every", "daily 08:00", "Look", check=0)
    jsonschema.validate(json.loads(opsflow("recur", "list", "--json", check=0).out), schema("recurrences"))
    jsonschema.validate(json.loads(opsflow("recur", "preview", "daily", "--json").out), schema("occurrences"))


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["recur", "add", "a", "x"], 2, "--every"),
        (["recur", "add", "a", "--every", "sometimes", "x"], 2, "sometimes"),
        (["recur", "add", "a b", "--every", "daily", "x"], 2, "no name"),
        (["recur", "add", "a", "--every", "daily", "x", "type:incedent"], 2, "incident"),
        (["recur", "add", "a", "--every", "daily"], 2, "title"),
        (["recur", "add", "a", "--after-done", "2w", "--missed", "all", "x"], 2, "--every"),
        (["recur", "add", "a", "--after-done", "2w", "--on-days-off", "skip", "x"], 2, "next or previous"),
        (["recur", "add", "a", "--every", "daily", "--zone", "Europe/Berlim", "x"], 2, "Europe/Berlin"),
        (["recur", "edit", "dayly", "--every", "daily"], 3, "daily"),
        (["recur", "edit", "daily", "--every", "sometimes"], 2, "sometimes"),
        (["recur", "edit", "daily", "--template", "x"], 2, "no template"),
        (["recur", "show", "dayly"], 3, "daily"),
        (["recur", "skip", "dayly"], 3, "daily"),
        (["recur", "preview", "nothing"], 3, "There is daily"),
    ],
)
def test_bad_input_is_answered_with_a_remedy(opsflow: Opsflow, words: list[str], status: int, says: str) -> None:
    opsflow("recur", "add", "daily", "--every", "daily 08:00", "Look", check=0)
    assert says in opsflow(*words, check=status).err


def test_items_wake_and_due_dates_pass_once(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "later", "not-before:+1d", check=0)
    opsflow("add", "soon", "due:+1d", check=0)
    clock.advance(days=3)
    assert opsflow("tick", check=0).lines == ["woke 1: later", "overdue 2: soon"]
    assert opsflow("tick", check=0).out == ""
    opsflow("edit", 1, "not-before:+1d", check=0)
    clock.advance(days=3)
    assert opsflow("tick", check=0).lines == ["woke 1: later"]


def test_ticks_at_the_same_moment_do_each_thing_once(opsflow_process: Opsflow, store_path: Path) -> None:
    opsflow_process(
        "recur", "add", "old", "--every", "daily", "--from", "2026-01-01", "--missed", "all", "Look", check=0
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "opsflow", "tick", "--json"],
            env={**os.environ, "OPSFLOW_STORE": str(store_path)},
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    made = [len(json.loads(process.communicate(timeout=120)[0])["items"]) for process in running]
    assert sorted(made)[:3] == [0, 0, 0]
    dates = [item["title"] for item in items(opsflow_process, "--limit", "1000")]
    assert len(dates) == max(made)


def test_days_off_are_those_of_the_default_calendar(opsflow: Opsflow, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        'calendar = "office"\n[calendars.office]\nzone = "UTC"\nhours = { mon-thu = "08:00-18:00" }\n'
        'holidays = ["2026-03-05"]\n'
    )
    opsflow("recur", "add", "look", "--every", "daily 10:00", "--on-days-off", "next", "Look", check=0)
    found = opsflow("recur", "preview", "look", "--limit", 3, check=0).lines
    assert found == ["2026-03-04 10:00", "2026-03-09 10:00", "2026-03-10 10:00"]


def test_a_rule_whose_items_cannot_be_read_is_told_and_not_shown_as_one_that_makes_nothing(
    opsflow: Opsflow, store_path: Path
) -> None:
    opsflow("recur", "add", "look", "--every", "daily", "Look", check=0)
    with closing(sqlite3.connect(store_path)) as store, store:
        store.execute("UPDATE recurrence SET template = '[{}]'")
    assert "opsflow recur remove look" in opsflow("recur", "show", "look", check=0).err
    document = json.loads(opsflow("recur", "show", "look", "--json", check=0).out)
    jsonschema.validate(document, schema("recurrence"))
    assert document["recurrence"]["parts"] is None


def test_undo_names_the_rule_that_it_took_back(opsflow: Opsflow) -> None:
    opsflow("recur", "add", "look", "--every", "daily", "Look", check=0)
    assert opsflow("undo", check=0).out == "undid 1: recur add look\n"
    assert opsflow("redo", check=0).out == "redid 1: recur add look\n"


def test_a_rule_that_a_limit_refuses_stays_due_and_holds_nothing_else_up(
    opsflow: Opsflow, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text("[rules]\nwip-limit = 'refuse'\n[wip]\ncolumns = { backlog = 2 }\n")
    opsflow("add", "Call the vendor", "due:2026-03-04T12:00", check=0)
    for name in ("backups", "patching", "reports"):
        opsflow("recur", "add", name, "--every", "daily 10:00", f"Look at {name}", check=0)
    opsflow("recur", "add", "drill", "--every", "daily 10:00", "Fire drill", "type:incident", check=0)
    clock.advance(hours=4)
    told = opsflow("tick", check=0)
    assert told.lines == [
        "backups: added 2: Look at backups",
        "drill: added 3: Fire drill",
        "overdue 1: Call the vendor",
    ]
    assert "patching stays due, refused by wip-limit: The column backlog comes to 3 items, its limit is 2." in told.err
    assert "reports stays due" in told.err
    assert opsflow("tick", check=0).out == ""
    opsflow("done", 2, "--force", "--reason", "r", check=0)
    assert opsflow("tick", check=0).lines == ["patching: added 4: Look at patching"]
    opsflow("cancel", 1, check=0)
    assert opsflow("tick", check=0).lines == ["reports: added 5: Look at reports"]
    opsflow("doctor", check=0)


def test_nothing_of_an_occurrence_is_half_made(opsflow: Opsflow, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        "[templates.night.parts.prepare]\ntitle = 'Prepare'\n"
        "[templates.night.parts.install]\ntitle = 'Install'\nafter = ['prepare']\n"
        "fields = { type = 'change', window-start = '22:00', window-end = '2026-03-04T02:00' }\n"
    )
    opsflow("recur", "add", "night", "--every", "daily 10:00", "--template", "night", check=0)
    opsflow("recur", "add", "look", "--every", "daily 10:00", "Look", check=0)
    clock.advance(hours=2)
    for expected in (["look: added 1: Look"], []):
        told = opsflow("tick", check=0)
        assert told.lines == expected
        assert "night: The window ends at 2026-03-04 02:00, before it begins" in told.err


def test_words_in_braces_that_nothing_fills_in_are_told(opsflow: Opsflow) -> None:
    told = opsflow("recur", "add", "patching", "Patch ring {ring} of {date}", "--every", "mon 09:00", check=0).err
    assert "{ring} will stand there as it is: what is filled in here is {date}, {month}, {year}." in told
    assert opsflow("recur", "add", "look", "Look at {month}", "--every", "mon 09:00", check=0).err == ""
    one = opsflow("recur", "skip", "look", check=0).out
    assert re.match(r"skipped 1 of the recurrence look \(2026-[-0-9: ]+\); next 2026-", one)
