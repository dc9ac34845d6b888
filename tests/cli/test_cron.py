"""What monitoring and the shell's prompt ask."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow

QUIET = "preset = 'light'\n"


def test_nothing_to_look_at_is_exit_0_and_silence(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    result = opsflow("check", check=0)
    assert (result.out, result.err) == ("", "")


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("overdue", [["add", "one", "due:+1d"]], "1\tone\tdue -9d"),
        ("blocked", [["add", "one"], ["block", 1, "vendor"]], "1\tone\tvendor (11d)"),
        ("stale", [["add", "one"], ["start", 1]], "1\tone\tunchanged for 11d"),
        ("criteria", [["add", "one"], ["start", 1]], "1\tone\tdoing without criteria"),
        (
            "wip",
            [["add", "one", "owner:me"], ["add", "two", "owner:me"], ["start", "1,2"]],
            "\towner ann holds 2, its limit is 1\t",
        ),
    ],
)
def test_each_check_finds_what_it_is_for(
    opsflow: Opsflow, clock: Clock, tmp_path: Path, name: str, words: list[list[str | int]], said: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text("[wip]\nowner = 1\n[check]\nblocked_days = 3\nstale_days = 10\n")
    for line in words:
        opsflow(*line, check=0)
    clock.advance(days=11)
    found = opsflow("check", name, check=1)
    assert found.out == f"{name}\t{said}\n"
    document = json.loads(opsflow("check", "--json", check=1).out)
    jsonschema.validate(document, schema("check"))
    assert name in [held["name"] for held in document["checks"] if not held["fine"]]


def test_an_unknown_check_is_named_with_those_there_are(opsflow: Opsflow) -> None:
    assert "overdue" in opsflow("check", "overdu", check=2).err


def test_the_prompt_tells_of_ones_own_work_and_never_stands_in_the_way(opsflow: Opsflow, clock: Clock) -> None:
    assert opsflow("prompt", check=0).out == ""
    opsflow("add", "one", "owner:me", "due:+1d", check=0)
    opsflow("start", 1, check=0)
    opsflow("add", "two", "owner:me", check=0)
    opsflow("block", 2, "vendor", check=0)
    clock.advance(days=3)
    assert opsflow("prompt", check=0).out == "1 !1 #1\n"
    assert opsflow("prompt", "--format", "{started}/{open} {x}", check=0).out == "1/2 {x}\n"
    assert opsflow("prompt", env={"OPSFLOW_STORE": "/nowhere/x.db"}, check=0).out == ""


def test_an_emergency_that_nobody_approved_in_time_is_told_once(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "Patch now", "type:change", "change-type:emergency", "owner:me", check=0)
    opsflow("start", 1, "--force", "--reason", "outage", check=0)
    assert opsflow("tick", check=0).out == ""
    assert opsflow("check", "approvals", check=1).out == "approvals\t1\tPatch now\tapproval is due in 1d\n"
    opsflow("reject", 1, "--reason", "no plan", env={"OPSFLOW_USER": "bob"}, check=0)
    assert opsflow("check", "approvals", check=1).out == "approvals\t1\tPatch now\trejected by bob\n"
    opsflow("undo", env={"OPSFLOW_USER": "bob"}, check=0)
    clock.advance(days=30)
    assert opsflow("tick", check=0).out == "not approved in time: 1: Patch now\n"
    assert opsflow("tick", check=0).out == ""
    assert opsflow("check", "approvals", check=1).out == "approvals\t1\tPatch now\tapproval is 29d late\n"
    opsflow("approve", 1, env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow("check", "approvals", check=0)


LEVELS = """
[sla]
targets = [{ name = "all", type = ["incident"], response = "30m", resolution = "4h" }]
"""


def test_service_levels_warn_once_and_are_breached_once(opsflow: Opsflow, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(LEVELS)
    opsflow("add", "db1 is down", "type:incident", check=0)
    opsflow("start", 1, check=0)
    assert opsflow("tick", check=0).out == ""
    clock.advance(hours=3, minutes=30)
    assert opsflow("tick", check=0).out == "resolution at risk: 1: db1 is down\n"
    assert opsflow("check", "sla", check=1).out.startswith("sla\t1\tdb1 is down\tresolution ")
    clock.advance(hours=1)
    assert opsflow("tick", check=0).out == "resolution missed: 1: db1 is down\n"
    assert opsflow("tick", check=0).out == ""
    assert opsflow("doctor", check=0).out.startswith("no problem")


def test_a_target_that_was_missed_between_two_ticks_is_told_even_if_its_clock_stands_still_since(
    opsflow: Opsflow, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text(LEVELS)
    for title in ("begun late", "on hold since", "cancelled", "in time"):
        opsflow("add", title, "type:incident", check=0)
    opsflow("start", 4, check=0)
    assert opsflow("tick", check=0).out == ""
    clock.advance(minutes=31)
    opsflow("start", 1, check=0)
    opsflow("hold", 2, "vendor", check=0)
    opsflow("cancel", 3, check=0)
    told = ["response missed: 1: begun late", "response missed: 2: on hold since"]
    assert opsflow("tick", check=0).lines == told
    clock.advance(hours=1)
    opsflow("resume", 2, check=0)
    opsflow("note", "1,2", "still at it", check=0)
    assert opsflow("tick", check=0).out == ""
    opsflow("undo", check=0)
    assert opsflow("tick", check=0).out == ""
