"""Dates as people write them. Everything is relative to a `now` and a zone that are given."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.time.instants import clock_time, is_digits, iso_day, plain_instant
from opsflow.domain.time.zones import UTC, civil_from_days, days_from_civil
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.time.instants import Day
    from opsflow.domain.time.zones import Zone

EARLIEST, LATEST = -62135596800, 253402300799
"""The first and the last second of the years 1 to 9999."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SHIFTS = {"m": 60, "min": 60, "minutes": 60, "h": 3600, "hour": 3600, "hours": 3600, "s": 1}
_CALENDAR = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
_MONTHLY = {"mo": 1, "month": 1, "months": 1, "q": 3, "y": 12, "year": 12, "years": 12}
UNITS = (*_SHIFTS, *_CALENDAR, *_MONTHLY)
WORDS = (
    "now", "today", "tomorrow", "yesterday", "eod", "sow", "eow", "som", "eom", "soq", "eoq", "soy", "eoy",
    *_DAYS, *_MONTHS,
)  # fmt: skip
_FORMS = "Write today, fri, eow, +3d, 2026-12-01, 2026-12-01T14:00 or 17:00."


class Span(Value):
    """A stretch of time, from its first second to its last. A clock time is one second long."""

    start: int
    end: int
    whole_day: bool = True


def deadline(span: Span) -> int:
    """The instant by which something due then has to be done: the last second."""
    return span.end


def beginning(span: Span) -> int:
    """The instant from which something not to be started before then can be."""
    return span.start


def parse_moment(text: str, now: int, zone: Zone) -> Span:
    """What a person means by a date, a time, or both. Raises `UsageError` with what would be understood.

    Weekdays, months and ordinals mean the next one after today; with a clock time that is still to come, the weekday of
    today means today. `eow` is the end of Friday, `sow` the next Monday. A clock time alone is the next time the clock
    shows it. A shift of days or longer means that whole day.
    """
    words = text.strip().lower()
    if not words:
        raise UsageError(f"A date is missing. {_FORMS}")
    try:
        found = _instant(words, now, zone) or _shift(words, now, zone) or _with_clock(words, now, zone)
    except (ValueError, OverflowError):
        found = None
    if found is None or not EARLIEST <= found.start <= LATEST:
        raise UsageError(_unknown(text, words))
    return found


def _shown(at: int, time: tuple[int, int, int], zone: Zone) -> int:
    """The instant at which a clock time was typed. Raises `UsageError` for a time that a change of the clock skips."""
    local = zone.to_local(at)
    if local[3:] != time:
        raise UsageError(
            f"There is no {time[0]:02d}:{time[1]:02d} on {local[0]:04d}-{local[1]:02d}-{local[2]:02d} in {zone.name}, "
            f"where the clocks are put forward: write {local[3]:02d}:{local[4]:02d}."
        )
    return at


def _unknown(text: str, words: str) -> str:
    from opsflow.domain.nearest import meant
    from opsflow.domain.time.other_dates import date_meant

    if form := date_meant(words):
        return f"{text!r} is no date. Did you mean {form}?"
    return f"{text!r} is no date. {(words.isalpha() and meant(words, WORDS)) or _FORMS}"


def _instant(words: str, now: int, zone: Zone) -> Span | None:
    if words == "now":
        return _point(now)
    if words[0] == "@" and words[1:].isascii() and words[1:].isdigit():
        return _point(int(words[1:]))
    day, _, clock = words.partition("t")
    if not (clock and len(day) == 10 and day[4] == "-"):
        return None
    offset = _offset(clock)
    if offset is None:
        return None
    minutes, clock = offset
    date = iso_day(day)
    time = clock_time(clock)
    return _point(UTC.to_instant(*date, *time) - minutes * 60) if date and time else None


def _offset(clock: str) -> tuple[int, str] | None:
    """Minutes ahead of UTC at the end of a clock time, and the clock time before it."""
    if clock.endswith("z"):
        return 0, clock[:-1]
    for sign, factor in (("+", 1), ("-", -1)):
        time, found, shift = clock.partition(sign)
        digits = shift.replace(":", "")
        if found and len(digits) in (2, 4) and digits.isdigit():
            minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
            if minutes > 14 * 60:
                return None
            return factor * minutes, time
    return None


def _shift(words: str, now: int, zone: Zone) -> Span | None:
    """`+3d`, `-2h`, `2w`, `+1mo`, `in 3 days`."""
    words = words.removeprefix("in ").lstrip() or words
    sign = -1 if words[0] == "-" else 1
    rest = words.lstrip("+-") if words[0] in "+-" else words
    digits = len(rest) - len(rest.lstrip("0123456789"))
    if not 0 < digits <= 6:
        return None
    count, unit = sign * int(rest[:digits]), rest[digits:].strip()
    if unit in _SHIFTS:
        return _point(now + count * _SHIFTS[unit])
    year, month, day = zone.to_local(now)[:3]
    if unit in _CALENDAR:
        moved = civil_from_days(days_from_civil(year, month, day) + count * _CALENDAR[unit])
    elif unit in _MONTHLY:
        moved = _months_on(year, month, day, count * _MONTHLY[unit])
    else:
        return None
    return Span(zone.to_instant(*moved), _next_day(moved, zone) - 1)


