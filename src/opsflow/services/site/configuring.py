"""From the plain values of a configuration to the settings that services read."""

from __future__ import annotations

from opsflow.domain.rules.policies import RULES, Policies
from opsflow.domain.rules.priority import Matrix, by_position
from opsflow.domain.settings import EXPEDITE_LIMIT, RECORD_FIELDS, CustomField, ItemType, Settings, View, default_types
from opsflow.domain.workflow import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_RECORD_KEYS = ("states", "requires", "criteria")


AUTOMATION = ("alerts", "templates", "verify", "check", "hooks", "notify")
"""The tables that are kept as they are, and read when they are needed."""


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
    settings.calendars, settings.calendar = values["calendars"], values["calendar"]
    settings.clocks = values["clocks"]
    settings.policies = Policies(values["preset"], values["rules"])
    settings.matrix = _matrix(values["priority"])
    settings.hold_reasons = tuple(values["hold"]["reasons"])
    settings.changes = values["changes"]
    settings.types = _types(values["types"])
    settings.records = {
        name: held for name, held in values["types"].items() if any(held[key] is not None for key in _RECORD_KEYS)
    }
    settings.custom_fields = _fields(values["fields"])
    settings.views = tuple(
        [
            View(name, held["filter"], held["sort"], tuple(held["columns"]), held["group"], held["limit"])
            for name, held in values["views"].items()
        ]
    )
    settings.automation = {name: values[name] for name in AUTOMATION if values.get(name)}
    settings.board_keys = {name: tuple(keys) for name, keys in values["board"]["keys"].items()}
    _limits(settings, values)
    return settings


def _matrix(held: Mapping[str, Any]) -> Matrix:
    impacts, urgencies = tuple(held["impact"]), tuple(held["urgency"])
    if not held["matrix"]:
        return by_position(impacts, urgencies)
    return Matrix(impacts, urgencies, tuple([tuple(row) for row in held["matrix"]]))


def _types(declared: Mapping[str, Any]) -> tuple[ItemType, ...]:
    types = {held.name: held for held in default_types()}
    for name, held in declared.items():
        known = types.get(name) or ItemType(name)
        planned = known.planned if held["planned"] is None else int(held["planned"])
        types[name] = ItemType(name, planned, known.initial if held["initial"] is None else held["initial"])
    return tuple(types.values())


def _fields(declared: Mapping[str, Any]) -> tuple[CustomField, ...]:
    """The fields of the built-in types and the site's own, which take the place of those of the same name."""
    found = {field.name: field for field in RECORD_FIELDS}
    for name, held in declared.items():
        types = found[name].types if name in found and not held["types"] else tuple(held["types"])
        found[name] = CustomField(name, held["kind"], tuple(held["choices"]), held["help"], types)
    return tuple(found.values())


def _limits(settings: Settings, values: Mapping[str, Any]) -> None:
    limits = values["wip"]
    settings.owner_limit = limits["owner"]
    settings.owner_limits = limits["owners"]
    settings.class_limits = {"expedite": EXPEDITE_LIMIT, **limits["classes"]}
    columns = dict(limits["columns"])
    if values["workflow"]:
        states = values["workflow"]["states"]
        settings.states = tuple([State(held["name"], held["category"], place) for place, held in enumerate(states)])
        columns.update({held["name"]: held["limit"] for held in states if held["limit"]})
    settings.column_limits = columns


def explain(settings: Settings, origins: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Each value in force, with the file it comes from or `default`."""
    return [(key, value, _origin(origins, key)) for key, value in _values(settings)]


def _values(settings: Settings) -> list[tuple[str, str]]:
    own_fields = {held.name: held.kind for held in settings.custom_fields if held not in RECORD_FIELDS}
    return [
        ("zone", settings.zone or "this machine's"),
        ("preset", settings.policies.preset),
        *_each("rules", {rule: settings.policies.level(rule) for rule in RULES}),
        ("workflow.states", ", ".join([f"{held.name} ({held.category})" for held in settings.states])),
        ("wip.owner", str(settings.owner_limit or "none")),
        *_each("wip.owners", settings.owner_limits),
        *_each("wip.classes", settings.class_limits),
        *_each("wip.columns", settings.column_limits),
        ("priority.impact", ", ".join(settings.matrix.impacts)),
        ("priority.urgency", ", ".join(settings.matrix.urgencies)),
        ("priority.matrix", " / ".join([" ".join(map(str, row)) for row in settings.matrix.rows])),
        ("hold.reasons", ", ".join(settings.hold_reasons)),
        ("changes.approvers", ", ".join(settings.changes["approvers"] if settings.changes else ())),
        ("types", ", ".join([held.name for held in settings.types])),
        *_each("fields", own_fields),
        *_each("views", {held.name: held.filter for held in settings.views}),
        *_each("board.keys", {name: " ".join(keys) for name, keys in settings.board_keys.items()}),
        ("owners", ", ".join(settings.owners)),
        ("working_time.hours_per_day", f"{settings.day_minutes / 60:g}"),
        ("working_time.days_per_week", str(settings.week_days)),
        ("calendar", settings.calendar or "none: the days of working_time"),
        *_each("calendars", {name: held["zone"] for name, held in settings.calendars.items()}),
        ("sla", f"policy {settings.clocks[0][:12]}" if settings.clocks else "none"),
        ("due_soon_days", f"{settings.due_soon / 86400:g}"),
    ]


def _each(table: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(f"{table}.{name}", str(value)) for name, value in values.items()]


def _origin(origins: Mapping[str, str], key: str) -> str:
    for name, path in origins.items():
        if name == key or name.startswith(f"{key}."):
            return path
    is_of_workflow = key.startswith(("workflow.", "wip.columns."))
    return origins.get("workflow", "default") if is_of_workflow else "default"
