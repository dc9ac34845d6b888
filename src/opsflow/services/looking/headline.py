"""What needs somebody now, counted for a line above the board. `checks` names the items."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

_DAY = 86400
BLOCKED = "item.blocked_at IS NOT NULL AND item.is_open = 1"
EXPEDITE = "item.service_class = 'expedite' AND item.is_open = 1"
"""Conditions that pick what the headline counts."""


class Headline(Value):
    """What needs somebody now, over the whole store; `oldest` maps an open state to when its oldest item entered.

    `at_risk` and `breached` count items by their service levels, `clashing` are changes that are in each other's way or
    in a freeze. Until `until` none of it changes unless somebody writes.
    """

    blocked: int
    overdue: int
    expedite: int
    unplanned_today: int
    at_risk: int
    breached: int
    clashing: frozenset[int]
    oldest: dict[str, int]
    until: int


def headline(session: Session) -> Headline:
    """What needs somebody now."""
    now = session.clock()
    with session.store.reader() as reader:
        has_levels = reader.levels() is not None
        return Headline(
            reader.count(BLOCKED, ()),
            reader.count("item.is_open = 1 AND item.due < ?", (now,)),
            reader.count(EXPEDITE, ()),
            reader.count(*unplanned_since_midnight(session)),
            _timed(session, reader, "at-risk") if has_levels else 0,
            _timed(session, reader, "breached") if has_levels else 0,
            _clashing(session, reader),
            reader.oldest(),
            min(_midnight_after(session, _midnight(session)), *_next_changes(reader, now, has_levels)),
        )


def unplanned_since_midnight(session: Session) -> tuple[str, tuple[int]]:
    """The condition that picks the unplanned work that came in today and is not finished, with its parameter."""
    return "item.created_at >= ? AND item.planned = 0 AND +item.is_open = 1", (_midnight(session),)


def _midnight(session: Session) -> int:
    year, month, day = session.zone.to_local(session.clock())[:3]
    return session.zone.to_instant(year, month, day, 0, 0, 0)


def _midnight_after(session: Session, midnight: int) -> int:
    """The next midnight, also on a day of 23 or 25 hours."""
    year, month, day = session.zone.to_local(midnight + _DAY + _DAY // 2)[:3]
    return session.zone.to_instant(year, month, day, 0, 0, 0)


def _timed(session: Session, reader: Reader, word: str) -> int:
    """How many open items have a clock that stands so."""
    from opsflow.services.looking.checks import timed

    return reader.count(*timed(session, reader, word))


def _clashing(session: Session, reader: Reader) -> frozenset[int]:
    from opsflow.services.records.change_control import conflicts_in

    found = conflicts_in(reader, session)
    return frozenset([item.id for clash in found for item in (clash.one, clash.other) if item is not None])


def _next_changes(reader: Reader, now: int, has_levels: bool) -> Iterator[int]:
    """When the next item becomes overdue, and when the next clock is at risk or runs out."""
    yield now + _DAY
    for item in reader.select("item.is_open = 1 AND item.due >= ?", (now,), "item.due", 1):
        if item.due is not None:
            yield item.due
    change = reader.next_clock_change(now) if has_levels else None
    if change is not None:
        yield change
