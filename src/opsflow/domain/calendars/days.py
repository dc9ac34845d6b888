"""Working days: dates that have working hours. Dates are days since 1970-01-01."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.calendars.hours import Calendar

_FURTHEST = 4000


def works_on(calendar: Calendar, day: int) -> bool:
    """Whether there is any working time on a date."""
    return bool(calendar.hours(day))


def days_after(calendar: Calendar, day: int, count: int) -> int:
    """The date so many working days later, or earlier when negative; 0 is the date itself.

    From a day off, counting begins on the first working day in that direction. Raises `UsageError`.
    """
    step = 1 if count > 0 else -1
    if count:
        day = _nearest(calendar, day, step)
    for _ in range(abs(count)):
        day = _nearest(calendar, day + step, step)
    return day


def _nearest(calendar: Calendar, day: int, step: int) -> int:
    for there in range(day, day + step * _FURTHEST, step):
        if works_on(calendar, there):
            return there
    raise UsageError(f"The calendar {calendar.name} has no working day there. Give it hours: [calendars].")


def days_between(calendar: Calendar, first: int, last: int) -> int:
    """Working days after `first` up to and with `last`; negative when `last` comes first."""
    if last < first:
        return -days_between(calendar, last, first)
    return sum([works_on(calendar, day) for day in range(first + 1, last + 1)])
