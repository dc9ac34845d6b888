"""The occurrences of a rule as instants: on the clock of a zone, moved off days that are not worked."""

from __future__ import annotations

from opsflow.domain.time.zones import civil_from_days, days_from_civil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsflow.domain.recurrence.rules import Recurrence
    from opsflow.domain.time.zones import Local, Zone

    Expand = Callable[[str, Local, Local], Iterator[Local]]
    IsWorked = Callable[[int, int, int], bool]

_REACH = 40
"""Days around an instant in which an occurrence that was moved can have stood."""

_MOST = 5000
"""Occurrences that are looked at before a rule is taken to have no more that count."""


def following(held: Recurrence, after: int, zone: Zone, expand: Expand, is_worked: IsWorked) -> int | None:
    """The first occurrence later than `after` (seconds since the epoch), or `None` when there is none.

    `expand` gives the local times of a rule that begins at one, from another on, in order. Two occurrences that are
    moved to the same instant are one.
    """
    start = zone.to_local(held.starts_at)
    behind = zone.to_local(max(after - _REACH * 86400, 0)) if held.shift != "none" else zone.to_local(max(after, 0))
    for number, local in enumerate(expand(held.rule, start, behind)):
        if number >= _MOST:
            return None
        place = moved(local, held.shift, is_worked)
        if place is None:
            continue
        instant = zone.to_instant(*place)
        if instant > after:
            return instant
    return None


def after_completion(held: Recurrence, closed: int, zone: Zone, is_worked: IsWorked) -> int | None:
    """When a rule comes whose last items were closed at an instant, or `None` when it does not."""
    local = moved(zone.to_local(_later(closed, held.rule, zone)), held.shift, is_worked)
    return None if local is None else zone.to_instant(*local)


def _later(instant: int, rule: str, zone: Zone) -> int:
    """So many hours, days, weeks or months after an instant, at the same time of day."""
    year, month, day, hour, minute, second = zone.to_local(instant)
    count, unit = int(rule[:-1]), rule[-1]
    if unit == "h":
        return instant + count * 3600
    if unit == "m":
        last = days_from_civil(year, month + count + 1, 1) - days_from_civil(year, month + count, 1)
        return zone.to_instant(year, month + count, min(day, last), hour, minute, second)
    return zone.to_instant(year, month, day + count * (7 if unit == "w" else 1), hour, minute, second)


def moved(local: Local, shift: str, is_worked: IsWorked) -> Local | None:
    """The local time where an occurrence takes place; `None` when it does not."""
    year, month, day, *clock = local
    if shift == "none" or is_worked(year, month, day):
        return local
    if shift == "skip":
        return None
    step = 1 if shift == "next" else -1
    days = days_from_civil(year, month, day)
    for _ in range(_REACH):
        days += step
        date = civil_from_days(days)
        if is_worked(*date):
            return (*date, clock[0], clock[1], clock[2])
    return None
