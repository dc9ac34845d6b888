"""The pull order over the store: a few ranges of an index, merged by the one order of `opsflow.domain.rules.pull`."""

from __future__ import annotations

from opsflow.domain.projection import STARTABLE, WAKES
from opsflow.domain.rules.pull import BEFORE_DATES, Position, position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

COUNTED_UP_TO = 1000


def top(session: Session, reader: Reader, where: object | None, limit: int) -> list[Position]:
    """The first `limit` items that can start now, in pull order, each with its reason.

    Each range gives its own first `limit`; none of the overall first `limit` can be further down its range.
    """
    now = session.clock()
    due_soon = session.due_soon
    extra, parameters = _condition(session, reader, where)
    by_rank, by_due = "item.pull_rank, item.id", "item.due, item.pull_rank, item.id"
    soon, woken = now + due_soon, f"item.startable = {WAKES} AND item.not_before <= ?"
    ranges = (
        (f"item.startable = {STARTABLE}{extra}", (), by_rank),
        (f"item.startable = {STARTABLE} AND item.due <= ?{extra}", (soon,), by_due),
        (f"{woken}{extra}", (now,), by_rank),
        (f"{woken} AND item.due <= ?{extra}", (now, soon), by_due),
    )
    found: dict[int, Position] = {}
    for condition, own, order in ranges:
        for item in reader.select(condition, (*own, *parameters), order, limit):
            found[item.id] = position(item, now, due_soon)
    return sorted(found.values(), key=lambda placed: placed.order)[:limit]


def soon_until(session: Session) -> int:
    """The instant up to which a due date is due soon, which puts an item in front."""
    return session.clock() + session.due_soon


def terms(now: int, until: int) -> str:
    """The order of `opsflow.domain.rules.pull` as terms of a statement, what cannot start behind what can."""
    can_start = f"(item.startable = {STARTABLE} OR (item.startable = {WAKES} AND item.not_before <= {now:d}))"
    is_ranked = f"item.pull_rank >= {BEFORE_DATES}"
    is_soon = f"(item.due IS NOT NULL AND item.due <= {until:d})"
    dated = f"CASE WHEN {is_ranked} AND {is_soon} THEN item.due END"
    return f"{can_start} DESC, {is_ranked}, ({is_ranked} AND NOT {is_soon}), {dated}, item.pull_rank"


def how_many(session: Session, reader: Reader, where: object | None) -> int:
    """How many items can start now; counting stops at `COUNTED_UP_TO`."""
    extra, parameters = _condition(session, reader, where)
    ready = reader.count(f"item.startable = {STARTABLE}{extra}", parameters, COUNTED_UP_TO)
    woken = reader.count(
        f"item.startable = {WAKES} AND item.not_before <= ?{extra}", (session.clock(), *parameters), COUNTED_UP_TO
    )
    return min(ready + woken, COUNTED_UP_TO)


def _condition(session: Session, reader: Reader, where: object | None) -> tuple[str, tuple[Any, ...]]:
    if where is None:
        return "", ()
    text, parameters = reader.condition(where, session.filter_context(reader.workflow))
    return f" AND ({text})", parameters
