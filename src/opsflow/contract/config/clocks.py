"""Business calendars and service level targets, as a configuration file writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from opsflow.contract.config.parts import Table
from opsflow.domain.calendars.reading import parse_day, parse_hours, parse_weekdays
from opsflow.domain.errors import UsageError
from opsflow.domain.time.durations import parse_duration

_LONGEST_TARGET = 366 * 24 * 60


def _text(value: Any) -> Any:
    """TOML has dates of its own; they are meant as well as quoted ones."""
    return value.isoformat() if isinstance(value, date) else value


Day = Annotated[str, BeforeValidator(_text)]
Priority = Annotated[int, Field(ge=1, le=99)]


class CalendarTable(Table):
    """Working hours of a place: a week, public holidays, and dates that differ."""

    zone: str | None = Field(
        None, description="Time zone such as Europe/Berlin; `zone` of the file, else this machine's."
    )
    hours: dict[str, str] = Field(description='Days to hours: mon-fri = "08:00-12:00 13:00-17:00".')
    holidays: list[Day] = Field([], description="Dates without working time.")
    country: str | None = Field(None, description="ISO 3166 code of the country whose public holidays are free: DE.")
    subdivision: str | None = Field(None, description="ISO 3166-2 code within the country, without it: BY.")
    exceptions: dict[str, str] = Field({}, description="Dates to hours of their own; these come before holidays.")

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, hours: dict[str, str]) -> dict[str, str]:
        seen: set[int] = set()
        for days, text in hours.items():
            named = set(_asked(parse_weekdays, days))
            _asked(parse_hours, text)
            if seen & named:
                raise ValueError(f"{days!r} names a day that has its hours already")
            seen |= named
        if not any(parse_hours(text) for text in hours.values()):
            raise ValueError("a calendar needs working hours on some day of the week")
        return hours

    @field_validator("holidays")
    @classmethod
    def _are_dates(cls, days: list[str]) -> list[str]:
        for day in days:
            _asked(parse_day, day)
        return days

    @field_validator("exceptions")
    @classmethod
    def _are_dates_with_hours(cls, exceptions: dict[str, str]) -> dict[str, str]:
        for day, text in exceptions.items():
            _asked(parse_day, day)
            _asked(parse_hours, text)
        return exceptions

    @model_validator(mode="after")
    def _has_a_country(self) -> CalendarTable:
        if self.subdivision and not self.country:
            raise ValueError('subdivision goes with country, such as country = "DE"')
        return self


class TargetTable(Table):
    """The time allowed for items of these types, priorities and services; the first that fits an item counts."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    type: list[str] = Field([], description="Types; any if not given.")
    priority: list[Priority] = Field([], description="Priorities, 1 is the highest; any if not given.")
    service: list[str] = Field([], description="Services; any if not given.")
    calendar: str | None = Field(None, description='A calendar, or "always"; that of the service if not given.')
    response: str | None = Field(None, description="Working time until work begins, such as 30m.")
    resolution: str | None = Field(None, description="Working time until it is done, such as 8h or 2d.")

    @field_validator("response", "resolution")
    @classmethod
    def _is_a_length(cls, text: str | None) -> str | None:
        minutes = 1 if text is None else _asked(parse_duration, text)
        if not 0 < minutes <= _LONGEST_TARGET:
            raise ValueError("a target lies between a minute and a year")
        return text

    @model_validator(mode="after")
    def _aims_at_something(self) -> TargetTable:
        if self.response is None and self.resolution is None:
            raise ValueError(f"the target {self.name!r} has neither response nor resolution")
        return self


class SlaTable(Table):
    """Service levels: targets, and what makes their clocks pause, stop and change."""

    targets: list[TargetTable] = Field([], description="The first one that fits an item counts.")
    warn: Annotated[float, Field(gt=0, lt=1)] = Field(0.75, description="The share of a target at which it is at risk.")
    priority_change: Literal["from-change", "retroactive", "restart"] = Field(
        "from-change", description="What a new target means for the time that has passed."
    )
    pause_when_blocked: bool = Field(False, description="The blocked mark pauses the clocks too.")
    pause_reasons: list[str] | None = Field(None, description="Reasons of on-hold that pause; all if not given.")
    stop_in: list[str] = Field([], description="States that stop the resolution clock as done does.")


def _asked(parse: Any, text: str) -> Any:
    """What the domain reads in a text; its refusal in the form that pydantic collects."""
    try:
        return parse(text)
    except UsageError as error:
        raise ValueError(error.message) from None
