"""What recurrence needs to know of the world: zones, rules spelled out, and the days that are worked."""

from __future__ import annotations

from opsflow.services.recurring import Almanac

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.recurrence.occurrences import IsWorked
    from opsflow.domain.zones import Zone
    from opsflow.services.session import Session


def almanac(session: Session) -> Almanac:
    """The almanac of a session. The days worked are those of the default calendar, else the first of the week."""
    from opsflow.domain.zones import weekday
    from opsflow.system.recurrence import expand
    from opsflow.system.zones import zone_for

    def zone(name: str) -> Zone:
        return zone_for(name) if name else session.zone

    def is_weekday(year: int, month: int, day: int) -> bool:
        return weekday(year, month, day) < session.settings.week_days

    return Almanac(zone, expand, _days_of_the_calendar(session) or is_weekday)


def _days_of_the_calendar(session: Session) -> IsWorked | None:
    """Whether the default calendar has working time on a date; `None` without such a calendar."""
    settings = session.settings
    if settings.calendar is None:
        return None
    from opsflow.domain.calendars.days import works_on
    from opsflow.domain.calendars.plain import calendar_of
    from opsflow.domain.zones import days_from_civil

    calendar = calendar_of(settings.calendar, settings.calendars)
    return lambda year, month, day: works_on(calendar, days_from_civil(year, month, day))
