"""Service levels: which target an item has on which calendar, and what makes clocks pause and stop.

The policy in force is kept in the store as one text, calendars and all, so that every writer keeps the same clocks
whatever its own configuration and zone data.
"""

from __future__ import annotations

from opsflow.domain.calendars.plain import ALWAYS, calendar_of
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opsflow.domain.calendars.hours import Calendar
    from opsflow.domain.clocks.timeline import Moment

RESPONSE, RESOLUTION = "response", "resolution"
KINDS = (RESPONSE, RESOLUTION)
FROM_CHANGE, RESTART = "from-change", "restart"
"""Ways to go on when the priority changes; the third, `retroactive`, counts anew what has passed."""
COUNTING = 2
"""How clocks are counted; another number has every store make its clocks anew."""


class Target(Value):
    """Working seconds allowed for the items it fits. Empty types, priorities or services fit any."""

    name: str
    types: tuple[str, ...]
    priorities: tuple[int, ...]
    services: tuple[str, ...]
    calendar: str | None
    response: int | None
    resolution: int | None

    def fits(self, moment: Moment) -> bool:
        """Whether it is for an item as it is at that moment."""
        return (
            (not self.types or moment.type in self.types)
            and (not self.priorities or moment.priority in self.priorities)
            and (not self.services or moment.service in self.services)
        )


class Aim(Value):
    """What one clock of one item runs against: the target's name, the calendar's, and working seconds."""

    target: str
    calendar: str
    seconds: int


class Policy:
    """The service levels of a site. `warn` is the percentage of a target at which an item is at risk."""

    __slots__ = (
        "_calendars", "_plain", "default", "pause_reasons", "pauses_when_blocked", "priority_change",
        "service_calendars", "stops", "targets", "warn",
    )  # fmt: skip

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.targets = tuple([_target(held) for held in plain["targets"]])
        self.warn: int = plain["warn"]
        self.priority_change: str = plain["priority_change"]
        self.pauses_when_blocked: bool = plain["pause_when_blocked"]
        self.pause_reasons: tuple[str, ...] | None = plain["pause_reasons"]
        self.stops = tuple(plain["stop_in"])
        self.default: str = plain["calendar"]
        self.service_calendars: Mapping[str, str] = plain["service_calendars"]
        self._plain: Mapping[str, Any] = plain["calendars"]
        self._calendars: dict[str, Calendar] = {}

    def calendar(self, name: str) -> Calendar:
        """The calendar of that name."""
        if name not in self._calendars:
            self._calendars[name] = calendar_of(name, self._plain)
        return self._calendars[name]

    def aim(self, kind: str, moment: Moment) -> Aim | None:
        """What a clock runs against at a moment: the first target that fits and speaks of that clock."""
        for target in self.targets:
            seconds = target.response if kind == RESPONSE else target.resolution
            if seconds is not None and target.fits(moment):
                own = self.service_calendars.get(moment.service or "", self.default)
                return Aim(target.name, target.calendar or own, seconds)
        return None

    def concerns(self, item_type: str) -> bool:
        """Whether items of a type can have a target at all."""
        return any(not target.types or item_type in target.types for target in self.targets)

    def pauses(self, moment: Moment) -> str | None:
        """Why the clocks stand still at a moment, or `None` when they run."""
        if moment.hold is not None and (self.pause_reasons is None or moment.hold in self.pause_reasons):
            return moment.hold
        if moment.category == "waiting":
            return moment.state
        if self.pauses_when_blocked and moment.blocked is not None:
            return f"blocked: {moment.blocked}"
        return None


def _target(held: Mapping[str, Any]) -> Target:
    return Target(
        held["name"],
        tuple(held["types"]),
        tuple(held["priorities"]),
        tuple(held["services"]),
        held["calendar"],
        held["response"],
        held["resolution"],
    )


def plain_policy(levels: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The plain form of validated service levels, with the calendars they use. `values` is the configuration."""
    default = values["calendar"] or ALWAYS
    used = {default, *values["service_calendars"].values(), *[held["calendar"] for held in levels["targets"]]}
    return {
        "counting": COUNTING,
        "targets": [_plain_target(held, values["working_time"]) for held in levels["targets"]],
        "warn": round(levels["warn"] * 100),
        "priority_change": levels["priority_change"],
        "pause_when_blocked": levels["pause_when_blocked"],
        "pause_reasons": levels["pause_reasons"],
        "stop_in": levels["stop_in"],
        "calendar": default,
        "service_calendars": dict(sorted(values["service_calendars"].items())),
        "calendars": {name: held for name, held in sorted(values["calendars"].items()) if name in used},
    }


def _plain_target(held: Mapping[str, Any], working_time: Mapping[str, Any]) -> dict[str, Any]:
    from opsflow.domain.time.durations import parse_duration

    day = 24 * 60 if held["calendar"] == ALWAYS else round(working_time["hours_per_day"] * 60)
    week = 7 if held["calendar"] == ALWAYS else working_time["days_per_week"]

    def seconds(text: str | None) -> int | None:
        return None if text is None else parse_duration(text, day, week) * 60

    return {
        "name": held["name"],
        "types": held["type"],
        "priorities": held["priority"],
        "services": held["service"],
        "calendar": held["calendar"],
        "response": seconds(held["response"]),
        "resolution": seconds(held["resolution"]),
    }
