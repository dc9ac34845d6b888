"""Recurrence rules of RFC 5545, read by python-dateutil."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from opsflow.domain.time.zones import Local

_FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LONGEST = 500


def expand(rule: str, start: Local, after: Local) -> Iterator[Local]:
    """The local times of a rule that begins at `start`, from `after` on, in order. Raises `UsageError`."""
    from datetime import datetime

    try:
        for found in _read(rule, start).xafter(datetime(*after), inc=True):
            yield found.year, found.month, found.day, found.hour, found.minute, found.second
    except (ValueError, TypeError, OverflowError):
        raise UsageError(f"The rule {rule[:80]!r} names a time that there is not.") from None


def _read(rule: str, start: Local) -> Any:
    from datetime import datetime

    from dateutil.rrule import rrulestr

    parts = dict([(name, value) for name, _, value in [part.partition("=") for part in rule.split(";")]])
    if len(rule) > _LONGEST or parts.get("FREQ") not in _FREQUENCIES:
        raise UsageError(f"A rule of recurrence names one of FREQ={', '.join(_FREQUENCIES)}; this is {rule[:80]!r}.")
    if parts["FREQ"] == "HOURLY" and any(name.startswith("BY") and name != "BYHOUR" for name in parts):
        raise UsageError("An hourly rule takes BYHOUR and nothing else; begin from FREQ=DAILY.")
    interval = parts.get("INTERVAL", "1")
    if not (interval.isascii() and interval.isdigit() and int(interval[:9]) > 0) or "BYSECOND" in parts:
        raise UsageError("The INTERVAL of a rule is a whole number from 1 up, and nothing recurs by the second.")
    try:
        return rrulestr(_without_zone(rule), dtstart=datetime(*start))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise UsageError(f"The rule {rule!r} cannot be read: {error}.") from None


def _without_zone(rule: str) -> str:
    """An end in UTC is read as local time: occurrences are local times here, and an end is seldom meant to the hour."""
    return ";".join([part.removesuffix("Z") if part.startswith("UNTIL=") else part for part in rule.split(";")])
