"""Working time between two instants: so many hours from nine o'clock, on the first days of the week.

This is the calendar of a site that has configured none; a port, so that another calendar can take its place.
"""

from __future__ import annotations

from opsflow.domain.time.zones import civil_from_days, days_from_civil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.time.zones import Zone

    WorkingSeconds = Callable[[int, int], int]

OPENS = 9 * 60
"""Minutes after midnight, local time."""


class PlainHours:
    """Working hours by the days and hours of `working_time`, exact where clocks change. Called with two instants
    (seconds since the epoch) it gives the working seconds between them, none when they are the wrong way round.
    """

    def __init__(self, zone: Zone, day_minutes: int, week_days: int) -> None:
        self._zone = zone
        self._day_minutes = day_minutes
        self._week_days = week_days
        self._opens = min(OPENS, 1440 - day_minutes)
        self._spans: dict[int, tuple[int, int]] = {}
        self._sums: dict[int, int] = {}
        self._ends: list[int] = []

    def __call__(self, start: int, end: int) -> int:
        return self._reached(end) - self._reached(start) if end > start else 0

    def _reached(self, instant: int) -> int:
        day = days_from_civil(*self._zone.to_local(instant)[:3])
        begin, close = self._span(day)
        return self._before(day) + min(max(instant - begin, 0), close - begin)

    def _span(self, day: int) -> tuple[int, int]:
        """Opening and closing of a day, the same instant twice on a day off."""
        if day not in self._spans:
            begin, close = (self._at(day, minute) for minute in (self._opens, self._opens + self._day_minutes))
            is_worked = (day + 3) % 7 < self._week_days  # 1970-01-01 was a Thursday
            self._spans[day] = (begin, close) if is_worked else (begin, begin)
        return self._spans[day]

    def _at(self, day: int, minute: int) -> int:
        return self._zone.to_instant(*civil_from_days(day), minute // 60, minute % 60)

    def _before(self, day: int) -> int:
        """Working seconds from some day that is always the same up to the beginning of this one."""
        if not self._ends:
            self._sums[day] = 0
            self._ends.extend((day, day))
        while self._ends[1] < day:
            begin, close = self._span(self._ends[1])
            self._sums[self._ends[1] + 1] = self._sums[self._ends[1]] + close - begin
            self._ends[1] += 1
        while self._ends[0] > day:
            begin, close = self._span(self._ends[0] - 1)
            self._sums[self._ends[0] - 1] = self._sums[self._ends[0]] - (close - begin)
            self._ends[0] -= 1
        return self._sums[day]
