"""Working time between two instants: so many hours from nine o'clock, on the first days of the week.

This is the calendar of a site that has configured none; a port, so that another calendar can take its place.
"""

from __future__ import annotations

from opsflow.domain.zones import civil_from_days, days_from_civil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.zones import Zone

    WorkingSeconds = Callable[[int, int], int]

OPENS = 9 * 60
"""Minutes after midnight, local time."""


def plain_calendar(zone: Zone, day_minutes: int, week_days: int) -> WorkingSeconds:
    """A function from two instants (seconds since the epoch) to the working seconds between them; exact across DST."""
    opens = min(OPENS, 1440 - day_minutes)

    def between(start: int, end: int) -> int:
        if end <= start:
            return 0
        first = days_from_civil(*zone.to_local(start)[:3])
        last = days_from_civil(*zone.to_local(end)[:3])
        total = 0
        for day in range(first, last + 1):
            if (day + 3) % 7 < week_days:
                date = civil_from_days(day)
                begin = zone.to_instant(*date, opens // 60, opens % 60)
                close = zone.to_instant(*date, (opens + day_minutes) // 60, (opens + day_minutes) % 60)
                total += max(min(end, close) - max(start, begin), 0)
        return total

    return between
