"""Instants in the forms of machines and of lists: RFC 3339 in UTC, the basic format, local dates, how far off."""

from __future__ import annotations

from opsflow.domain.time.zones import civil_from_days, days_from_civil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.time.zones import Zone

    Day = tuple[int, int, int]


def format_date(instant: int, zone: Zone) -> str:
    """Local time as `2026-12-01 14:00`; the last second of a day, which a day means that is typed, as the day alone."""
    return _date(zone.to_local(instant), (23, 59, 59))


def format_start(instant: int, zone: Zone) -> str:
    """The same for what a day is the beginning of: its first second is shown as the day alone."""
    return _date(zone.to_local(instant), (0, 0, 0))


def _date(local: tuple[int, ...], whole_day: tuple[int, ...]) -> str:
    day = "{:04d}-{:02d}-{:02d}".format(*local)
    return day if local[3:] == whole_day else day + " {:02d}:{:02d}".format(*local[3:])


def end_of_day(instant: int, zone: Zone) -> int:
    """The last second of the day in which an instant lies."""
    return zone.to_instant(*zone.to_local(instant)[:3], 23, 59, 59)


def typed_instant(instant: int, zone: Zone) -> str:
    """The instant as one word that can be typed: local time, or UTC where the clock shows that time twice."""
    local = zone.to_local(instant)
    if zone.to_instant(*local) != instant:
        return format_instant_utc(instant)
    seconds = f":{local[5]:02d}" if local[5] else ""
    return "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}".format(*local) + seconds


_days_seen: dict[int, str] = {}
_clocks_seen: dict[int, str] = {}


def format_instant_utc(instant: int) -> str:
    """RFC 3339 in UTC, to the second: `2026-12-01T14:00:00Z`."""
    days, seconds = divmod(instant, 86400)
    date = _days_seen.get(days)
    if date is None:
        date = _days_seen[days] = "{:04d}-{:02d}-{:02d}".format(*civil_from_days(days))
    clock = _clocks_seen.get(seconds)
    if clock is None:
        clock = _clocks_seen[seconds] = f"T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z"
    return date + clock


def parse_basic_instant(text: str) -> int | None:
    """The instant of a UTC text in the basic format, such as `19980119T070000Z` (RFC 5545, 3.3.5), or `None`."""
    if len(text) != 16 or text[8] != "T" or text[15] != "Z":
        return None
    day, clock = text[:8], text[9:15]
    days, seconds = _days_read.get(day), _clocks_read.get(clock)
    if days is None:
        days = _kept(_days_read, day, _days(f"{day[:4]}-{day[4:6]}-{day[6:]}"))
    if seconds is None:
        seconds = _kept(_clocks_read, clock, _seconds(f"{clock[:2]}:{clock[2:4]}:{clock[4:]}"))
    return None if days is None or seconds is None else days * 86400 + seconds


def plain_instant(text: str) -> int | None:
    """The instant of the form that `format_instant_utc` prints, with or without seconds, or `None`."""
    if len(text) not in (17, 20) or text[10] != "T" or text[-1] != "Z":
        return None
    days, seconds = _days(text[:10]), _seconds(text[11:-1])
    return None if days is None or seconds is None else days * 86400 + seconds


_days_read: dict[str, int] = {}
_clocks_read: dict[str, int] = {}
"""What was read once, as it was written: imports repeat it."""


def _kept(read: dict[str, int], text: str, number: int | None) -> int | None:
    if number is not None:
        read[text] = number
    return number


def _days(date: str) -> int | None:
    """The days from the epoch to a date such as `2026-12-01`."""
    days = _days_read.get(date)
    if days is not None:
        return days
    day = iso_day(date)
    return None if day is None else _kept(_days_read, date, days_from_civil(*day))


def _seconds(clock: str) -> int | None:
    """The seconds from midnight to a time such as 14:00 or 14:00:30."""
    seconds = _clocks_read.get(clock)
    if seconds is not None:
        return seconds
    time = clock_time(clock)
    return None if time is None else _kept(_clocks_read, clock, time[0] * 3600 + time[1] * 60 + time[2])


def relative(instant: int, now: int) -> str:
    """How far off an instant is: `3d` ahead, `-2h` behind, `now`."""
    from opsflow.domain.time.durations import format_elapsed

    return format_elapsed(instant - now) if abs(instant - now) >= 60 else "now"


def clock_time(text: str) -> tuple[int, int, int] | None:
    """Hour, minute and second of a time of day such as 14:00 or 14:00:30, or `None`."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or not text.isascii():
        return None
    for part in parts:
        if len(part) > 2 or not part.isdigit():
            return None
    hour, minute, second = (*map(int, parts), 0)[:3]
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def iso_day(word: str) -> Day | None:
    """Year, month and day of a date such as `2026-12-01`, or `None` when there is no such day."""
    parts = word.split("-")
    if len(parts) != 3 or [len(part) for part in parts] != [4, 2, 2] or not all(is_digits(part) for part in parts):
        return None
    year, month, day = map(int, parts)
    is_real = 1 <= month <= 12 and day >= 1 and civil_from_days(days_from_civil(year, month, day)) == (year, month, day)
    return (year, month, day) if is_real and year > 0 else None


def is_digits(text: str) -> bool:
    """Whether the text is made of the digits 0 to 9 alone."""
    return text.isascii() and text.isdigit()
