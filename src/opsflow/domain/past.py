"""Moments that are meant to lie behind: `--since mon` is the Monday that was, where `due:mon` is the one to come."""

from __future__ import annotations

from opsflow.domain.dates import parse_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.zones import Zone

_WEEK = 7 * 86400
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def past_start(text: str, now: int, zone: Zone) -> int:
    """The beginning of the last moment of that name, in seconds since the epoch; a weekday may be today."""
    span = parse_moment(text, now, zone)
    if span.start > now and text.strip().lower()[:3] in _DAYS:
        return parse_moment(text, now - _WEEK, zone).start
    return span.start
