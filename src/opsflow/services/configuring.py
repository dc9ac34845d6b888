"""From the plain values of a configuration to the settings that services read."""

from __future__ import annotations

from opsflow.domain.policies import Policies
from opsflow.domain.settings import CustomField, ItemType, Settings, View, default_types
from opsflow.domain.workflow import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def build(values: Mapping[str, Any]) -> Settings:
    """The settings that validated values mean."""
    settings = Settings()
    settings.store = values["store"]
    settings.zone = values["zone"]
    settings.owners = tuple(values["owners"])
    settings.group_shared = values["group_shared"]
    settings.due_soon = round(values["due_soon_days"] * 86400)
    settings.day_minutes = round(values["working_time"]["hours_per_day"] * 60)
    settings.week_days = values["working_time"]["days_per_week"]
    settings.policies = Policies(values["preset"], values["rules"])
    settings.types = _types(values["types"])
    settings.custom_fields = tuple(
        [CustomField(name, held["kind"], tuple(held["choices"]), held["help"]) for name, held in values["fields"].items()]
    )
    settings.views = tuple(
        [
            View(name, held["filter"], held["sort"], tuple(held["columns"]), held["group"], held["limit"])
            for name, held in values["views"].items()
        ]
    )
    _limits(settings, values)
    return settings


def _types(declared: Mapping[str, Any]) -> tuple[ItemType, ...]:
    types = {held.name: held for held in default_types()}
    for name, held in declared.items():
        types[name] = ItemType(name, int(held["planned"]), held["initial"])
    return tuple(types.values())


def _limits(settings: Settings, values: Mapping[str, Any]) -> None:
    limits = values["wip"]
    settings.owner_limit = limits["owner"]
    settings.owner_limits = limits["owners"]
    settings.class_limits = limits["classes"]
    columns = dict(limits["columns"])
    if values["workflow"]:
        states = values["workflow"]["states"]
        settings.states = tuple([State(held["name"], held["category"], place) for place, held in enumerate(states)])
        columns.update({held["name"]: held["limit"] for held in states if held["limit"]})
    settings.column_limits = columns
