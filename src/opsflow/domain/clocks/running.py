"""One clock of one item, run over the moments of its history.

The response clock runs until work first begins, the resolution clock until the item is done; a reopened item's goes on
with what it had used. Cancelling ends a clock without a verdict.
"""

from __future__ import annotations

from opsflow.domain.clocks.policy import FROM_CHANGE, KINDS, RESPONSE, RESTART
from opsflow.domain.errors import UsageError
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsflow.domain.clocks.policy import Aim, Policy
    from opsflow.domain.clocks.timeline import Moment

RUNNING, PAUSED, STOPPED, CANCELLED = STATES = ("running", "paused", "stopped", "cancelled")


class Clock(Value):
    """A clock as it stands after the last event, field for field the row that is kept.

    Instants are seconds since the epoch; `allowed` and `used` are working seconds of `calendar`, `used` up to
    `counted_to`. While it runs, `warn_at` and `due` are the instants at which the item is at risk and the target is
    missed unless something happens; `breached_at` is when it was missed, as far as events had come by then.
    """

    item_id: int
    kind: str
    target: str
    calendar: str
    priority: int | None
    service: str | None
    allowed: int
    state: str
    started_at: int
    used: int
    counted_to: int
    warn_at: int | None
    due: int | None
    paused_reason: str | None
    breached_at: int | None

    def is_breached(self, now: int) -> bool:
        """Whether the target is missed. The last second that is allowed still keeps it."""
        return self.breached_at is not None or (self.due is not None and self.due < now)

    def is_at_risk(self, now: int) -> bool:
        """Whether the clock runs and the warning share is used, but not all."""
        return not self.is_breached(now) and self.warn_at is not None and self.warn_at <= now


def urgency(clock: Clock) -> tuple[int, int, int]:
    """A key to sort by: clocks that run by when they are due, then those that are paused by what they have left."""
    if clock.due is not None:
        return 0, clock.due, clock.item_id
    return (1 if clock.state == PAUSED else 2), clock.allowed - clock.used, clock.item_id


def clocks_of(item_id: int, moments: Sequence[Moment], policy: Policy) -> list[Clock]:
    """The clocks of an item after its history; none where no target fits it."""
    found = []
    for kind in KINDS:
        run = _Run(kind, policy)
        for moment in moments:
            run.take(moment)
        clock = run.clock(item_id)
        if clock is not None:
            found.append(clock)
    return found


class _Run:
    """A clock under way. `pieces` are the times it ran; the last is open while `began` is not `None`."""

    def __init__(self, kind: str, policy: Policy) -> None:
        self.kind = kind
        self.policy = policy
        self.aim: Aim | None = None
        self.moment: Moment | None = None
        self.state = ""
        self.reason: str | None = None
        self.started = self.turned = self.used = 0
        self.began: int | None = None
        self.breached: int | None = None
        self.warned: int | None = None
        self.pieces: list[tuple[int, int]] = []

    def take(self, moment: Moment) -> None:
        """Go on to a moment. Once the clock has stopped, its target stays as it was until it runs again."""
        if self.moment is None:
            self.started = moment.at
        state, reason = self._state(moment)
        if state in (RUNNING, PAUSED) or self.moment is None:
            self._aim_at(self.policy.aim(self.kind, moment), moment)
        if state != self.state:
            self._halt(moment.at)
            self.turned = moment.at
            if state == RUNNING:
                self.began = moment.at
        self.state, self.reason, self.moment = state, reason, moment

    def _state(self, moment: Moment) -> tuple[str, str | None]:
        is_over = moment.category == "done"
        if self.kind == RESPONSE:
            is_over = is_over or moment.category == "active" or self.state == STOPPED
        else:
            is_over = is_over or moment.state in self.policy.stops or moment.stage in self.policy.stops
        if is_over:
            return STOPPED, None
        if moment.category == "cancelled":
            return CANCELLED, None
        reason = self.policy.pauses(moment)
        return (RUNNING, None) if reason is None else (PAUSED, reason)

    def _halt(self, at: int) -> None:
        """End the piece that is open."""
        if self.began is not None:
            self.pieces.append((self.began, at))
            self._count(self.began, at)
            self.began = None

    def _count(self, begin: int, end: int) -> None:
        if self.aim is None:
            return
        calendar = self.policy.calendar(self.aim.calendar)
        worked, left = calendar.seconds(begin, end), self.aim.seconds - self.used
        warning = self._warning(self.aim) - self.used
        if self.warned is None and worked > warning:
            self.warned = calendar.after(begin, max(warning, 0))
        if self.breached is None and worked >= left:
            missed = calendar.after(begin, max(left, 0))
            self.breached = missed if missed < end else None  # as long as it ran: past the instant at which it was due
        self.used += worked

    def _aim_at(self, aim: Aim | None, moment: Moment) -> None:
        """Take over another target, in the way that the policy has for it."""
        before = self.aim
        if aim == before:
            return
        is_running = self.began is not None
        self._halt(moment.at)
        self.aim = aim
        if aim is not None and before is not None and self.policy.priority_change == RESTART:
            self.pieces.clear()
            self.started, self.used, self.warned, self.breached = moment.at, 0, None, None
        elif aim is not None and before is not None and self.policy.priority_change == FROM_CHANGE:
            self.used = round(self.used * aim.seconds / before.seconds)
        elif aim is not None:
            self.used, self.warned, self.breached = 0, None, None
            for begin, end in self.pieces:
                self._count(begin, end)
        if is_running:
            self.began = moment.at

    def clock(self, item_id: int) -> Clock | None:
        """What is kept, or `None` without a target."""
        if self.aim is None or self.moment is None:
            return None
        counted_to = self.turned if self.began is None else self.began
        return Clock(
            item_id,
            self.kind,
            self.aim.target,
            self.aim.calendar,
            self.moment.priority,
            self.moment.service,
            self.aim.seconds,
            self.state,
            self.started,
            self.used,
            counted_to,
            self._reached(self._warning(self.aim), self.warned),
            self._reached(self.aim.seconds, self.breached),
            self.reason,
            self.breached,
        )

    def _warning(self, aim: Aim) -> int:
        """The seconds from which on the item is at risk."""
        return aim.seconds * self.policy.warn // 100

    def _reached(self, seconds: int, before: int | None) -> int | None:
        """When so much was used before, or will be if the clock runs on; `None` while it does not run."""
        if self.began is None or self.aim is None:
            return None
        if before is not None:
            return before
        calendar = self.policy.calendar(self.aim.calendar)
        return _or_never(lambda: calendar.after(self.began or 0, max(seconds - self.used, 0)))


def _or_never(reach: Callable[[], int]) -> int | None:
    """An instant, or `None` where the calendar has not so much working time to come."""
    try:
        return reach()
    except UsageError:
        return None
