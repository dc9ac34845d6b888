"""Rules of recurrence in plain words: `first tuesday 22:00`, `every 2 weeks on fri`, `weekdays 09:00`, `15th`.

They become recurrence rules of RFC 5545, which are also understood as they are (`FREQ=MONTHLY;BYDAY=1TU`).
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.value import Value

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_EVERY = {
    "hourly": ("HOURLY", 1), "daily": ("DAILY", 1), "weekly": ("WEEKLY", 1), "fortnightly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1), "quarterly": ("MONTHLY", 3), "yearly": ("YEARLY", 1), "annually": ("YEARLY", 1),
}  # fmt: skip
_UNITS = {
    "hour": ("HOURLY", 1), "day": ("DAILY", 1), "week": ("WEEKLY", 1), "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1),
}  # fmt: skip
_FILLERS = ("every", "each", "on", "at", "of", "the", "and", "in", "month")
_FORMS = (
    "Write it like: first tuesday 22:00; weekdays 09:00; every 2 weeks on fri; 15th; last day; or an RFC 5545 rule."
)


def interval(text: str) -> str:
    """A time after completion in the one form that is kept: `36h`, `10d`, `2w`, `3m` (months). Raises `UsageError`."""
    given = text.strip().lower()
    number = given.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = {"h": "h", "d": "d", "w": "w", "mo": "m", "hour": "h", "day": "d", "week": "w", "month": "m"}.get(
        given[len(number) :].strip().removesuffix("s")
    )
    if unit is None or not number.isdigit() or not 1 <= int(number) <= 1000:
        raise UsageError(f"{text!r} is no time after completion. Write it like 36h, 10d, 2w or 3mo.")
    return f"{int(number)}{unit}"


class _Read:
    """What the words said so far."""

    def __init__(self) -> None:
        self.every: tuple[str, int] | None = None
        self.days: list[str] = []
        self.place: int | None = None
        self.month_days: list[int] = []
        self.months: list[int] = []
        self.time: tuple[int, int] | None = None


class Spoken(Value):
    """A rule, and the time of day that the words named."""

    rule: str
    time: tuple[int, int] | None


def spoken(text: str) -> Spoken:
    """The rule that some words mean. Raises `UsageError` with the forms there are."""
    given = text.strip()
    if "FREQ=" in given.upper():
        return Spoken(given.upper().removeprefix("RRULE:"), None)
    read, words = _Read(), given.lower().replace(",", " ").split()
    if not words:
        raise UsageError(f"When does it come again? {_FORMS}")
    while words:
        if not _take(read, words):
            raise UsageError(f"{text!r} is no rule of recurrence: {words[0]!r} is not understood. {_FORMS}")
    return Spoken(_rule(text, read), read.time)


def _take(read: _Read, words: list[str]) -> bool:
    word = words.pop(0)
    if word in _EVERY:
        read.every = _EVERY[word]
    elif word in ("weekday", "weekdays"):
        read.days += DAYS[:5]
    elif word in ("weekend", "weekends"):
        read.days += DAYS[5:]
    elif word == "day" and read.place == -1:
        read.month_days.append(-1)
        read.place = None
    elif word.removesuffix("s") in _UNITS and (read.every is None or word not in _FILLERS):
        read.every = read.every or _UNITS[word.removesuffix("s")]
    elif word == "other" and words:
        unit = words.pop(0).removesuffix("s")
        if unit not in _UNITS:
            words.insert(0, unit)
            return _day(read, unit) and _widen(read)
        read.every = (_UNITS[unit][0], 2 * _UNITS[unit][1])
    elif word.isdigit() and words and words[0].removesuffix("s") in _UNITS:
        frequency, count = _UNITS[words.pop(0).removesuffix("s")]
        read.every = (frequency, count * int(word))
    elif word in _FILLERS:
        return True
    else:
        return _place(read, word) or _day(read, word) or _month(read, word) or _time(read, word) or _back(words, word)
    return True


def _widen(read: _Read) -> bool:
    read.every = ("WEEKLY", 2)
    return True


def _back(words: list[str], word: str) -> bool:
    words.insert(0, word)
    return False


def _place(read: _Read, word: str) -> bool:
    """A place such as `first` or `2nd`; a number alone is a day of the month."""
    if word in _PLACES:
        read.place = _PLACES[word]
        return True
    number = word[:-2]
    if word[-2:] in ("st", "nd", "rd", "th") and number.isdigit() and 1 <= int(number) <= 31:
        read.month_days.append(int(number))
        return True
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 31:
        read.month_days.append(int(word))
        return True
    return False


def _day(read: _Read, word: str) -> bool:
    name = word if word in _DAY_NAMES else word.removesuffix("s")
    found = [place for place, held in enumerate(_DAY_NAMES) if len(name) > 2 and held.startswith(name)]
    if len(found) != 1:
        return False
    if read.place is None and len(read.month_days) == 1 and 1 <= read.month_days[0] <= 5:
        read.place = read.month_days.pop()  # `2nd tuesday`
    read.days.append(f"{read.place or ''}{DAYS[found[0]]}")
    return True


def _month(read: _Read, word: str) -> bool:
    found = [place for place, held in enumerate(_MONTHS, 1) if len(word) > 2 and held.startswith(word)]
    read.months += found if len(found) == 1 else []
    return len(found) == 1


def _time(read: _Read, word: str) -> bool:
    hour, colon, minute = word.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit() and len(minute) == 2 and int(hour) < 24 and int(minute) < 60):
        return False
    read.time = (int(hour), int(minute))
    return True


def _rule(text: str, read: _Read) -> str:
    if read.place is not None and not read.days:
        raise UsageError(f"{text!r}: the first, second or last of what? {_FORMS}")
    frequency, count = read.every or (_implied(text, read), 1)
    if count < 1 or count > 1000:
        raise UsageError(f"{text!r}: the interval is 1 to 1000.")
    parts = [f"FREQ={frequency}"]
    parts += [f"INTERVAL={count}"] if count > 1 else []
    parts += [f"BYMONTH={','.join(map(str, read.months))}"] if read.months else []
    parts += [f"BYMONTHDAY={','.join(map(str, read.month_days))}"] if read.month_days else []
    parts += [f"BYDAY={','.join(dict.fromkeys(read.days))}"] if read.days else []
    return ";".join(parts)


def _implied(text: str, read: _Read) -> str:
    if read.months:
        return "YEARLY"
    if read.month_days or read.place is not None:
        return "MONTHLY"
    if read.days:
        return "WEEKLY"
    if read.time is not None:
        return "DAILY"
    raise UsageError(f"{text!r} does not say when. {_FORMS}")
