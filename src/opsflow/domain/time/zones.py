"""From instants to what a clock on the wall shows, and back."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    Local = tuple[int, int, int, int, int, int]

    class Zone(Protocol):
        """A time zone. Local times are (year, month, day, hour, minute, second)."""

        name: str

        def to_local(self, instant: int) -> Local:
            """What the clock shows at an instant, in seconds since the epoch."""
            ...

        def to_instant(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
            """The instant of a local time. Fields may run over, such as day 32.

            A time that a change of the clock skips is read with the offset from before the change; of a time that
            occurs twice, the first is meant.
            """
            ...


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date of the proleptic Gregorian calendar.

    After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day is
    the last of the year. The month may run over.
    """
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    if month <= 2:
        year -= 1
    era, in_era = divmod(year, 400)
    in_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + in_era * 365 + in_era // 4 - in_era // 100 + in_year - 719468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """The date that many days after 1970-01-01 (the inverse of `days_from_civil`)."""
    era, in_era = divmod(days + 719468, 146097)
    years = (in_era - in_era // 1460 + in_era // 36524 - in_era // 146096) // 365
    in_year = in_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * in_year + 2) // 153
    day = in_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return years + era * 400 + (month <= 2), month, day


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday(year: int, month: int, day: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (days_from_civil(year, month, day) + 3) % 7


class FixedZone:
    """A zone that is always so many minutes ahead of UTC."""

    __slots__ = ("minutes", "name")

    def __init__(self, minutes: int, name: str = "") -> None:
        self.minutes = minutes
        sign = "-" if minutes < 0 else "+"
        self.name = name or f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"

    def to_local(self, instant: int) -> Local:
        """What the clock shows at an instant."""
        days, seconds = divmod(instant + self.minutes * 60, 86400)
        year, month, day = civil_from_days(days)
        return year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60

    def to_instant(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
        """The instant of a local time."""
        days = days_from_civil(year, month, day)
        return days * 86400 + hour * 3600 + minute * 60 + second - self.minutes * 60


UTC = FixedZone(0, "UTC")
