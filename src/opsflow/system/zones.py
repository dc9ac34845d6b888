"""The zone of this machine, and zones by name."""

from __future__ import annotations

import os
import time

from opsflow.domain.errors import UsageError
from opsflow.domain.time.zones import UTC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from opsflow.domain.time.zones import Local, Zone


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
OWN = "/etc/localtime"
"""The file that says what the clocks of this machine show."""


def zone_for(name: str | None) -> Zone:
    """The zone of that name in the IANA database, or this machine's own. Raises `UsageError` for an unknown name."""
    if name is None:
        _refuse_nonsense(os.environ.get("TZ", "").removeprefix(":"))
        return LocalZone()
    return UTC if name.upper() == "UTC" else NamedZone(name)


def _refuse_nonsense(told: str) -> None:
    """Raise `UsageError` where TZ names no zone. The C library takes it for UTC then and says nothing; a path is left
    to it.
    """
    if not told or time.timezone or time.daylight or told.upper() in ("UTC", "GMT") or told.startswith("/"):
        return
    if not _is_offset(told) and file_of(told) is None:
        raise UsageError(f"TZ={told} names no time zone. Name one, such as TZ=Europe/Berlin, or unset TZ.")


def _is_offset(told: str) -> bool:
    """Whether it begins as POSIX writes a zone without a database (8.3, TZ): three letters or more and an offset."""
    letters = len(told) - len(told.lstrip(_LETTERS))
    name, offset = told[1:].split(">", 1) if told[0] == "<" and ">" in told else (told[:letters], told[letters:])
    return len(name) > 2 and offset.lstrip("+-")[:1].isdigit()


def own_name() -> str | None:
    """What the IANA database calls this machine's own zone, or `None` where nothing here tells."""
    from zoneinfo import available_timezones

    told = os.environ.get("TZ") or os.path.realpath(OWN).rpartition("/zoneinfo/")[2]
    name = told.removeprefix(":")
    return name if name in available_timezones() else None


def file_of(name: str) -> str | None:
    """The file that says what a zone's clocks show, or `None` for UTC and for names that there are not."""
    from importlib.util import find_spec
    from zoneinfo import TZPATH

    package = find_spec("tzdata")
    folders = [
        *TZPATH,
        *[os.path.join(path, "zoneinfo") for path in (package and package.submodule_search_locations) or ()],
    ]
    paths = [os.path.join(folder, *name.split("/")) for folder in folders]
    return next((path for path in paths if os.path.isfile(path)), None)


class LocalZone:
    """The zone that this process runs in."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = time.tzname[0]

    def to_local(self, instant: int) -> Local:
        """What the clock shows at an instant."""
        shown = time.localtime(instant)
        return shown[0], shown[1], shown[2], shown[3], shown[4], min(shown[5], 59)

    def to_instant(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
        """The instant of a local time."""
        guess = UTC.to_instant(year, month, day, hour, minute, second)
        return _resolve(guess, lambda instant: UTC.to_instant(*self.to_local(instant)) - instant)


class NamedZone:
    """A zone of the IANA database."""

    __slots__ = ("_zone", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = _load(name)

    def to_local(self, instant: int) -> Local:
        """What the clock shows at an instant."""
        from datetime import datetime

        shown = datetime.fromtimestamp(instant, self._zone)
        return shown.year, shown.month, shown.day, shown.hour, shown.minute, shown.second

    def to_instant(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
        """The instant of a local time."""
        guess = UTC.to_instant(year, month, day, hour, minute, second)
        return _resolve(guess, lambda instant: UTC.to_instant(*self.to_local(instant)) - instant)


def _resolve(as_if_utc: int, offset_at: Callable[[int], int]) -> int:
    """The instant whose local time reads like `as_if_utc` read in UTC.

    The offsets a day before and a day after are those around any change of the clock. The earlier one is tried first:
    it gives the first of two occurrences, and stands for a time that is skipped.
    """
    before = offset_at(as_if_utc - 86400)
    after = offset_at(as_if_utc + 86400)
    first = as_if_utc - before
    if before == after or offset_at(first) == before:
        return first
    second = as_if_utc - after
    return second if offset_at(second) == after else first


def _load(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    from opsflow.domain.errors import UsageError
    from opsflow.domain.nearest import meant

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = meant(name, available_timezones()) or "Write it like Europe/Berlin."
        raise UsageError(f"There is no time zone {name!r}. {hint}") from None
