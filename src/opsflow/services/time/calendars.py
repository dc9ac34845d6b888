"""The business calendar of a site, for everything that counts working time."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.calendars.hours import Calendar
    from opsflow.domain.recurrence.occurrences import IsWorked
    from opsflow.domain.settings import Settings
    from opsflow.domain.time.working_time import WorkingSeconds
    from opsflow.services.session import Session


def default_calendar(settings: Settings) -> Calendar | None:
    """The calendar of everything that names no other, or `None` when none is configured."""
    if settings.calendar is None:
        return None
    from opsflow.domain.calendars.plain import calendar_of

    return calendar_of(settings.calendar, settings.calendars)


def working_days(settings: Settings) -> IsWorked | None:
    """Whether the default calendar has working time on a date, or `None` when none is configured."""
    calendar = default_calendar(settings)
    if calendar is None:
        return None
    from opsflow.domain.calendars.days import works_on
    from opsflow.domain.time.zones import days_from_civil

    return lambda year, month, day: works_on(calendar, days_from_civil(year, month, day))


def working_seconds(session: Session) -> WorkingSeconds:
    """Counts working time between two instants: by the calendar, else by the days and hours of `working_time`."""
    calendar = default_calendar(session.settings)
    if calendar is not None:
        return lambda begin, end: max(calendar.seconds(begin, end), 0)
    from opsflow.domain.time.working_time import PlainHours

    return PlainHours(session.zone, session.settings.day_minutes, session.settings.week_days)
