"""Records after ITIL 4 as they are typed: priorities and on hold."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Opsflow

DESK = "[priority]\nmatrix = [[1, 2, 3], [2, 3, 4], [3, 4, 4]]\n"


@pytest.fixture
def incident(opsflow: Opsflow) -> int:
    opsflow("add", "Mail is down", "type:incident", "impact:high", "urgency:medium", check=0)
    return 1


def item(opsflow: Opsflow, item_id: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(opsflow("show", item_id, "--json", check=0).out)["item"]
    return found


def test_a_priority_is_computed_shown_with_its_reason_and_follows_an_edit(opsflow: Opsflow, incident: int) -> None:
    assert "P2: impact high x urgency medium" in opsflow("show", incident, check=0).out
    opsflow("edit", incident, "urgency:high", check=0)
    assert item(opsflow, incident)["priority"] == 1
    opsflow("edit", incident, "impact:", check=0)
    assert item(opsflow, incident)["priority"] is None
    opsflow("undo", check=0)
    assert item(opsflow, incident)["priority"] == 1


def test_a_priority_is_never_typed(opsflow: Opsflow, incident: int) -> None:
    assert "not typed" in opsflow("edit", incident, "--field", "priority=1", check=2).err
    assert "not typed" in opsflow("edit", incident, "priority:1", check=2).err
    assert "write priority\\:P1" in opsflow("add", "Disk", "priority:P1", check=2).err
    assert opsflow("add", "Disk", "priority\\:P1", check=0).out.endswith(": Disk priority:P1\n")


@pytest.mark.parametrize(
    ("words", "found"),
    [("priority:2", "1"), ("priority:P2", "1"), ("priority<=2", "1"), ("priority.over:2", "2"), ("no:priority", "3")],
)
def test_a_filter_asks_for_priorities(opsflow: Opsflow, incident: int, words: str, found: str) -> None:
    opsflow("add", "Printer jams", "impact:low", "urgency:low", check=0)
    opsflow("add", "Tidy up", check=0)
    assert opsflow("list", words, "--quiet", check=0).out.split() == [found]


def test_a_list_is_sorted_by_priority_and_shows_it(opsflow: Opsflow, incident: int) -> None:
    opsflow("add", "Site is down", "impact:high", "urgency:high", check=0)
    shown = opsflow("list", "--sort", "priority", "--columns", "id,priority", check=0).lines
    assert shown == ["2\tP1", "1\tP2"]


def test_a_changed_matrix_is_taken_over_by_a_command_that_can_be_undone(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "Printer jams", "impact:low", "urgency:low", check=0)
    (tmp_path / ".opsflow.toml").write_text(DESK)
    assert "1 open items" in opsflow("priority", check=0).err
    opsflow("priority", "--apply", check=0)
    assert item(opsflow, 1)["priority"] == 4
    opsflow("undo", check=0)
    assert item(opsflow, 1)["priority"] == 5


def test_a_site_has_levels_of_its_own(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text('[priority]\nimpact = ["site", "floor", "room", "person"]\n')
    opsflow("add", "No light", "type:incident", "impact:floor", "urgency:high", check=0)
    assert item(opsflow, 1)["priority"] == 2
    assert opsflow("list", "impact.over:room", "--quiet", check=0).out == "1\n"
    assert "floor" in opsflow("edit", 1, "impact:flor", check=2).err
    assert "P2 = 6" in opsflow("next", check=0).out


@pytest.mark.parametrize("matrix", ["[[1, 2], [2, 3]]", "[[1, 2, 3], [1, 2, 3]]", "[[0, 1, 2], [1, 2, 3], [1, 2, 3]]"])
def test_a_matrix_that_does_not_fit_its_levels_is_refused(opsflow: Opsflow, tmp_path: Path, matrix: str) -> None:
    (tmp_path / ".opsflow.toml").write_text(f"[priority]\nmatrix = {matrix}\n")
    assert "priority" in opsflow("config", "check", check=2).err


def test_an_item_on_hold_says_for_whom_and_since_when_and_cannot_be_pulled(opsflow: Opsflow, incident: int) -> None:
    opsflow("hold", incident, "vendor", "ticket", "4711", check=0)
    assert opsflow("list", "is:on-hold", "hold:vendor", "--quiet").out == "1\n"
    assert "vendor" in opsflow("show", incident, check=0).out
    assert "on hold: vendor" in opsflow("why", incident, check=0).out
    assert "ticket 4711" in opsflow("log", incident, check=0).out
    assert opsflow("next", "--quiet", check=0).out == ""
    opsflow("resume", incident, check=0)
    assert opsflow("next", "--quiet", check=0).out == "1\n"


def test_what_is_said_with_a_hold_is_a_note_that_is_shown_and_found(opsflow: Opsflow, incident: int) -> None:
    opsflow("hold", incident, "vendor", "ticket", "4711", check=0)
    assert "ticket 4711" in opsflow("show", incident, check=0).out
    assert opsflow("list", "ticket", "--quiet", check=0).out == "1\n"
    assert "The rest was noted" in opsflow("hold", incident, "vendor", "answer by Friday", check=0).err
    assert "answer by Friday" in opsflow("show", incident, check=0).out
    opsflow("undo", check=0)
    opsflow("undo", check=0)
    assert opsflow("list", "ticket", "--quiet", check=0).out == ""
    opsflow("doctor", check=0)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("incident", "opsflow resolve 1 --code fixed"),
        ("task", "opsflow done 1"),
    ],
)
def test_the_last_criterion_names_the_command_that_ends_such_an_item(opsflow: Opsflow, kind: str, said: str) -> None:
    opsflow("add", "Work", f"type:{kind}", "--done", "it works", check=0)
    assert f"ready for `{said}`" in opsflow("criteria", "check", 1, check=0).err


def test_a_code_that_is_given_later_is_no_second_end(opsflow: Opsflow, incident: int) -> None:
    opsflow("done", incident, check=0)
    later = opsflow("resolve", incident, "--code", "fixed", check=0)
    assert (later.out, later.err) == ("resolved 1: Mail is down\n", "")
    again = opsflow("resolve", incident, "--code", "fixed", check=0)
    assert (again.out, again.err) == ("", "1 is already done.\n")


def test_a_command_that_helps_against_two_findings_is_told_once(opsflow: Opsflow) -> None:
    opsflow("add", "Upgrade", "type:change", check=0)
    assert opsflow("start", 1, check=4).err.count("try: opsflow assign 1 me") == 1


def test_the_criteria_that_a_type_brings_are_told(opsflow: Opsflow) -> None:
    told = opsflow("add", "Upgrade", "type:change", "--done", "it runs", check=0).err
    assert told.startswith('The type change brings criterion 2 "reviewed after implementation')
    assert opsflow("add", "Tidy up", "--done", "tidy", check=0).err == ""


def test_what_is_ended_by_another_command_names_it(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    opsflow("add", "two", "type:change", check=0)
    told = opsflow("resolve", 1, "--code", "fixed", check=2).err
    assert "resolution is a field of incident, problem and request, and 1 is of type task: `opsflow done 1`" in told
    assert "and 2 is of type change: `opsflow change close 2 --code " in opsflow("resolve", 2, "--code", "fixed").err


def test_resolve_wants_the_code_that_done_only_warns_of(opsflow: Opsflow, incident: int) -> None:
    told = opsflow("resolve", incident, check=4).err
    assert "required-fields" in told
    assert f"opsflow resolve {incident} --code fixed" in told
    opsflow("resolve", incident, "--force", "--reason", "closed by mistake", check=0)
    opsflow("undo", check=0)
    assert "required-fields" in opsflow("done", incident, check=0).err
    opsflow("add", "Tidy up", check=0)
    opsflow("resolve", 2, check=0)


def test_a_reason_that_is_not_known_is_refused_with_those_that_are(opsflow: Opsflow, incident: int) -> None:
    result = opsflow("hold", incident, "vendr", check=2)
    assert "Did you mean vendor" in result.err
    assert "opsflow block" in result.err


def test_finishing_takes_an_item_off_hold(opsflow: Opsflow, incident: int) -> None:
    opsflow("hold", incident, "caller", check=0)
    opsflow("done", incident, check=0)
    assert item(opsflow, incident)["on_hold"] is None
    assert opsflow("doctor", check=0).code == 0


def test_an_import_computes_priorities_and_refuses_levels_that_are_not_known(opsflow: Opsflow, tmp_path: Path) -> None:
    line = {
        "kind": "item",
        "uid": "6f707366-6c6f-4777-8000-000000000001",
        "title": "x",
        "created": "2026-01-01T00:00:00Z",
    }
    file = tmp_path / "items.ndjson"
    file.write_text(json.dumps({**line, "impact": "huge", "urgency": "low"}))
    assert "'huge'" in opsflow("import", "ndjson", str(file), check=2).err
    file.write_text(json.dumps({**line, "impact": "high", "urgency": "low"}))
    opsflow("import", "ndjson", str(file), check=0)
    assert item(opsflow, 1)["priority"] == 3
    assert opsflow("doctor", check=0).code == 0


def test_what_is_left_out_or_is_not_there_is_asked_for_in_words(opsflow: Opsflow, incident: int) -> None:
    assert "For what is it on hold?" in opsflow("hold", incident, check=2).err
    assert "NAME=VALUE" in opsflow("resolve", incident, "--field", "resolution", check=2).err
    assert "There is no type 'incidnt'. Did you mean incident?" in opsflow("types", "incidnt", check=3).err


def test_a_reopened_original_names_the_duplicates_that_stay_finished_and_no_others(opsflow: Opsflow) -> None:
    for title in ("Shop down", "Shop slow", "No shop"):
        opsflow("add", title, "type:incident", check=0)
    opsflow("duplicate", "2,3", "--of", 1, check=0)
    opsflow("resolve", 1, "--code", "fixed", check=0)
    assert "stays finished: `opsflow reopen 3`" in opsflow("reopen", "1,2", check=0).err
    opsflow("undo", check=0)
    assert "stays finished" not in opsflow("reopen", "1-3", check=0).err


def test_on_a_terminal_resolve_asks_until_the_answer_is_one_of_the_choices(
    opsflow_process: Opsflow, store_path: Path
) -> None:
    opsflow_process("add", "Shop down", "type:incident", check=0)
    leader, follower = pty.openpty()
    os.write(leader, b"fixt\nfixed\n")  # typed ahead
    command = [sys.executable, "-m", "opsflow", "--store", str(store_path), "resolve", "1"]
    with subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, stderr=follower) as process:
        out, _ = process.communicate(timeout=30)
    os.close(follower)
    shown = os.read(leader, 65536).decode().replace("\r", "")
    os.close(leader)
    assert (process.returncode, out) == (0, b"resolved 1: Shop down\n")
    assert "resolution is one of fixed, workaround, " in shown
    assert "There is no resolution 'fixt'. There are fixed, " in " ".join(shown.split())
    assert "resolution: fixed" in " ".join(opsflow_process("log", 1, check=0).out.split())
