"""Service levels at the shell: clocks, filters, attainment, and that they are never stale."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow

LEVELS = """
zone = "UTC"
[calendars.office]
hours = { mon-fri = "08:00-18:00" }
[workflow]
states = [
    { name = "ready", category = "ready" },
    { name = "doing", category = "active" },
    { name = "waiting", category = "waiting" },
    { name = "done", category = "done" },
    { name = "cancelled", category = "cancelled" },
]
[sla]
targets = [
    { name = "urgent", type = ["incident"], priority = [1, 2], response = "15m", resolution = "4h" },
    { name = "normal", type = ["incident"], calendar = "office", response = "2h", resolution = "1d" },
]
"""


@pytest.fixture
def config(opsflow: Opsflow, tmp_path: Path) -> Path:
    path = tmp_path / ".opsflow.toml"
    path.write_text(LEVELS)
    opsflow("workflow", "--apply", check=0)
    return path


def clocks(opsflow: Opsflow, *words: str) -> list[dict[str, Any]]:
    document = json.loads(opsflow("sla", *words, "--json", check=0).out)
    jsonschema.validate(document, schema("sla"))
    found: list[dict[str, Any]] = document["clocks"]
    return found


def brief(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(held["id"], held["clock"], held["status"], held["left"]) for held in found]


def urgent(opsflow: Opsflow, title: str = "db1 is down") -> None:
    opsflow("add", title, "type:incident", "impact:high", "urgency:high", check=0)


def test_clocks_tell_time_left_when_they_are_due_and_what_presses_most_first(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    opsflow("add", "mail is slow", "type:incident", check=0)
    opsflow("add", "order disks", check=0)
    urgent(opsflow)
    clock.advance(minutes=5)
    assert opsflow("sla", check=0).lines == [
        "3\tresponse\tP1\trunning\t10m\t2026-03-04 09:15\turgent\t\t\tdb1 is down",
        "1\tresponse\t\trunning\t1h55m\t2026-03-04 11:00\tnormal\t\t\tmail is slow",
        "3\tresolution\tP1\trunning\t3h55m\t2026-03-04 13:00\turgent\t\t\tdb1 is down",
        "1\tresolution\t\trunning\t7h55m\t2026-03-04 17:00\tnormal\t\t\tmail is slow",
    ]
    assert opsflow("sla", "--quiet").out == "3\n1\n"
    shown = opsflow("show", 3, check=0).out
    assert "SLA response   running, 10m left, due 2026-03-04 09:15, 5m of 15m used (urgent)" in shown


def test_a_clock_pauses_resumes_breaches_and_tells_why_and_by_how_much(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    urgent(opsflow)
    opsflow("start", 1, "--force", "--reason", "it is down", check=0)
    clock.advance(hours=1)
    opsflow("move", 1, "waiting", check=0)
    clock.advance(days=2)
    (held,) = clocks(opsflow)
    assert (held["status"], held["left"], held["paused"]["reason"]) == ("paused", 3 * 3600, "waiting")
    assert held["paused"]["since"] == "2026-03-04T10:00:00Z"
    assert "paused: waiting, since 2026-03-04 10:00" in opsflow("sla").out
    opsflow("move", 1, "doing", check=0)
    clock.advance(hours=2, minutes=30)
    assert opsflow("list", "sla:at-risk", "--quiet").out == "1\n"
    clock.advance(hours=1)
    (held,) = clocks(opsflow, "sla:breached")
    assert (held["status"], held["left"], held["breached"]) == ("breached", -1800, "2026-03-06T13:00:00Z")
    opsflow("done", 1, check=0)
    clock.advance(hours=5)
    assert opsflow("sla").out == ""
    assert brief(clocks(opsflow, "--all")) == [(1, "resolution", "breached", -1800), (1, "response", "met", 900)]
    opsflow("reopen", 1, check=0)
    (held,) = clocks(opsflow)
    assert (held["status"], held["left"]) == ("breached", -1800)


def test_filters_and_exit_codes_serve_a_script(opsflow: Opsflow, config: Path, clock: Clock) -> None:
    urgent(opsflow)
    opsflow("sla", "sla:breached", "--exit-code", check=0)
    clock.advance(minutes=16)
    assert opsflow("sla", "sla:breached", "--exit-code", "--quiet", check=1).out == "1\n"
    assert opsflow("list", "sla:paused", "--exit-code", check=0).out == ""
    assert opsflow("list", "-sla:breached", "has:sla").out == ""
    wrong = opsflow("list", "sla:breachd", check=2).err
    assert "Did you mean breached" in wrong
    assert "sla:breached" in opsflow("complete", "--", "list", "sla:b").out


def test_attainment_is_counted_by_period_service_and_priority(opsflow: Opsflow, config: Path, clock: Clock) -> None:
    for service, hours in (("shop", 1), ("shop", 6), ("mail", 2)):
        opsflow(
            "add", "x", "type:incident", "impact:high", "urgency:high", f"service:{service}", "--at", "-6h", check=0
        )
        opsflow("done", opsflow("list", "--quiet").out.strip(), "--at", f"-{6 - hours}h", check=0)
    document = json.loads(opsflow("sla", "--attainment", "--by", "service", "--json", check=0).out)
    jsonschema.validate(document, schema("attainment"))
    rows = [(row["group"], row["clock"], row["met"], row["missed"]) for row in document["rows"]]
    assert ("shop", "resolution", 1, 1) in rows
    assert ("mail", "resolution", 1, 0) in rows
    assert opsflow("sla", "--attainment").lines[0] == "2026-03\tresolution\t2\t1\t0\t66.7%"
    assert opsflow("sla", "--attainment", "--by", "priority", "service:mail").lines[0] == (
        "P1\tresolution\t1\t0\t0\t100%"
    )
    assert "2026-W10" in opsflow("sla", "--attainment", "--period", "week").out
    clock.advance(days=9)
    assert opsflow("sla", "--attainment", "--since", "mon").out == ""
    assert "yet to come" in opsflow("sla", "--attainment", "--since", "tomorrow", check=2).err
    assert "go with --attainment" in opsflow("sla", "--by", "service", check=2).err


def test_attainment_by_priority_counts_up_to_the_last(opsflow: Opsflow, config: Path) -> None:
    config.write_text(f"{LEVELS}[priority]\nimpact = ['a', 'b', 'c', 'd', 'e', 'f']\n")
    for impact, urgency in (("f", "low"), ("a", "medium"), ("f", "medium")):
        opsflow("add", "x", "type:incident", f"impact:{impact}", f"urgency:{urgency}", check=0)
    rows = opsflow("sla", "--attainment", "--by", "priority", check=0).lines
    assert [row.split("\t")[0] for row in rows[::2]] == ["P2", "P7", "P8", "total"]
    config.write_text(f"{LEVELS}[priority]\nimpact = {[f'i{place}' for place in range(20)]}\n")
    opsflow("add", "x", "type:incident", "impact:i19", "urgency:high", check=0)
    rows = opsflow("sla", "--attainment", "--by", "priority", check=0).lines
    assert [row.split("\t")[0] for row in rows[::2]] == ["P2", "P7", "P8", "P20", "total"]


def test_the_last_minute_is_counted_in_seconds(opsflow: Opsflow, config: Path, clock: Clock) -> None:
    urgent(opsflow)
    clock.advance(minutes=14, seconds=20)
    assert opsflow("sla", "priority:1").lines[0].split("\t")[3:5] == ["at-risk", "40s"]
    clock.advance(seconds=40)
    assert opsflow("sla", "priority:1").lines[0].split("\t")[3:5] == ["at-risk", "0m"]
    clock.advance(seconds=1)
    assert opsflow("sla", "priority:1").lines[0].split("\t")[3:5] == ["breached", "-1s"]
    assert "breached, over by 1s" in opsflow("show", 1).out


def test_a_change_of_the_policy_is_seen_at_once(opsflow: Opsflow, config: Path, clock: Clock) -> None:
    urgent(opsflow)
    config.write_text(LEVELS.replace('"15m"', '"30m"'))
    assert brief(clocks(opsflow))[0] == (1, "response", "running", 1800)
    assert opsflow("list", "sla:running", "--quiet").out == "1\n"
    config.write_text(LEVELS.partition("[sla]")[0] + "[sla]\ntargets = []\n")
    assert opsflow("sla").out == ""


def test_a_writer_without_the_policy_in_its_configuration_keeps_the_clocks(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    urgent(opsflow)
    config.unlink()
    opsflow("done", 1, check=0)
    urgent(opsflow, "again")
    assert [held[:3] for held in brief(clocks(opsflow, "--all"))] == [
        (2, "response", "running"),
        (2, "resolution", "running"),
        (1, "response", "met"),
        (1, "resolution", "met"),
    ]
    opsflow("doctor", "--full", check=0)


def test_what_was_undone_counts_for_no_clock_and_what_was_redone_does(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    urgent(opsflow)
    clock.advance(minutes=10)
    opsflow("done", 1, check=0)
    opsflow("undo", check=0)
    clock.advance(minutes=10)
    assert brief(clocks(opsflow, "sla:breached"))[0] == (1, "response", "breached", -300)
    opsflow("redo", check=0)
    assert {held["status"] for held in clocks(opsflow, "--all")} == {"met"}
    opsflow("doctor", check=0)


def test_doctor_finds_a_clock_that_the_log_does_not_tell_of_and_puts_it_right(
    opsflow: Opsflow, config: Path, store_path: Path
) -> None:
    urgent(opsflow)
    before = opsflow("sla").out
    with closing(sqlite3.connect(store_path, isolation_level=None)) as store:
        store.execute("UPDATE sla SET due = due + 60")
    assert "sla 1" in opsflow("doctor", check=1).out
    opsflow("doctor", "--rebuild", check=0)
    assert opsflow("sla").out == before
    opsflow("doctor", check=0)


def test_without_service_levels_it_is_said_how_to_get_them(opsflow: Opsflow) -> None:
    assert "[sla]" in opsflow("sla", check=0).err


def test_clocks_come_along_with_imports_and_exports(opsflow: Opsflow, config: Path, tmp_path: Path) -> None:
    moves = [
        {"at": "2026-03-02T09:00:00Z", "state": "doing"},
        {"at": "2026-03-03T12:00:00Z", "state": "done"},
    ]
    item = {"kind": "item", "uid": "5a3c1a4e-0000-4000-8000-000000000001", "title": "old", "type": "incident"}
    lines = [{**item, "created": "2026-03-02T08:00:00Z", "history": moves}]
    (tmp_path / "items.ndjson").write_text("\n".join(json.dumps(line) for line in lines))
    opsflow("import", "ndjson", "items.ndjson", check=0)
    found = [(held["clock"], held["status"], held["used"]) for held in clocks(opsflow, "--all")]
    assert sorted(found) == [("resolution", "breached", 14 * 3600), ("response", "met", 3600)]
    (tmp_path / "all.ndjson").write_text(opsflow("export", check=0).out)
    other = {"OPSFLOW_STORE": str(tmp_path / "other.db")}
    opsflow("import", "ndjson", "all.ndjson", env=other, check=0)
    again = json.loads(opsflow("sla", "--all", "--json", env=other, check=0).out)["clocks"]
    assert again == clocks(opsflow, "--all")


def test_on_hold_pauses_and_resuming_goes_on(opsflow: Opsflow, config: Path, clock: Clock) -> None:
    urgent(opsflow)
    clock.advance(minutes=5)
    opsflow("hold", 1, "vendor", "ticket 4711", check=0)
    clock.advance(days=1)
    assert {held["paused"]["reason"] for held in clocks(opsflow, "sla:paused")} == {"vendor"}
    opsflow("resume", 1, check=0)
    clock.advance(minutes=5)
    assert brief(clocks(opsflow))[0] == (1, "response", "running", 300)


def test_clocks_take_the_priority_that_the_matrix_of_the_site_gives(opsflow: Opsflow, config: Path) -> None:
    config.write_text(LEVELS + "[priority]\nmatrix = [[3, 3, 3], [3, 3, 3], [3, 3, 1]]\n")
    opsflow("add", "x", "type:incident", "impact:low", "urgency:low", check=0)
    urgent(opsflow)
    assert {(held["id"], held["target"], held["priority"]) for held in clocks(opsflow)} == {
        (1, "urgent", 1),
        (2, "normal", 3),
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('type = ["incidnt"]', "there is no type 'incidnt'"),
        ('calendar = "offce"', "there is no calendar 'offce'"),
        ('prio = [1]', "did you mean priority"),
        ('response = "soon"', "is no length of time"),
        ('response = "0m"', "between a minute and a year"),
    ],
)  # fmt: skip
def test_a_target_that_could_never_count_is_refused(opsflow: Opsflow, tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / ".opsflow.toml").write_text(f'zone = "UTC"\n[[sla.targets]]\nname = "a"\nresolution = "4h"\n{wrong}\n')
    assert said in opsflow("config", "check", check=2).err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('stop_in = ["resolvd"]', "there is no state 'resolvd'; did you mean resolved?"),
        ('targets = [{ name = "a", priority = [7], response = "1h" }]', "gives no item the priority 7"),
    ],
)
def test_the_check_of_the_configuration_finds_what_would_never_count(
    opsflow: Opsflow, tmp_path: Path, wrong: str, said: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text(f'zone = "UTC"\n[sla]\n{wrong}\n')
    assert said in opsflow("config", "check", check=2).err


def test_a_secret_in_the_reason_of_a_block_leaves_the_clocks_when_it_is_redacted(
    opsflow: Opsflow, config: Path, store_path: Path
) -> None:
    config.write_text(LEVELS.replace("[sla]", "[sla]\npause_when_blocked = true"))
    urgent(opsflow)
    opsflow("block", 1, "waits for hunter2", check=0)
    assert "blocked: waits for hunter2" in opsflow("sla").out
    opsflow("redact", 1, "--text", "hunter2", "--reason", "pasted", check=0)
    assert "hunter2" not in opsflow("sla", "--json").out
    opsflow("doctor", check=0)


def test_levels_that_two_processes_take_over_at_once_are_taken_over_once(
    opsflow_process: Opsflow, opsflow: Opsflow, config: Path
) -> None:
    urgent(opsflow)
    config.write_text(LEVELS.replace('"4h"', '"6h"'))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: opsflow_process("sla", "--json").out, range(4)))
    assert {json.loads(text)["clocks"][-1]["allowed"] for text in found} == {6 * 3600}


def test_tick_tells_each_warning_and_each_breach_once_and_a_long_sleep_tells_the_breach_alone(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    urgent(opsflow)
    opsflow("tick", check=0)
    clock.advance(minutes=12)
    assert opsflow("tick", check=0).lines == ["response at risk: 1: db1 is down"]
    opsflow("hold", 1, "vendor", check=0)
    clock.advance(minutes=30)
    opsflow("resume", 1, check=0)
    assert opsflow("tick", check=0).lines == []
    opsflow("check", "sla", check=1)
    clock.advance(days=7)
    assert opsflow("tick", check=0).lines == ["response missed: 1: db1 is down", "resolution missed: 1: db1 is down"]
    assert opsflow("tick", check=0).lines == []
    opsflow("doctor", check=0)


def test_an_end_that_is_entered_late_counts_when_it_happened_whatever_was_entered_before_it(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    urgent(opsflow)
    opsflow("start", 1, check=0)
    clock.advance(days=2)
    opsflow("edit", 1, "impact:low", "urgency:low", check=0)
    opsflow("hold", 1, "vendor", check=0)
    opsflow("resolve", 1, "--code", "fixed", "--at", "2026-03-04T11:00", check=0)
    (held,) = [held for held in clocks(opsflow, "--all") if held["clock"] == "resolution"]
    assert (held["status"], held["used"], held["left"], held["priority"]) == ("met", 2 * 3600, 2 * 3600, 5)
    assert opsflow("doctor", check=0).code == 0


@pytest.mark.usefixtures("on_a_terminal")
def test_on_a_terminal_the_due_instant_stands_beside_what_clocks_are_paused_by(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    urgent(opsflow)
    urgent(opsflow, "shop is down")
    opsflow("hold", 1, "vendor", check=0)
    clock.advance(minutes=16)
    told = opsflow("sla", "--color", "never", check=0).lines
    assert [line.split() for line in told[:2]] == [
        ["id", "clock", "prio", "status", "left", "due", "why", "title"],
        ["2", "response", "P1", "breached", "-1m", "2026-03-04", "09:15", "shop", "is", "down"],
    ]
    assert " paused " in told[-1]
    assert " vendor " in told[-1]
    opsflow("start", 2, check=0)
    assert "2026-03-04 09:15" in opsflow("sla", "--all", "id:2", "--color", "never", check=0).out


def test_a_target_that_ran_out_at_the_close_of_business_is_missed_and_stays_so(
    opsflow: Opsflow, config: Path, clock: Clock
) -> None:
    clock.advance(hours=7)
    opsflow("add", "mail is slow", "type:incident", check=0)
    clock.advance(hours=3)
    assert "response over by 0m" in opsflow("check", "sla", check=1).out
    opsflow("hold", 1, "vendor", check=0)
    (held,) = [held for held in clocks(opsflow) if held["clock"] == "response"]
    assert (held["status"], held["left"], held["breached"]) == ("breached", 0, "2026-03-04T18:00:00Z")
    opsflow("start", 1, check=0)
    (held,) = [held for held in clocks(opsflow, "--all") if held["clock"] == "response"]
    assert (held["status"], held["breached"]) == ("breached", "2026-03-04T18:00:00Z")
