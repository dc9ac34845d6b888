"""Dates that may be meant, each with the day that it stands for."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.time.dates import WORDS, parse_moment
from opsflow.domain.time.past_dates import parse_past

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsflow.domain.time.dates import Span
    from opsflow.domain.time.zones import Zone
    from opsflow.services.session import Session

_AHEAD = (
    "today",
    "tomorrow",
    "eow",
    "sow",
    "eom",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "+1d",
    "+3d",
    "+2w",
)
_BEHIND = ("today", "yesterday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "-1h", "-1d", "-7d", "-30d")


def coming(session: Session, last: str) -> Iterator[tuple[str, str]]:
    """Dates that begin with `last`, of what is to be done."""
    return _told(session, last, _AHEAD, parse_moment)


def past(session: Session, last: str) -> Iterator[tuple[str, str]]:
    """Dates that begin with `last`, of what has been."""
    return _told(session, last, _BEHIND, parse_past)


def _told(
    session: Session, last: str, usual: Sequence[str], read: Callable[[str, int, Zone], Span]
) -> Iterator[tuple[str, str]]:
    known = (*usual, *[word for word in WORDS if word[:3] not in usual]) if last else usual
    for word in dict.fromkeys((*known, last)):
        try:
            span = read(word, session.clock(), session.zone) if word and word.startswith(last) else None
        except UsageError:
            continue
        if span is not None:
            yield word, _day(session.zone, span)


def _day(zone: Zone, span: Span) -> str:
    """The day, and the time where one is meant."""
    from opsflow.domain.time.zones import DAYS, weekday

    year, month, day, hour, minute = zone.to_local(span.start)[:5]
    told = f"{DAYS[weekday(year, month, day)]} {year:04}-{month:02}-{day:02}"
    return told if span.whole_day else f"{told} {hour:02}:{minute:02}"
