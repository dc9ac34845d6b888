"""Configuration files read: TOML, validated whole, and made into plain values that load fast; faults at their lines."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from opsflow.contract.config import automation
from opsflow.contract.config.clocks import CalendarTable, SlaTable, TargetTable
from opsflow.contract.config.parts import KeyFault, Table
from opsflow.contract.config.positions import line_of
from opsflow.contract.config.records import (
    ChangesTable,
    FreezeTable,
    HoldTable,
    PriorityTable,
    StageTable,
    TypeTable,
)
from opsflow.contract.config.tables import (
    BoardTable,
    Config,
    FieldTable,
    LimitsTable,
    StateTable,
    ViewTable,
    WorkflowTable,
    WorkingTimeTable,
)
from opsflow.contract.wording import in_words
from opsflow.domain.errors import ConfigError
from opsflow.domain.nearest import instead

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    for held in (whole["workflow"] or {}).get("states", ()):
        if held["limit"]:  # which is the one in force, whatever is said of the column elsewhere
            origins[f"wip.columns.{held['name']}"] = origins["workflow"]
    whole["origins"] = origins
    try:
        automation.refuse_unknown_levels(whole)
        automation.refuse_unknown_resolution(whole)
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
        problems = [f"{path}: {_line(text, _place(detail))}{_problem(detail)}" for detail in found]
        raise ConfigError.of(problems) from None


def _line(text: str, place: tuple[int | str, ...]) -> str:
    number = line_of(text, place)
    return "" if number is None else f"line {number}: "


def _place(detail: Any) -> tuple[int | str, ...]:
    error = detail.get("ctx", {}).get("error")
    return (*detail["loc"], error.key) if isinstance(error, KeyFault) else detail["loc"]


def _problem(detail: Any) -> str:
    place = ".".join(str(part) for part in _place(detail))
    if detail["type"] == "extra_forbidden":
        known = _known_keys(detail["loc"][:-1])
        return f"there is no key {place}; {instead(str(detail['loc'][-1]), known)}"
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


def _merge(into: dict[str, Any], raw: dict[str, Any], origins: dict[str, str], path: str, prefix: str) -> None:
    for key, value in raw.items():
        place = f"{prefix}{key}"
        if isinstance(value, dict) and place != "workflow":
            _merge(into.setdefault(key, {}), value, origins, path, f"{place}.")
        else:
            into[key] = value
            origins[place] = path
