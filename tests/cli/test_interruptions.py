"""Planned and unplanned work as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow


def test_what_an_interruption_displaced_is_told_with_its_share(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "Patch web1", "owner:me", check=0)
    opsflow("add", "Mail is down", "type:incident", "service:mail", "owner:me", check=0)
    opsflow("start", 1, check=0)  # Wednesday, 09:00
    clock.advance(hours=2)
    opsflow("start", 2, check=0)
    clock.advance(hours=3)
    opsflow("resolve", 2, "--code", "fixed", check=0)
    clock.advance(hours=1)
    opsflow("done", 1, check=0)
    found = json.loads(opsflow("interruptions", "--since", "mon", "--json", check=0).out)
    jsonschema.validate(found, schema("interruptions"))
    assert found["planned"] == {"started": 1, "finished": 1, "active_seconds": 6 * 3600}
    assert found["unplanned"] == {"started": 1, "finished": 1, "active_seconds": 3 * 3600}
    assert found["by"]["service"] == [{"name": "mail", "started": 1, "finished": 1, "active_seconds": 3 * 3600}]
    (held,) = found["displaced"]
    assert (held["item"]["id"], held["seconds"], held["by"]) == (1, 3 * 3600, [2])
    lines = opsflow("interruptions", "--since", "mon", "--by", "owner", check=0).lines
    assert lines[1].split("\t") == ["", "unplanned", "1", "50%", "1", "50%", "3h", "33.3%"]
    assert lines[2].split("\t")[:2] == ["owner", "ann"]
    assert lines[3].split("\t") == ["1", "ann", "3h", "2", "Patch web1"]


def test_a_task_can_be_unplanned_and_a_period_can_be_empty(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "Help out", "planned:no", check=0)
    opsflow("start", 1, check=0)
    assert json.loads(opsflow("interruptions", "--json").out)["unplanned"]["started"] == 1
    until = opsflow("interruptions", "--since", "2026-01-01", "--until", "2026-01-02", "--json", check=0).out
    assert json.loads(until)["unplanned"]["started"] == 0
    opsflow("interruptions", "--since", "2026-05-01", check=2)


def test_what_was_undone_is_not_in_the_flow(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "Mail is down", "type:incident", check=0)
    opsflow("start", 1, check=0)
    clock.advance(hours=1)
    opsflow("undo", check=0)
    assert json.loads(opsflow("interruptions", "--json", check=0).out)["unplanned"]["active_seconds"] == 0
    opsflow("redo", check=0)
    clock.advance(hours=1)
    assert json.loads(opsflow("interruptions", "--json", check=0).out)["unplanned"]["active_seconds"] == 2 * 3600
    opsflow("undo", check=0)
    assert json.loads(opsflow("interruptions", "--json", check=0).out)["unplanned"]["active_seconds"] == 0


def test_the_default_calendar_says_what_working_time_is(opsflow: Opsflow, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        'zone = "UTC"\ncalendar = "office"\n[calendars.office]\nhours = { wed = "08:00-09:30 12:00-13:00" }\n'
    )
    opsflow("add", "Mail is down", "type:incident", check=0)
    opsflow("start", 1, check=0)  # Wednesday, 09:00
    clock.advance(days=6)
    found = json.loads(opsflow("interruptions", "--since", "2026-03-02", "--json", check=0).out)
    assert found["unplanned"]["active_seconds"] == 5400


def test_a_filter_narrows_what_is_counted_and_a_period_has_its_ends_in_order(opsflow: Opsflow, clock: Clock) -> None:
    for title, service in (("Mail is down", "mail"), ("Web is down", "web")):
        opsflow("add", title, "type:incident", f"service:{service}", check=0)
    opsflow("start", "1,2", check=0)
    clock.advance(hours=1)
    narrowed = json.loads(opsflow("interruptions", "service:mail", "--json", check=0).out)
    assert narrowed["unplanned"] == {"started": 1, "finished": 0, "active_seconds": 3600}
    assert [held["name"] for held in narrowed["by"]["service"]] == ["mail"]
    assert "begins after its end" in opsflow("interruptions", "--since", "tue", "--until", "2026-01-02", check=2).err


@pytest.mark.usefixtures("on_a_terminal")
def test_a_terminal_is_told_the_period_and_what_stood_still(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "Patch web1", "owner:me", check=0)
    opsflow("add", "Mail is down", "type:incident", "owner:me", check=0)
    opsflow("start", 1, check=0)
    clock.advance(hours=1)
    opsflow("start", 2, check=0)
    clock.advance(hours=2)
    lines = opsflow("interruptions", "--since", "mon", check=0).lines
    assert lines[0].startswith("2026-03-02 to 2026-03-04 12:00; times are working time")
    assert lines[lines.index("planned work that stood still") + 2].split()[:3] == ["1", "ann", "2h"]
