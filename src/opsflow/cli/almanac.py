"""What recurrence needs to know of the world: zones, rules spelled out, and the days that are worked."""

from __future__ import annotations

from opsflow.services.recurring import Almanac

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.zones import Zone
    from opsflow.services.session import Session


def almanac(session: Session) -> Almanac:
    """The almanac of a session. The days worked are the first of the week, as many as the configuration says."""
    from opsflow.domain.zones import weekday
    from opsflow.system.recurrence import expand
    from opsflow.system.zones import zone_for

    def zone(name: str) -> Zone:
        return zone_for(name) if name else session.zone

    def is_worked(year: int, month: int, day: int) -> bool:
        return weekday(year, month, day) < session.settings.week_days

    return Almanac(zone, expand, is_worked)
