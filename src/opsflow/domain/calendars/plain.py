"""A calendar as plain values, which load fast and can be kept in a store, and back."""

from __future__ import annotations

from opsflow.domain.calendars.hours import Calendar, RoundTheClock
from opsflow.domain.calendars.offsets import UTC_OFFSETS, Offsets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

ALWAYS = "always"
"""The name of the calendar that every site has: around the clock."""


def calendar_of(name: str, plain: Mapping[str, Mapping[str, Any]]) -> Calendar:
    """The calendar of that name among plain ones, which is known to be there."""
    if name == ALWAYS:
        return RoundTheClock(ALWAYS, UTC_OFFSETS)
    held = plain[name]
    week = [tuple([(begin, end) for begin, end in spans]) for spans in held["week"]]
    dates = {day: tuple([(begin, end) for begin, end in spans]) for day, spans in held["dates"]}
    return Calendar(name, Offsets(held["zone"], held["changes"], held["offsets"]), week, dates)


def plain_form(zone: str, changes: list[int], offsets: list[int], week: Any, dates: Mapping[int, Any]) -> Any:
    """The plain form: lists, numbers and text alone. `changes` and `offsets` are those of `Offsets`."""
    return {
        "zone": zone,
        "changes": changes,
        "offsets": offsets,
        "week": [[list(span) for span in spans] for spans in week],
        "dates": [[day, [list(span) for span in spans]] for day, spans in sorted(dates.items())],
    }
