"""Dates as people write them about what has been: of what comes round, such as fri, 17:00 or dec, the last one."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.time.dates import UNITS, parse_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.time.dates import Span
    from opsflow.domain.time.zones import Zone

_AHEAD = ("+", "-", "@", "in ", "tomorrow", "eod", "eow", "eom", "eoq", "eoy")
"""Words that begin like this do not come round: they say how far off they are, or when."""


def parse_past(text: str, now: int, zone: Zone) -> Span:
    """What a person means who speaks of the past. Raises `UsageError` as `parse_moment` does.

    Only what does not come round within a year, such as a full date or `tomorrow`, can lie ahead.
    """
    plain = parse_moment(text, now, zone)
    words = text.strip().lower()
    if plain.start <= now or words.startswith(_AHEAD) or words.lstrip("0123456789") in UNITS:
        return plain
    for days in range(1, 367):
        found = parse_moment(text, now - days * 86400, zone)
        if found.start <= now:
            return found
    return plain


def parse_passed(text: str, now: int, zone: Zone) -> Span:
    """The same of what has begun at least. Raises `UsageError` for what is yet to come."""
    found = parse_past(text, now, zone)
    if found.start > now:
        raise UsageError(f"{text!r} is yet to come. Name what has been: yesterday, -2h, fri or 14:00.")
    return found


def parse_happened(text: str, now: int, zone: Zone) -> int:
    """The instant at which something happened. Raises `UsageError` for one that is yet to come."""
    return parse_passed(text, now, zone).start
