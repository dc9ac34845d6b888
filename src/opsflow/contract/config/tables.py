"""The tables of a configuration: which keys there are, and what each takes; `reading` reads the files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from opsflow.contract.config import automation
from opsflow.contract.config.clocks import CalendarTable, SlaTable
from opsflow.contract.config.parts import Category, KeyFault, Level, Limit, Name, Table
from opsflow.contract.config.records import (
    ChangesTable,
    HoldTable,
    PriorityTable,
    TypeTable,
)
from opsflow.domain.filters.fields import ALIASES, FIELDS
from opsflow.domain.nearest import instead, nearest, unknown
from opsflow.domain.rules.policies import RULES
from opsflow.domain.settings import MODEL, RECORD_FIELDS

_TAKEN = {
    **dict.fromkeys((*FIELDS, *ALIASES), "a field that is built in"),
    **dict.fromkeys(("done", "tags", "waits"), "a column of lists"),
    **dict.fromkeys(("flow", "pull"), "a sort key of lists"),
    **dict.fromkeys(("is", "has", "no", "and", "or", "not", "on"), "a word of filters or sentences"),
    MODEL: "a field that opsflow fills in itself",
}
"""Names that a field of the site could not be reached by, and what each is already."""


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

    hours_per_day: Annotated[float, Field(ge=1, le=24)] = 8
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
                raise KeyFault(name, unknown("rule", name, RULES))
        return rules

    @field_validator("fields")
    @classmethod
    def _do_not_clash(cls, fields: dict[str, FieldTable]) -> dict[str, FieldTable]:
        seen = {field.name: field.name for field in RECORD_FIELDS}
        for name in fields:
            small = name.lower()
            if small in _TAKEN:
                raise KeyFault(name, f"{name!r} is {_TAKEN[small]} already; choose another name, such as site-{small}")
            if "." in name:
                raise KeyFault(name, f"a field has no dot in its name; write {name.replace('.', '-')}")
            if seen.setdefault(small, name) != name:
                raise KeyFault(name, f"the field {seen[small]} has this name already; its case makes no difference")
        return fields

    @field_validator("store")
    @classmethod
    def _store_is_a_path(cls, value: str | None) -> str | None:
        if value is not None and (not value or "\0" in value):
            raise ValueError("has to be the path of a file")
        return value

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str | None) -> str | None:
        from zoneinfo import available_timezones

        if zone is not None and zone not in available_timezones():
            is_near = nearest(zone, available_timezones())
            hint = instead(zone, available_timezones()) if is_near else "write it like Europe/Berlin"
            raise ValueError(f"there is no time zone {zone!r}; {hint}")
        return zone


def schema() -> dict[str, Any]:
    """JSON Schema of a configuration file."""
    return Config.model_json_schema()
