"""Lengths of time as people write them: working time in minutes, ages in seconds."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

_UNITS = {
    "m": "minute", "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour",
    "d": "day", "day": "day", "days": "day",
    "w": "week", "wk": "week", "week": "week", "weeks": "week",
}  # fmt: skip
_LONGEST = 100 * 365 * 24 * 60
_FORMS = "Write it like 90m, 2h, 1h30m, 3d or 1w"


def parse_duration(text: str, day_minutes: int = 480, week_days: int = 5) -> int:
    """Minutes of working time: `90m`, `2h`, `1h30m`, `0.5d`, `3d`, `1w`, `PT1H30M`.

    A day has `day_minutes`, a week `week_days` such days. Raises `UsageError`.
    """
    sizes = {"minute": 1, "hour": 60, "day": day_minutes, "week": day_minutes * week_days}
    return _whole(text, sizes, 1)


def parse_elapsed(text: str) -> int:
    """Seconds of time on the clock: `3d` is 72 hours. Raises `UsageError`."""
    return _whole(text, {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}, 60)


def parse_estimate(text: str, day_minutes: int = 480, week_days: int = 5) -> tuple[int | None, int, int | None]:
    """Low, likely and high minutes of working time, from `2h` or `1h/2h/5h`. Raises `UsageError`."""
    parts = text.split("/")
    if len(parts) not in (1, 3):
        raise UsageError(f"{text!r} is no estimate. Write one value such as 2h, or low/likely/high such as 1h/2h/5h.")
    minutes = [parse_duration(part, day_minutes, week_days) for part in parts]
    if minutes != sorted(minutes):
        raise UsageError(f"{text!r} does not grow: an estimate is low/likely/high.")
    return (None, minutes[0], None) if len(minutes) == 1 else (minutes[0], minutes[1], minutes[2])


def _whole(text: str, sizes: dict[str, int], unit: int) -> int:
    wanted = text.strip().lower()
    if wanted.startswith("p") and len(wanted) > 1:
        wanted = wanted[1:].replace("t", "")
    total = 0.0
    rest = wanted
    while rest:
        number, rest = _number(rest)
        word, rest = _word(rest)
        if not number or word not in _UNITS or len(number) > 12 or number.count(".") > 1 or number == ".":
            raise UsageError(f"{text!r} is no length of time. {_FORMS}.")
        total += float(number) * sizes[_UNITS[word]]
    if not wanted:
        raise UsageError(f"A length of time is missing. {_FORMS}.")
    if total > _LONGEST * unit:
        raise UsageError(f"{text!r} is longer than a hundred years. {_FORMS}.")
    return round(total)


def _number(text: str) -> tuple[str, str]:
    end = 0
    while end < len(text) and (text[end] in "0123456789."):
        end += 1
    return text[:end], text[end:].lstrip()


def _word(text: str) -> tuple[str, str]:
    end = 0
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[:end], text[end:].lstrip()


def format_duration(minutes: int, day_minutes: int = 480) -> str:
    """Working time in a form that `parse_duration` reads: `1d4h30m`."""
    days, rest = divmod(minutes, day_minutes)
    hours, rest = divmod(rest, 60)
    parts = [f"{count}{unit}" for count, unit in ((days, "d"), (hours, "h"), (rest, "m")) if count]
    return "".join(parts) or "0m"


def format_working(seconds: int) -> str:
    """Working time of a calendar in hours and minutes: `3h20m`, `-45m`, and less than a minute in seconds: `-20s`.

    Minutes are rounded down, towards less time.
    """
    if 0 < abs(seconds) < 60:
        return f"{seconds}s"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    text = f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"
    return f"-{text}" if seconds < 0 else text


def format_age(since: int, now: int) -> str:
    """How long something has lasted. What began by a clock that has been put back since has just begun."""
    return format_elapsed(max(now - since, 0))


def format_elapsed(seconds: int) -> str:
    """The largest unit that fits: `45s`, `12m`, `5h`, `3d`, `2y`; sub-units are dropped."""
    size = abs(seconds)
    sign = "-" if seconds < 0 else ""
    for unit, length in (("y", 365 * 86400), ("d", 86400), ("h", 3600), ("m", 60)):
        if size >= (2 * length if unit == "y" else length):
            return f"{sign}{size // length}{unit}"
    return f"{sign}{size}s"
