"""The configuration as it is written: TOML, validated whole, and made into plain values that load fast."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from opsflow.contract import automation_config as automation
from opsflow.contract.clocks import CalendarTable, SlaTable, TargetTable
from opsflow.contract.config_parts import Category, Level, Limit, Name, Table
from opsflow.contract.positions import line_of
from opsflow.contract.record_config import (
    ChangesTable,
    FreezeTable,
    HoldTable,
    PriorityTable,
    StageTable,
    TypeTable,
)
from opsflow.contract.wording import in_words
from opsflow.domain.errors import ConfigError
from opsflow.domain.filters.fields import ALIASES, FIELDS
from opsflow.domain.nearest import nearest
from opsflow.domain.rules.policies import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

BUILT_IN = (*FIELDS, *ALIASES, "age", "is", "has", "no", "on", "planned")


class _KeyFault(ValueError):
    """A fault of one key in a table, whose line is told, not that of the table."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class StateTable(Table):
    """A state of the workflow."""

    name: Name
    category: Category
    limit: Limit | None = Field(None, description="The most items that may be in the column.")


class WorkflowTable(Table):
    """The states, in the order of the columns."""

    states: list[StateTable]

    @model_validator(mode="after")
    def _is_complete(self) -> WorkflowTable:
        names = [state.name for state in self.states]
        double = {name for name in names if names.count(name) > 1}
        if double:
            raise ValueError(f"the state {double.pop()!r} is declared twice")
        has = {state.category for state in self.states}
        for wanted in (("backlog", "ready"), ("active",), ("done",), ("cancelled",)):
            if not has.intersection(wanted):
                raise ValueError(f"no state has the category {' or '.join(wanted)}; add one")
        return self


class LimitsTable(Table):
    """The most items in progress: for each owner, and apart for some owners, classes and columns."""

    owner: Limit | None = None
    owners: dict[str, Limit] = {}
    classes: dict[Literal["expedite", "fixed-date", "standard", "intangible"], Limit] = {}
    columns: dict[Name, Limit] = {}


class FieldTable(Table):
    """A field of the site's own."""

    kind: Literal["text", "number", "date", "choice"] = "text"
    choices: list[str] = []
    help: str = ""
    types: list[Name] = Field([], description="The types of item that have it; all of them if empty.")

    @model_validator(mode="after")
    def _has_choices(self) -> FieldTable:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError('choices go with kind = "choice", and it needs them')
        return self


class ViewTable(Table):
    """A saved list."""

    filter: str = ""
    sort: str = ""
    columns: list[str] = []
    group: str = ""
    limit: Limit | None = None


class WorkingTimeTable(Table):
    """The length of a working day and week."""

    hours_per_day: Annotated[float, Field(gt=0, le=24)] = 8
    days_per_week: Annotated[int, Field(ge=1, le=7)] = 5


class BoardTable(Table):
    """The full-screen board: the keys of its actions, by the name of the action."""

    keys: dict[Name, list[str]] = {}


class Config(Table):
    """A configuration file."""

    store: str | None = Field(None, description="The store, relative to this file.")
    zone: str | None = Field(None, description="Time zone such as Europe/Berlin; this machine's own if not given.")
    preset: Literal["light", "standard", "strict"] = Field("standard", description="The levels of all rules.")
    rules: dict[str, Level] = Field({}, description="Levels of single rules.")
    due_soon_days: Annotated[float, Field(ge=0, le=365)] = Field(
        2, description="Days ahead, as dates, in which what is due is pulled."
    )
    owners: list[str] = Field([], description="People offered by completion before they own anything.")
    group_shared: bool = Field(False, description="Create the store readable and writable by its group.")
    workflow: WorkflowTable | None = None
    wip: LimitsTable = LimitsTable()
    types: dict[Name, TypeTable] = {}
    fields: dict[Name, FieldTable] = {}
    views: dict[Name, ViewTable] = {}
    priority: PriorityTable = PriorityTable()
    hold: HoldTable = HoldTable()
    changes: ChangesTable = ChangesTable()
    working_time: WorkingTimeTable = WorkingTimeTable()
    alerts: automation.AlertsTable = automation.AlertsTable()
    verify: automation.VerifyTable = automation.VerifyTable()
    templates: dict[Name, automation.TemplateTable] = {}
    check: automation.CheckTable = automation.CheckTable()
    hooks: automation.HooksTable = automation.HooksTable()
    notify: list[automation.NotifyTable] = []
    board: BoardTable = BoardTable()
    calendars: dict[Name, CalendarTable] = Field({}, description="Business calendars.")
    calendar: str | None = Field(None, description="The calendar of estimates, and of services without one.")
    service_calendars: dict[str, str] = Field({}, description="Services to calendars.")
    sla: SlaTable | None = None

    @field_validator("rules")
    @classmethod
    def _are_known(cls, rules: dict[str, str]) -> dict[str, str]:
        for name in rules:
            if name not in RULES:
                close = nearest(name, RULES)
                raise _KeyFault(name, f"there is no rule {name!r}; {_meant(close, RULES)}")
        return rules

    @field_validator("fields")
    @classmethod
    def _do_not_clash(cls, fields: dict[str, FieldTable]) -> dict[str, FieldTable]:
        for name in fields:
            if name.lower() in BUILT_IN or "." in name:
                raise _KeyFault(name, f"{name!r} cannot be the name of a field: choose another without a dot")
        return fields

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str | None) -> str | None:
        from zoneinfo import available_timezones

        if zone is not None and zone not in available_timezones():
            close = nearest(zone, available_timezones())
            hint = _meant(close, ()) if close else "write it like Europe/Berlin"
            raise ValueError(f"there is no time zone {zone!r}; {hint}")
        return zone


