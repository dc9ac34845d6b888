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


def plain_calendar(zone: Zone, day_minutes: int, week_days: int) -> WorkingSeconds:
    """A function from two instants (seconds since the epoch) to the working seconds between them; exact across DST."""
    opens = min(OPENS, 1440 - day_minutes)
    spans: dict[int, tuple[int, int]] = {}
    sums: dict[int, int] = {}
    ends: list[int] = []

    def span(day: int) -> tuple[int, int]:
        """Opening and closing of a day, the same instant twice on a day off."""
        if day not in spans:
            date = civil_from_days(day)
            begin = zone.to_instant(*date, opens // 60, opens % 60)
            close = zone.to_instant(*date, (opens + day_minutes) // 60, (opens + day_minutes) % 60)
            spans[day] = (begin, close) if (day + 3) % 7 < week_days else (begin, begin)
        return spans[day]

    def before(day: int) -> int:
        """Working seconds from some day that is always the same up to the beginning of this one."""
        if not ends:
            sums[day] = 0
            ends.extend((day, day))
        while ends[1] < day:
            begin, close = span(ends[1])
            sums[ends[1] + 1] = sums[ends[1]] + close - begin
            ends[1] += 1
        while ends[0] > day:
            begin, close = span(ends[0] - 1)
            sums[ends[0] - 1] = sums[ends[0]] - (close - begin)
            ends[0] -= 1
        return sums[day]

    def reached(instant: int) -> int:
        day = days_from_civil(*zone.to_local(instant)[:3])
        begin, close = span(day)
        return before(day) + min(max(instant - begin, 0), close - begin)

    def between(start: int, end: int) -> int:
        return reached(end) - reached(start) if end > start else 0

    return between
