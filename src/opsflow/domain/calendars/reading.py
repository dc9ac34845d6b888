"""Calendars as people write them: `mon-fri`, `08:00-12:00 13:00-17:00`, `2026-12-24`."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.time.zones import civil_from_days, days_from_civil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.calendars.hours import Spans

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_weekdays(text: str) -> tuple[int, ...]:
    """0 for Monday to 6 for Sunday, from `mon-fri`, `sat`, `mon,wed` or `fri-mon`. Raises `UsageError`."""
    found: list[int] = []
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise UsageError(f"{text!r} names no days of the week: write mon-fri, sat or mon,wed")
        start = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last) - start) % 7 if dash else 0
        found += [(start + step) % 7 for step in range(length + 1)]
    return tuple(dict.fromkeys(found))


def parse_hours(text: str) -> Spans:
    """Pairs of seconds since midnight, from `08:00-12:00 13:00-17:00`; nothing for no hours. Raises `UsageError`."""
    spans: list[tuple[int, int]] = []
    for part in text.replace(",", " ").split():
        first, _, last = part.partition("-")
        begin, end = _time(first, text), _time(last, text)
        if end <= begin:
            raise UsageError(f"{part} ends before it begins: write 22:00-24:00, and 00:00-06:00 on the next day")
        if spans and begin < spans[-1][1]:
            raise UsageError(f"the hours {text!r} overlap or are out of order")
        spans.append((begin, end))
    return tuple(spans)


def _time(text: str, whole: str) -> int:
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2 and text.isascii()):
        raise UsageError(f"{whole!r} are no hours: write them like 08:00-12:00 13:00-17:00")
    seconds = int(hour) * 3600 + int(minute) * 60
    if int(minute) > 59 or seconds > 86400:
        raise UsageError(f"there is no time {text}: a day goes from 00:00 to 24:00")
    return seconds


def parse_day(text: str) -> int:
    """Days since 1970-01-01 of a date such as 2026-12-24. Raises `UsageError`."""
    parts = text.split("-")
    if len(parts) == 3 and text.isascii() and all(part.isdecimal() for part in parts) and len(text) == 10:
        year, month, day = [int(part) for part in parts]
        found = days_from_civil(year, month, day)
        if 1 <= month <= 12 and civil_from_days(found) == (year, month, day):
            return found
    raise UsageError(f"{text!r} is no date: write it like 2026-12-24")
