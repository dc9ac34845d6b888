"""A service level clock in words, for every place that shows an item."""

from __future__ import annotations

from opsflow.domain.time.durations import format_working
from opsflow.domain.time.instants import format_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.clocks.standing import Standing
    from opsflow.services.session import Session

STYLES = {"breached": "red", "at-risk": "yellow", "paused": "cyan", "met": "green", "cancelled": "dim"}


def why(session: Session, held: Standing) -> str:
    """Why a clock stands still and since when, or since when its target is missed."""
    clock = held.clock
    words = []
    if held.status == "breached" and clock.breached_at is not None:
        words.append(f"missed at {format_date(clock.breached_at, session.zone)}")
    if clock.paused_reason is not None:
        words.append(f"paused: {clock.paused_reason}, since {format_date(clock.counted_to, session.zone)}")
    return ", ".join(words)


def left_words(held: Standing) -> str:
    """How much working time is left, or by how much the target is missed."""
    is_over = held.left < 0 or (held.left == 0 and held.status == "breached")
    return f"over by {format_working(-held.left)}" if is_over else f"{format_working(held.left)} left"


def clock_fact(session: Session, held: Standing) -> tuple[str, str, str]:
    """One clock as a line among the facts of an item: its name, what is to be said, and a style."""
    clock = held.clock
    parts = [held.status]
    if held.status not in ("met", "cancelled"):
        parts.append(left_words(held))
        if clock.due is not None:
            parts.append(f"due {format_date(clock.due, session.zone)}")
    parts.append(f"{format_working(held.used)} of {format_working(clock.allowed)} used ({clock.target})")
    explained = why(session, held)
    return f"SLA {clock.kind}", ", ".join([*parts, *([explained] if explained else [])]), STYLES.get(held.status, "")
