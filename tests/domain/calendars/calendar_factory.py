"""Calendars for tests, from the forms that people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from opsflow.domain.calendars.hours import Calendar
from opsflow.domain.calendars.offsets import Offsets
from opsflow.domain.calendars.reading import parse_day, parse_hours, parse_weekdays
from opsflow.system.calendars import changes_of


@cache
def offsets(zone: str) -> Offsets:
    return Offsets(zone, *changes_of(zone))


def calendar(
    hours: Mapping[str, str],
    zone: str = "UTC",
    holidays: Sequence[str] = (),
    exceptions: Mapping[str, str] | None = None,
) -> Calendar:
    week: list[tuple[tuple[int, int], ...]] = [()] * 7
    for days, text in hours.items():
        for day in parse_weekdays(days):
            week[day] = parse_hours(text)
    dates = {parse_day(day): parse_hours("") for day in holidays}
    dates.update({parse_day(day): parse_hours(text) for day, text in (exceptions or {}).items()})
    return Calendar("test", offsets(zone), week, dates)


def instant(text: str, zone: str = "UTC") -> int:
    """Of a time with an offset, or of a local time."""
    read = datetime.fromisoformat(text)
    return int((read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).timestamp())
