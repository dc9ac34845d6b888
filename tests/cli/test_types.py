"""States, required fields and criteria that types bring; resolving, reopening, duplicates."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Opsflow

REQUEST = """
preset = "strict"
[rules]
criteria-before-start = "off"
[types.request]
states = [
    { name = "submitted", column = "backlog" },
    { name = "fulfilling", column = "doing" },
    { name = "delivered", column = "review" },
    { name = "fulfilled", column = "done" },
]
requires = { fulfilling = ["owner", "service"] }
criteria = []
"""


def item(opsflow: Opsflow, item_id: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(opsflow("show", item_id, "--json", check=0).out)["item"]
    return found


def stands(opsflow: Opsflow, item_id: int) -> tuple[str, str]:
    held = item(opsflow, item_id)
    return held["state"], held["stage"]


def test_an_incident_goes_through_states_of_its_own_in_the_columns_of_the_board(opsflow: Opsflow) -> None:
    opsflow("add", "Mail is down", "type:incident", check=0)
    assert stands(opsflow, 1) == ("ready", "new")
    opsflow("start", 1, check=0)
    assert stands(opsflow, 1) == ("doing", "in-progress")
    opsflow("resolve", 1, "--code", "fixed", "--note", "queue restarted", check=0)
    assert stands(opsflow, 1) == ("done", "resolved")
    assert item(opsflow, 1)["custom"] == {"resolution": "fixed"}
    opsflow("move", 1, "closed", check=0)
    assert stands(opsflow, 1) == ("done", "closed")
    assert opsflow("list", "stage:closed", "--all", "--quiet").out == "1\n"
    assert opsflow("doctor", check=0).code == 0


def test_a_state_of_a_type_is_a_place_to_move_to_and_a_column_still_is(opsflow: Opsflow) -> None:
    opsflow("add", "Slow queries", "type:problem", check=0)
    opsflow("move", 1, "analysis", check=0)
    assert stands(opsflow, 1) == ("doing", "analysis")
    opsflow("edit", 1, "root-cause:an index is missing", check=0)
    opsflow("move", 1, "fix-in-progress", check=0)
    assert stands(opsflow, 1) == ("doing", "fix-in-progress")
    opsflow("move", 1, "ready", check=0)
    assert stands(opsflow, 1) == ("ready", "assessed")
    wrong = opsflow("move", 1, "analisis", check=2).err
    assert "Did you mean analysis" in wrong


def test_a_task_has_no_states_of_its_own(opsflow: Opsflow) -> None:
    opsflow("add", "Tidy up", check=0)
    opsflow("move", 1, "implementing", check=2)
    opsflow("edit", 1, "type:incident", check=0)
    assert stands(opsflow, 1) == ("backlog", "new")
    opsflow("edit", 1, "type:task", check=0)
    assert item(opsflow, 1)["stage"] is None


def test_a_transition_without_its_fields_is_warned_of_and_strictly_refused(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "Mail is down", "type:incident", check=0)
    told = opsflow("done", 1, check=0).err
    assert "required-fields" in told
    assert "opsflow resolve 1 --code" in told
    (tmp_path / ".opsflow.toml").write_text(REQUEST)
    opsflow("add", "New laptop", "type:request", check=0)
    refused = opsflow("start", 2, check=4).err
    assert "2 becomes fulfilling without owner, service" in refused
    assert "opsflow edit 2 owner:me service:NAME" in refused
    opsflow("edit", 2, "owner:me", "service:desk", check=0)
    opsflow("start", 2, check=0)


def test_a_site_gives_a_type_states_of_its_own(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(REQUEST)
    document = json.loads(opsflow("types", "request", "--json", check=0).out)
    jsonschema.validate(document, schema("types"))
    assert document["types"][0]["states"][2] == {"name": "delivered", "column": "review"}
    opsflow("add", "New laptop", "type:request", "owner:me", "service:desk", check=0)
    opsflow("move", 1, "delivered", check=0)
    assert stands(opsflow, 1) == ("review", "delivered")


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ('[types.x]\nstates = [{ name = "a", column = "nowhere" }]\n', "nowhere"),
        ('[types.x]\nrequires = { done = ["colour"] }\n', "colour"),
    ],
)
def test_a_type_that_does_not_fit_the_workflow_is_named(
    opsflow: Opsflow, tmp_path: Path, config: str, says: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text(config)
    assert says in opsflow("config", "check", check=2).err


def test_the_criteria_of_a_type_are_added_to_those_given(opsflow: Opsflow) -> None:
    opsflow("add", "Upgrade", "type:change", "--done", "version 17 serves", check=0)
    texts = [held["text"] for held in item(opsflow, 1)["definition_of_done"]]
    assert texts[0] == "version 17 serves"
    assert texts[1].startswith("reviewed after implementation")


def test_a_field_of_a_type_is_refused_on_another(opsflow: Opsflow) -> None:
    opsflow("add", "Disk:full on web1", "risk:", check=0)
    assert item(opsflow, 1)["title"] == "Disk:full on web1 risk:"
    assert "a field of change" in opsflow("edit", 1, "risk:high", check=2).err
    assert "high, medium, low" in opsflow("add", "x", "type:change", "risk:huge", check=2).err


def test_reopening_takes_the_resolution_away_and_undo_puts_it_back(opsflow: Opsflow) -> None:
    opsflow("add", "Mail is down", "type:incident", check=0)
    opsflow("resolve", 1, "--code", "fixed", check=0)
    opsflow("reopen", 1, "--to", "doing", check=0)
    assert stands(opsflow, 1) == ("doing", "in-progress")
    assert item(opsflow, 1)["custom"] == {}
    opsflow("undo", check=0)
    assert item(opsflow, 1)["custom"] == {"resolution": "fixed"}


def test_duplicates_are_finished_together_with_their_original(opsflow: Opsflow) -> None:
    for title in ("Mail is down", "No mail", "Mail?"):
        opsflow("add", title, "type:incident", check=0)
    told = opsflow("duplicate", "2,3", "--of", 1, check=0).err
    assert "finished together with 1" in told
    assert opsflow("next", "--quiet", check=0).out == "1\n"
    opsflow("resolve", 1, "--code", "fixed", check=0)
    assert [stands(opsflow, other) for other in (2, 3)] == [("done", "resolved")] * 2
    assert item(opsflow, 2)["custom"] == {"resolution": "duplicate"}
    opsflow("undo", check=0)
    assert item(opsflow, 3)["state"] == "ready"
    assert opsflow("doctor", check=0).code == 0


def test_what_becomes_of_duplicates_when_their_original_ends_otherwise_is_told(opsflow: Opsflow) -> None:
    for title in ("Mail is down", "No mail"):
        opsflow("add", title, "type:incident", check=0)
    opsflow("duplicate", 2, "--of", 1, check=0)
    assert "opsflow unblock 2" in opsflow("cancel", 1, check=0).err
    opsflow("reopen", 1, check=0)
    opsflow("resolve", 1, "--code", "fixed", check=0)
    assert "opsflow reopen 2" in opsflow("reopen", 1, check=0).err


def test_a_duplicate_of_what_is_done_is_done_too(opsflow: Opsflow) -> None:
    for title in ("Mail is down", "No mail"):
        opsflow("add", title, "type:incident", check=0)
    opsflow("resolve", 1, "--code", "fixed", check=0)
    opsflow("duplicate", 2, "--of", 1, check=0)
    assert (item(opsflow, 2)["state"], item(opsflow, 2)["custom"]) == ("done", {"resolution": "duplicate"})


def test_two_items_are_not_duplicates_of_each_other(opsflow: Opsflow) -> None:
    for title in ("one", "two", "three"):
        opsflow("add", title, "type:incident", check=0)
    opsflow("duplicate", 2, "--of", 1, check=0)
    opsflow("duplicate", 3, "--of", 2, check=0)
    assert "opsflow unlink 3 duplicate-of 2" in opsflow("duplicate", 1, "--of", 3, check=4).err
    assert "3 is a duplicate of 1 already" in opsflow("link", 1, "duplicate-of", 3, check=4).err
    opsflow("resolve", 1, "--code", "fixed", check=0)
    assert item(opsflow, 3)["state"] == "done"


def test_a_duplicate_task_is_cancelled_at_once(opsflow: Opsflow) -> None:
    opsflow("add", "Patch web1", check=0)
    opsflow("add", "Patch web1 again", check=0)
    opsflow("duplicate", 2, "--of", 1, check=0)
    assert item(opsflow, 2)["state"] == "cancelled"


def test_a_finished_problem_names_the_incidents_that_follow_from_it(opsflow: Opsflow) -> None:
    opsflow("add", "Pool too small", "type:problem", check=0)
    opsflow("add", "Shop is slow", "type:incident", check=0)
    opsflow("link", 2, "caused-by", 1, check=0)
    told = opsflow("resolve", 1, "--code", "fixed", "--field", "root-cause=pool of 5", check=0).err
    assert "opsflow resolve 2" in told
    assert opsflow("list", "caused-by:1", "--quiet").out == "2\n"


def test_another_state_in_the_same_column_adds_nothing_to_it(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("[wip]\ncolumns = { doing = 1 }\n[rules]\nwip-limit = 'refuse'\n")
    for title in ("one", "two"):
        opsflow("add", title, "type:problem", "root-cause:known", check=0)
    opsflow("start", 1, check=0)
    opsflow("start", 2, "--force", "--reason", "both", check=0)
    opsflow("move", 1, "fix-in-progress", check=0)
    assert opsflow("wip", "--over", "--quiet", check=0).out == "1\n2\n"


def test_resolving_asks_on_a_terminal_once_for_what_is_needed_and_is_not_there(
    opsflow: Opsflow, store_path: Path, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text('[types.incident]\nrequires = { done = ["resolution", "owner"] }\n')
    for words in (("Mail is down",), ("No mail", "owner:bob")):
        opsflow("add", *words, "type:incident", "--at", "2026-01-01", check=0)
    leader, follower = pty.openpty()
    environ = {**os.environ, "OPSFLOW_STORE": str(store_path), "TERM": "dumb"}
    command = [sys.executable, "-m", "opsflow", "resolve", "1,2"]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=environ) as process:
        os.close(follower)
        os.write(leader, b"fixed\nann\n")
        assert process.wait(20) == 0
        asked = os.read(leader, 65536).decode()
    os.close(leader)
    assert asked.count("resolution is one of fixed, workaround") == asked.count("resolution: ") == 1
    assert asked.count("owner: ") == 1
    assert [item(opsflow, key)["custom"]["resolution"] for key in (1, 2)] == ["fixed"] * 2
    assert item(opsflow, 1)["owner"] == "ann"