def read(files: list[tuple[str, str]]) -> dict[str, Any]:
    """The plain values of some files, given as path and text; a later file overrides single keys of an earlier one.

    Raises `ConfigError` that names every problem of the first file that has any.
    """
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for path, text in files:
        raw = _parsed(path, text)
        config = _validated(path, raw, text)
        if config.store is not None:
            raw["store"] = os.path.join(os.path.dirname(path), os.path.expanduser(config.store))
        if config.hooks.folder is not None:
            raw["hooks"]["folder"] = os.path.join(os.path.dirname(path), os.path.expanduser(config.hooks.folder))
        _merge(merged, raw, origins, path, "")
    whole = _validated(files[-1][0], merged).model_dump()
    whole["origins"] = origins
    try:
        automation.refuse_unknown_levels(whole)
    except ConfigError as error:
        raise located(error, files, origins) from None
    return whole


def located(error: ConfigError, files: list[tuple[str, str]], origins: Mapping[str, str]) -> ConfigError:
    """The same error behind the file and the line of the key that it is about. `origins` are keys with their files."""
    return ConfigError(at_line(error.message, error.place, files, origins), error.place)


def at_line(message: str, place: tuple[str, ...], files: list[tuple[str, str]], origins: Mapping[str, str]) -> str:
    """A message behind the file and the line of the key that it is about, as it is where it is about no key."""
    if not place:
        return message
    origin = origin_of(origins, place)
    return f"{origin}: {_line(dict(files).get(origin, ''), place)}{message}"


def origin_of(origins: Mapping[str, str], place: tuple[str, ...]) -> str:
    """The file that says what stands at a place, or what stands above or below it."""
    for depth in range(len(place), 0, -1):
        key = ".".join(place[:depth])
        for name, path in origins.items():
            if name == key or name.startswith(f"{key}."):
                return path
    return next(iter(origins.values()), "")


def _parsed(path: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {_syntax(str(error))}") from None


def _syntax(said: str) -> str:
    """What the parser says about a text that is no TOML, with the line first as for every other fault."""
    what, _, where = said.rpartition(" (at ")
    place = where.removesuffix(")").replace("end of document", "at its end")
    return f"{place}: no valid TOML: {what}." if what else f"no valid TOML: {said}."


def _validated(path: str, raw: dict[str, Any], text: str = "") -> Config:
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        found = sorted(error.errors(), key=lambda detail: line_of(text, _place(detail)) or 0)
        problems = "; ".join([_line(text, _place(detail)) + _problem(detail) for detail in found])
        raise ConfigError(f"{path}: {problems}{'' if problems.endswith('?') else '.'}") from None


def _line(text: str, place: tuple[int | str, ...]) -> str:
    number = line_of(text, place)
    return "" if number is None else f"line {number}: "


def _place(detail: Any) -> tuple[int | str, ...]:
    error = detail.get("ctx", {}).get("error")
    return (*detail["loc"], error.key) if isinstance(error, _KeyFault) else detail["loc"]


def _problem(detail: Any) -> str:
    place = ".".join(str(part) for part in _place(detail))
    if detail["type"] == "extra_forbidden":
        known = _known_keys(detail["loc"][:-1])
        return f"there is no key {place}; {_meant(nearest(str(detail['loc'][-1]), known), known)}"
    message = _FORMS.get(detail["type"], in_words(detail)).replace("<place>", place)
    return f"{place}: {message}" if place else message


_FORMS = {
    "dict_type": "has to be a table: [<place>] with its keys below it",
    "model_type": "has to be a table: [<place>] with its keys below it",
    "string_pattern_mismatch": "begins with a letter; letters, digits and _ . - may follow, 61 signs at most",
}
"""What to say in words of TOML."""


def _known_keys(place: tuple[Any, ...]) -> tuple[str, ...]:
    tables: dict[str, type[Table]] = {
        "workflow": WorkflowTable, "wip": LimitsTable, "types": TypeTable, "fields": FieldTable, "views": ViewTable,
        "working_time": WorkingTimeTable, "board": BoardTable, "priority": PriorityTable, "hold": HoldTable,
        "changes": ChangesTable, "alerts": automation.AlertsTable, "verify": automation.VerifyTable,
        "templates": automation.TemplateTable, "check": automation.CheckTable, "hooks": automation.HooksTable,
        "notify": automation.NotifyTable,
        "calendars": CalendarTable, "sla": SlaTable,
    }  # fmt: skip
    if not place:
        return tuple(Config.model_fields)
    if place[0] == "types" and "states" in place:
        return tuple(StageTable.model_fields)
    if place[0] == "changes" and "freezes" in place:
        return tuple(FreezeTable.model_fields)
    if place[0] == "sla" and "targets" in place:
        return tuple(TargetTable.model_fields)
    table = StateTable if "states" in place else tables[str(place[0])]
    return tuple(table.model_fields)


def _meant(close: tuple[str, ...], known: Any) -> str:
    return f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known)}"


def _merge(into: dict[str, Any], raw: dict[str, Any], origins: dict[str, str], path: str, prefix: str) -> None:
    for key, value in raw.items():
        place = f"{prefix}{key}"
        if isinstance(value, dict) and place != "workflow":
            _merge(into.setdefault(key, {}), value, origins, path, f"{place}.")
        else:
            into[key] = value
            origins[place] = path


def schema() -> dict[str, Any]:
    """JSON Schema of a configuration file."""
    return Config.model_json_schema()
