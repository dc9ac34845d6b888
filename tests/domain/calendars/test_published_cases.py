"""The published cases of a well-kept library of working hours. One is decided differently, and said here."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from opsflow.domain.calendars.days import days_after, days_between, works_on
from opsflow.domain.calendars.hours import Calendar
from opsflow.domain.calendars.reading import parse_day
from tests.domain.calendars.calendar_factory import calendar

OURS = {
    # A Sunday of 25 hours, worked from 00:00 to 24:00, has 25 working hours: each second of it is worked.
    "works across time shifts + midnight": 25 * 3600,
}
DAY = 86400


def calendar_of(config: dict[str, Any]) -> Calendar:
    def hours(spans: dict[str, str]) -> str:
        return " ".join(f"{begin}-{end}" for begin, end in spans.items())

    return calendar(
        {day: hours(spans) for day, spans in config["working_hours"].items()},
        config["time_zone"],
        config["holidays"],
        {day: hours(spans) for day, spans in config["holiday_hours"].items()},
    )


def moment(text: str, zone: str) -> float:
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).timestamp()


def day_of(text: str, held: Calendar) -> int:
    return parse_day(text) if len(text) == 10 else held.offsets.day(int(moment(text, "UTC")))


def shifted(held: Calendar, text: str, count: int) -> str | float:
    """So many working days away, at the same time of day."""
    if len(text) == 10:
        return (datetime(1970, 1, 1) + timedelta(days=days_after(held, parse_day(text), count))).date().isoformat()
    at = int(moment(text, "UTC"))
    return at + (days_after(held, held.offsets.day(at), count) - held.offsets.day(at)) * DAY


def answer(held: Calendar, case: dict[str, Any]) -> Any:
    function, args, zone = case["function"], case["args"], case["config"]["time_zone"]
    if function == "add_days":
        return shifted(held, *args)
    if function == "working_day?":
        return works_on(held, day_of(args[0], held))
    if function == "working_days_between":
        return days_between(held, day_of(args[0], held), day_of(args[1], held))
    at = moment(args[0], zone)
    if function == "working_time_between":
        return held.seconds(int(at), int(moment(args[1], zone)))
    if function.startswith("add_"):
        unit = {"add_hours": 3600, "add_minutes": 60, "add_seconds": 1}[function]
        part = at - int(at)
        return held.after(int(at), round(args[1] * unit + part))
    if function == "in_working_hours?":
        return held.is_working(int(at))
    if function == "advance_to_working_time":
        return held.opening(int(at))
    if function == "advance_to_closing_time":
        return held.closing(int(at))
    if function == "next_working_time":
        return held.opening(held.closing(int(at)) if held.is_working(int(at)) else int(at))
    assert function == "return_to_working_time"
    return held.last_worked(int(at))


def test_the_published_cases_pass(real_data: Path) -> None:
    cases = json.loads((real_data / "working_hours_cases.json").read_text())["cases"]
    wrong = []
    for case in cases:
        held = calendar_of(case["config"])
        expected = OURS.get(case["test"].rpartition(" / ")[2], case["expected"])
        if isinstance(expected, str) and len(expected) > 10:
            expected = int(moment(expected, "UTC"))
        found = answer(held, case)
        if found != expected:
            wrong.append((case["test"], case["args"], expected, found))
    assert not wrong
    assert len(cases) > 100
    assert sum(case["test"].endswith(tuple(OURS)) for case in cases) == len(OURS)


@pytest.mark.parametrize(("text", "message"), [("2026-13-01", "no date"), ("24.12.2026", "no date")])
def test_a_date_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(Exception, match=message):
        parse_day(text)
