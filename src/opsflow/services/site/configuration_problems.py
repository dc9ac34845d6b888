"""What is wrong in a configuration taken together: names of states, fields, kinds and levels that there are not."""

from __future__ import annotations

from opsflow.domain.nearest import unknown
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsflow.domain.settings import Settings


class Problem(Value):
    """What is wrong, in words that name the key, and the parts of that key: nothing for what stands in no file."""

    place: tuple[str, ...]
    message: str


def _at(message: str, *place: str) -> Problem:
    return Problem(place, f"{'.'.join(place)}: {message}")


def problems(settings: Settings, columns: Sequence[str]) -> list[Problem]:
    """What is wrong beyond what each value says by itself. `columns` are those that every list can have."""
    return [
        *_type_problems(settings),
        *_limit_problems(settings),
        *_filter_problems(settings),
        *_view_problems(settings, columns),
        *_notification_problems(settings),
        *_template_problems(settings),
        *_level_problems(settings),
    ]


def hook_problems(names: Iterable[str]) -> list[Problem]:
    """What is wrong with the names of hooks: kinds of events that never come."""
    from opsflow.domain.history.kinds import KINDS

    found = []
    for name in names:
        kind = name.partition("-")[2].partition(".")[0]
        if kind not in ("all", *KINDS):
            message = f"the hook {name} never runs: {unknown('kind of event', kind, KINDS)}"
            found.append(Problem((), message))
    return found


def _type_problems(settings: Settings) -> Iterator[Problem]:
    """Stages in columns that are not there, and required fields that nobody can fill in."""
    columns = [held.name for held in settings.states]
    for kind in settings.types:
        if kind.initial and kind.initial not in columns:
            yield _at(unknown("state", kind.initial, columns), "types", kind.name, "initial")
    known = _fields(settings)
    for name, held in settings.records.items():
        for stage in held["states"] or ():
            if stage["column"] not in columns:
                message = f"{stage['name']} lies in no column: {unknown('column', stage['column'], columns)}"
                yield _at(message, "types", name, "states")
        for place, fields in (held["requires"] or {}).items():
            for field in fields:
                if not _is_known(settings, field, known):
                    yield _at(unknown("field", field, known), "types", name, "requires", place)


def _fields(settings: Settings) -> list[str]:
    from opsflow.services.work.fields import ALIASES, NAMES

    return [*NAMES, *ALIASES, *[field.name for field in settings.custom_fields]]


def _is_known(settings: Settings, name: str, known: Sequence[str]) -> bool:
    """Whether a name is among those there are; the case of a declared one makes no difference."""
    return name in known or settings.field(name) is not None


def _limit_problems(settings: Settings) -> Iterator[Problem]:
    columns = [held.name for held in settings.states]
    for name in settings.column_limits:
        if name not in columns:
            yield _at(unknown("column", name, columns), "wip", "columns", name)


def _filter_problems(settings: Settings) -> Iterator[Problem]:
    """Filters that cannot be read."""
    from opsflow.domain.errors import UsageError
    from opsflow.domain.filters import FilterContext, parse_filter
    from opsflow.domain.time.zones import UTC
    from opsflow.domain.workflow import Workflow

    views = {view.name: view.filter for view in settings.views}
    types = tuple([kind.name for kind in settings.types])
    context = FilterContext(0, UTC, "me", Workflow(settings.states), types, settings.custom_fields, views)
    filters: list[tuple[tuple[str, ...], str]] = [(("views", name), text) for name, text in views.items()]
    notified = enumerate(settings.automation.get("notify") or ())
    filters += [(("notify", str(number), "where"), table["where"]) for number, table in notified]
    for place, text in filters:
        if not text:
            continue
        try:
            parse_filter(text, context)
        except UsageError as error:
            yield _at(error.message.rstrip("."), *place)


def _view_problems(settings: Settings, columns: Sequence[str]) -> Iterator[Problem]:
    """Sort keys, columns and groups of saved views that there are not."""
    from opsflow.services.looking.sorting import keys_of, known

    sorts = known(settings)
    shown = [*columns, *[field.name for field in settings.custom_fields]]
    for view in settings.views:
        for key in keys_of(view.sort) if view.sort else ():
            if not _is_known(settings, key.removeprefix("-"), sorts):
                yield _at(unknown("sort key", key.removeprefix("-"), sorts), "views", view.name, "sort")
        for name in view.columns:
            if not _is_known(settings, name, shown):
                yield _at(unknown("column", name, shown), "views", view.name, "columns")
        if view.group and not _is_known(settings, view.group, shown):
            yield _at(unknown("column", view.group, shown), "views", view.name, "group")


def _notification_problems(settings: Settings) -> Iterator[Problem]:
    from opsflow.domain.history.kinds import KINDS
    from opsflow.services.hooking import misplaced_variable

    for number, table in enumerate(settings.automation.get("notify") or ()):
        if problem := misplaced_variable(table["command"]):
            yield _at(problem, "notify", str(number), "command")
        for kind in table["on"]:
            if kind not in ("*", *KINDS):
                yield _at(unknown("kind of event", kind, KINDS), "notify", str(number), "on")


def _template_problems(settings: Settings) -> Iterator[Problem]:
    """Fields that there are not, and parts that come after what is no part."""
    known = _fields(settings)
    for name, table in (settings.automation.get("templates") or {}).items():
        parts = table["parts"] or {"": {**table, "after": ()}}
        for part, held in parts.items():
            place = ("templates", name, *(("parts", part) if part else ()))
            for field in held["fields"]:
                if not _is_known(settings, field, known):
                    yield _at(unknown("field", field, known), *place, "fields", field)
            for other in held["after"]:
                if other not in parts:
                    yield _at(unknown("part", other, tuple(parts)), *place, "after")


def _level_problems(settings: Settings) -> Iterator[Problem]:
    """States and priorities of service levels that no item ever has."""
    if settings.clocks is None:
        return
    from opsflow.domain.history.canonical import decoded
    from opsflow.domain.record_types import built

    policy = decoded(settings.clocks[1])
    stages = [
        stage.name for kind in settings.types for stage in built(kind.name, settings.records.get(kind.name, {})).stages
    ]
    states = list(dict.fromkeys([*[held.name for held in settings.states], *stages]))
    for state in policy["stop_in"]:
        if state not in states:
            yield _at(unknown("state", state, states), "sla", "stop_in")
    given = {priority for row in settings.matrix.rows for priority in row}
    for number, target in enumerate(policy["targets"]):
        for priority in target["priorities"]:
            if priority not in given:
                message = f"the matrix gives no item the priority {priority} of the target {target['name']}"
                yield _at(message, "sla", "targets", str(number), "priority")
