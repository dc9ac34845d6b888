"""How a clock stands at an instant, in the words that people use for it."""

from __future__ import annotations

from opsflow.domain.clocks.running import CANCELLED, PAUSED, RUNNING, STOPPED
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.calendars.hours import Calendar
    from opsflow.domain.clocks.running import Clock


class Standing(Value):
    """A clock at an instant. `status` is one of `CLOCK_WORDS` or `cancelled`; `used` is in working seconds."""

    clock: Clock
    status: str
    used: int

    @property
    def left(self) -> int:
        """Working seconds left; below 0 it is how much the target is overrun by."""
        return self.clock.allowed - self.used


def standing(clock: Clock, calendar: Calendar, now: int) -> Standing:
    """How a clock stands now."""
    used = clock.used
    if clock.state == RUNNING and now > clock.counted_to:
        used += calendar.seconds(clock.counted_to, now)
    return Standing(clock, _status(clock, now), used)


def _status(clock: Clock, now: int) -> str:
    if clock.state == CANCELLED:
        return CANCELLED
    if clock.is_breached(now):
        return "breached"
    if clock.state == STOPPED:
        return "met"
    if clock.state == PAUSED:
        return PAUSED
    return "at-risk" if clock.is_at_risk(now) else RUNNING


def verdict_at(clock: Clock, now: int) -> int | None:
    """When it was settled whether the target was kept: the clock stopped, or the time was up. `None`: not yet."""
    if clock.state == STOPPED:
        return clock.counted_to
    if clock.state == CANCELLED or not clock.is_breached(now):
        return None
    return clock.due if clock.breached_at is None else clock.breached_at