def _with_clock(words: str, now: int, zone: Zone) -> Span | None:
    """A day, a clock time, or a day with a clock time behind a space or a T."""
    today = zone.to_local(now)[:3]
    time = clock_time(words)
    if time:
        at = zone.to_instant(*today, *time)
        later = zone.to_instant(today[0], today[1], today[2] + 1, *time)
        return _point(_shown(at if at > now else later, time, zone))
    for place in range(len(words) - 1, 0, -1):
        if words[place] in " t":
            time = clock_time(words[place + 1 :].strip())
            day = _day(words[:place].strip(), today) if time else None
            if day and time:
                return _point(_shown(_coming(words[:place].strip(), day, time, now, zone), time, zone))
    day = _day(words, today)
    return Span(zone.to_instant(*day), _next_day(day, zone) - 1) if day else None


def _coming(word: str, day: Day, time: tuple[int, int, int], now: int, zone: Zone) -> int:
    """The instant of a clock time on a day; a weekday that is today means today as long as that time is to come."""
    today = zone.to_local(now)[:3]
    at = zone.to_instant(*today, *time)
    is_today = days_from_civil(*day) - days_from_civil(*today) == 7 and _weekday(word, today) == day
    return at if is_today and at > now else zone.to_instant(*day, *time)


def _day(word: str, today: Day) -> Day | None:
    return (
        _named_day(word, today)
        or _weekday(word, today)
        or iso_day(word)
        or _iso_week(word)
        or _ordinal(word, today)
        or _month(word, today)
    )


def _named_day(word: str, today: Day) -> Day | None:
    year, month, _ = today
    base = days_from_civil(*today)
    weekday = (base + 3) % 7
    quarter = (month - 1) // 3 * 3 + 1
    days = {
        "today": base,
        "eod": base,
        "tomorrow": base + 1,
        "yesterday": base - 1,
        "eow": base + (4 - weekday) % 7,
        "sow": base + 7 - weekday,
        "eom": days_from_civil(year, month + 1, 1) - 1,
        "som": days_from_civil(year, month + 1, 1),
        "eoq": days_from_civil(year, quarter + 3, 1) - 1,
        "soq": days_from_civil(year, quarter + 3, 1),
        "eoy": days_from_civil(year, 12, 31),
        "soy": days_from_civil(year + 1, 1, 1),
    }
    return civil_from_days(days[word]) if word in days else None


def _weekday(word: str, today: Day) -> Day | None:
    for place, name in enumerate(_DAYS):
        if word in (name, name[:3]):
            base = days_from_civil(*today)
            return civil_from_days(base + ((place - (base + 3)) % 7 or 7))
    return None


def _iso_week(word: str) -> Day | None:
    """`2026-w49` is that week's Monday, `2026-w49-5` its Friday (ISO 8601)."""
    parts = word.split("-")
    if len(parts) not in (2, 3) or parts[1][:1] != "w" or not is_digits(parts[0]) or not is_digits(parts[1][1:]):
        return None
    year, week, day = int(parts[0]), int(parts[1][1:]), int(parts[2]) if len(parts) == 3 else 1
    fourth = days_from_civil(year, 1, 4)
    monday = fourth - (fourth + 3) % 7 + (week - 1) * 7
    next_fourth = days_from_civil(year + 1, 1, 4)
    if week < 1 or not 1 <= day <= 7 or monday >= next_fourth - (next_fourth + 3) % 7:
        return None
    return civil_from_days(monday + day - 1)


def _ordinal(word: str, today: Day) -> Day | None:
    """`1st` to `31st`: the next such day of a month."""
    if len(word) < 3 or word[-2:] not in ("st", "nd", "rd", "th") or not is_digits(word[:-2]):
        return None
    wanted = int(word[:-2])
    for ahead in range(13):
        year, month = today[0] + (today[1] - 1 + ahead) // 12, (today[1] - 1 + ahead) % 12 + 1
        if 1 <= wanted <= _length(year, month) and (year, month, wanted) > today:
            return year, month, wanted
    return None


def _month(word: str, today: Day) -> Day | None:
    """`dec` is the next first of December, `15dec`, `dec15` and `dec-15` the next fifteenth."""
    letters = "".join([sign for sign in word if sign.isalpha()])
    digits = "".join([sign for sign in word if sign.isdigit()])
    if word not in (letters, letters + digits, digits + letters, f"{letters}-{digits}", f"{digits}-{letters}"):
        return None
    for place, name in enumerate(_MONTHS, 1):
        if letters in (name, name[:3]):
            day = int(digits or 1)
            for year in range(today[0], today[0] + 9):
                if 1 <= day <= _length(year, place) and (year, place, day) > today:
                    return year, place, day
    return None


def _length(year: int, month: int) -> int:
    return days_from_civil(year, month + 1, 1) - days_from_civil(year, month, 1)


def _months_on(year: int, month: int, day: int, months: int) -> Day:
    """The same day so many months on, or the last of that month."""
    ahead = month - 1 + months
    year, month = year + ahead // 12, ahead % 12 + 1
    return year, month, min(day, _length(year, month))


def _next_day(day: Day, zone: Zone) -> int:
    return zone.to_instant(day[0], day[1], day[2] + 1)


def _point(instant: int) -> Span:
    return Span(instant, instant, False)


def parse_instant_utc(text: str) -> int:
    """The instant of an RFC 3339 text with a zone; fractions of a second are dropped. Raises `UsageError`."""
    plain = plain_instant(text)
    if plain is not None:
        return plain
    lowered = text.strip().lower().replace(" ", "t")
    if "." in lowered:
        head, _, tail = lowered.partition(".")
        lowered = head + tail.lstrip("0123456789")
    found = _instant(lowered, 0, UTC) if len(lowered) > 10 and lowered[0] != "@" else None
    if found is None:
        raise UsageError(f"{text!r} is no instant. Write it like 2026-12-01T14:00:00Z.")
    return found.start
