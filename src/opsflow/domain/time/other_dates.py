"""What people write for a date who have other tools in their fingers, and how the same is written here."""

from __future__ import annotations

from opsflow.domain.time.dates import WORDS

_MEANT = {
    "nextweek": "sow or +1w", "nextmonth": "som or +1mo", "nextquarter": "soq or +1q", "nextyear": "soy or +1y",
    "lastweek": "-1w", "lastmonth": "-1mo", "lastquarter": "-1q", "lastyear": "-1y",
    "thisweek": "eow", "thismonth": "eom", "thisquarter": "eoq", "thisyear": "eoy",
    "endofday": "eod", "endofweek": "eow", "endofmonth": "eom", "endofquarter": "eoq", "endofyear": "eoy",
    "dayaftertomorrow": "+2d", "daybeforeyesterday": "-2d", "tonight": "eod", "midnight": "eod", "noon": "12:00",
    "midday": "12:00", "weekend": "sat", "thisweekend": "sat", "nextweekend": "sat", "asap": "now",
}  # fmt: skip
_BEFORE = ("next", "this", "last", "coming", "on", "by", "until", "since")
_UNITS = {
    "minute": "m", "min": "m", "hour": "h", "hr": "h", "h": "h", "day": "d", "d": "d", "week": "w", "w": "w",
    "wk": "w", "month": "mo", "quarter": "q", "year": "y", "yr": "y",
}  # fmt: skip
_ONE = ("an", "a", "one")


def date_meant(text: str) -> str:
    """How a date such as `next friday`, `nextweek` or `7 days ago` is written here, or nothing when that is not known.

    `text` is in small letters.
    """
    word = "".join(text.replace("-", " ").split())
    if word in _MEANT:
        return _MEANT[word]
    if word.endswith("ago"):
        return _shifted("-", word.removesuffix("ago"))
    if word.startswith(("in", "within")):
        return _shifted("+", word.removeprefix("with").removeprefix("in"))
    rest = next((word.removeprefix(before) for before in _BEFORE if word.startswith(before)), "")
    return rest if len(rest) > 2 and any(known.startswith(rest) for known in WORDS) else ""


def _shifted(sign: str, length: str) -> str:
    """`7days` as `-7d`, and `anhour` as `-1h`."""
    unit = length.lstrip("0123456789")
    number = length[: len(length) - len(unit)]
    if not number:
        one = next((word for word in _ONE if unit.startswith(word)), "")
        number, unit = ("1", unit.removeprefix(one)) if one else ("", unit)
    short = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
    return f"{sign}{number}{short}" if number and short else ""
