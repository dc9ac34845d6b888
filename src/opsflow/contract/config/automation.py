"""The part of the configuration about alerts, checks, templates, hooks and notifications."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from opsflow.contract.config.parts import Name, Table
from opsflow.domain.errors import ConfigError
from opsflow.domain.items import CLASSES
from opsflow.domain.settings import RECORD_FIELDS

Word = Annotated[str, Field(min_length=1, max_length=4096)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class AlertsTable(Table):
    """How alerts become incidents."""

    reopen_minutes: Annotated[float, Field(ge=0, le=525_600)] = Field(
        default=60, description="An incident finished no longer ago is reopened by its alert; 0: never."
    )
    resolve: Literal["done", "note"] = Field(
        default="done", description="What the end of an alert does to the incident."
    )
    resolution: str | None = Field(
        default=None, description="The resolution code of an incident that its alert ends; recovered if not given."
    )
    key_labels: list[str] = Field(default=[], description="Labels that make the key; none: the sender's fingerprint.")
    severities: dict[str, dict[Literal["impact", "urgency", "class"], str]] = Field(
        default={}, description="Fields by the label severity."
    )


def refuse_unknown_levels(values: dict[str, Any]) -> None:
    """Raise `ConfigError` for a severity that means a level which there is not: its alerts would be lost."""
    known = {"impact": values["priority"]["impact"], "urgency": values["priority"]["urgency"], "class": CLASSES}
    for severity, fields in values["alerts"]["severities"].items():
        for name, value in fields.items():
            if value not in known[name]:
                raise ConfigError(
                    f"alerts.severities.{severity}: there is no {name} {value!r}; there are {', '.join(known[name])}.",
                    ("alerts", "severities", severity, name),
                )


def refuse_unknown_resolution(values: dict[str, Any]) -> None:
    """Raise `ConfigError` for a code of the alerts' own that the field does not know."""
    code, own = values["alerts"]["resolution"], values["fields"].get("resolution")
    (built_in,) = [field for field in RECORD_FIELDS if field.name == "resolution"]
    choices = built_in.choices if own is None else own["choices"]
    if code is not None and choices and code not in choices:
        raise ConfigError(
            f"alerts.resolution: there is no resolution {code!r}; there are {', '.join(choices)}.",
            ("alerts", "resolution"),
        )


class VerifyTable(Table):
    """How checks of criteria run."""

    seconds: Seconds = Field(default=30, description="The longest a check may take.")
    parallel: Annotated[int, Field(ge=1, le=64)] = 4
    characters: Annotated[int, Field(ge=0, le=100_000)] = Field(default=2000, description="Output kept as evidence.")


class CriterionTable(Table):
    """A criterion of a template; `{name}` stands for a variable."""

    text: Word
    check: Word | None = None
    shell: bool = False


class PartTable(Table):
    """An item of a template; `after` names parts that it depends on."""

    title: Word
    fields: dict[str, str] = {}
    tags: list[str] = []
    criteria: list[CriterionTable | Word] = []
    after: list[str] = []


class TemplateTable(Table):
    """What is made under one name: an item, and with `parts` several that depend on each other."""

    title: str = ""
    fields: dict[str, str] = {}
    tags: list[str] = []
    criteria: list[CriterionTable | Word] = []
    variables: dict[Name, str] = Field(default={}, description="Variables with their defaults.")
    parts: dict[Name, PartTable] = {}


class CheckTable(Table):
    """When `opsflow check` speaks."""

    stale_days: Annotated[float, Field(gt=0, le=3650)] = Field(default=14, description="In progress without a change.")
    blocked_days: Annotated[float, Field(ge=0, le=3650)] = Field(default=2, description="Blocked for longer.")
    age_days: Annotated[float, Field(gt=0, le=3650)] | None = Field(
        default=None, description="Open in progress for longer."
    )


class HooksTable(Table):
    """Executables that are told of changes, and may forbid them."""

    folder: Word | None = Field(default=None, description="The folder of the hooks, relative to this file.")
    seconds: Seconds = Field(default=5, description="The longest a hook may take.")


class NotifyTable(Table):
    """A command that is run after a change, with the change as JSON on stdin."""

    on: list[Word] = Field(description="Kinds of events, such as created or finished; * is all.")
    command: list[Word] = Field(min_length=1, description="The program and its words.")
    where: str = Field("", description="Only for items that this filter picks.")
    seconds: Seconds = 10
