"""The incidents of a real desk: each resolution clock equals a count made in another way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.incidents_to_ndjson import DESK, lines
from tests.conftest import ROOT, Opsflow

LEVELS = {"high": 1, "medium": 2, "low": 3}
RUNS_IN = ("new", "active")


def elapsed(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds())


def in_office_hours(begin: datetime, end: datetime) -> int:
    """Seconds from Monday to Friday between 7 and 19, day by day."""
    total, day = 0, begin.replace(hour=0, minute=0, second=0)
    while day < end:
        if day.weekday() < 5:
            total += max(0, elapsed(max(begin, day.replace(hour=7)), min(end, day.replace(hour=19))))
        day += timedelta(days=1)
    return total


def is_kept(item: dict[str, Any]) -> tuple[int, bool]:
    """The seconds that an incident ran before it was resolved, and whether that was before its target had passed.

    Times are whole minutes: what used up its target before the last of them had been due by then, hours or not.
    """
    priority = LEVELS[item["impact"]] + LEVELS[item["urgency"]] - 1 if "impact" in item and "urgency" in item else 5
    count: Callable[[datetime, datetime], int] = elapsed if priority <= 2 else in_office_hours
    target = {1: 8, 2: 8, 3: 36}.get(priority, 72) * 3600
    used, since, state, kept = 0, datetime.fromisoformat(item["created"]), "new", True
    for step in item["history"]:
        at = max(datetime.fromisoformat(step["at"]), since)
        if state in RUNS_IN and at > since:
            kept = kept and used + count(since, at - timedelta(minutes=1)) < target
            used += count(since, at)
        since, state = at, step["state"]
    return used, kept and used <= target


@pytest.mark.slow
def test_the_resolution_clocks_of_a_real_desk_equal_an_independent_count(
    opsflow: Opsflow, real_data: Path, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "benchmarks" / "incident_desk.toml", tmp_path / ".opsflow.toml")
    opsflow("workflow", "--apply", check=0)
    items = list(lines(real_data, DESK))
    (tmp_path / "incidents.ndjson").write_text("".join(json.dumps(item) + "\n" for item in items))
    opsflow("import", "ndjson", "incidents.ndjson", check=0)
    found = {
        held["title"]: held["used"]
        for held in json.loads(opsflow("sla", "--all", "--json", check=0).out)["clocks"]
        if held["clock"] == "resolution" and held["state"] == "stopped"
    }
    counted = {str(item["title"]): is_kept(item) for item in items}
    assert len(items) == 20_769
    assert len(found) >= 20_768
    assert {title: used for title, used in found.items() if used != counted[title][0]} == {}
    (total,) = [
        row
        for row in json.loads(opsflow("sla", "--attainment", "--json", check=0).out)["total"]
        if row["clock"] == "resolution"
    ]
    assert total["met"] == sum(kept for _, kept in counted.values()) - (len(items) - len(found))
