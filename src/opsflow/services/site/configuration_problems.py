"""What is wrong in a configuration taken together: names of states, fields, kinds and levels that there are not."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsflow.domain.settings import Settings


_SHOWN = 16


def problems(settings: Settings) -> list[str]:
    """What is wrong beyond what each value says by itself, a sentence for each."""
    return [
        *_type_problems(settings),
        *_limit_problems(settings),
        *_filter_problems(settings),
        *_notification_problems(settings),
        *_template_problems(settings),
        *_level_problems(settings),
    ]


def hook_problems(names: Iterable[str]) -> list[str]:
    """What is wrong with the names of hooks: kinds of events that never come."""
    from opsflow.domain.history.kinds import KINDS

    found = []
    for name in names:
        kind = name.partition("-")[2].partition(".")[0]
        if kind not in ("all", *KINDS):
            found.append(f"the hook {name} never runs: {_unknown('kind of event', kind, KINDS)}")
    return found


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    from opsflow.domain.nearest import nearest

    close = nearest(name, known) or [held for held in known if name and name in held][:3]
    if close:
        return f"there is no {what} {name!r}; did you mean {' or '.join(close)}?"
    shown = f"{', '.join(known[:_SHOWN])}, and others" if len(known) > _SHOWN else ", ".join(known)
    return f"there is no {what} {name!r}; there are {shown}"


def _type_problems(settings: Settings) -> Iterator[str]:
    """Stages in columns that are not there, and required fields that nobody can fill in."""
    columns = [held.name for held in settings.states]
    for kind in settings.types:
        if kind.initial and kind.initial not in columns:
            yield f"types.{kind.name}.initial is {kind.initial!r}, which is no state"
    known = _fields(settings)
    for name, held in settings.records.items():
        for stage in held["states"] or ():
            if stage["column"] not in columns:
                yield f"types.{name}.states: {stage['name']} lies in {stage['column']!r}, which is no column"
        for place, fields in (held["requires"] or {}).items():
            for field in fields:
                if field not in known:
                    yield f"types.{name}.requires.{place}: there is no field {field!r}"


def _fields(settings: Settings) -> list[str]:
    from opsflow.services.work.fields import ALIASES, NAMES

    return [*NAMES, *ALIASES, *[field.name for field in settings.custom_fields]]


def _limit_problems(settings: Settings) -> Iterator[str]:
    columns = [held.name for held in settings.states]
    for name in settings.column_limits:
        if name not in columns:
            yield f"wip.columns.{name} is no state"


def _filter_problems(settings: Settings) -> Iterator[str]:
    """Filters that cannot be read."""
    from opsflow.domain.errors import UsageError
    from opsflow.domain.filters import FilterContext, parse_filter
    from opsflow.domain.time.zones import UTC
    from opsflow.domain.workflow import Workflow

    views = {view.name: view.filter for view in settings.views}
    types = tuple([kind.name for kind in settings.types])
    context = FilterContext(0, UTC, "me", Workflow(settings.states), types, settings.custom_fields, views)
    filters = [(f"views.{name}", text) for name, text in views.items()]
    filters += [("notify.where", table["where"]) for table in settings.automation.get("notify") or ()]
    for place, text in filters:
        if not text:
            continue
        try:
            parse_filter(text, context)
        except UsageError as error:
            yield f"{place}: {error.message}"


def _notification_problems(settings: Settings) -> Iterator[str]:
    from opsflow.domain.history.kinds import KINDS

    for table in settings.automation.get("notify") or ():
        for kind in table["on"]:
            if kind not in ("*", *KINDS):
                yield f"notify.on: {_unknown('kind of event', kind, KINDS)}"


def _template_problems(settings: Settings) -> Iterator[str]:
    """Fields that there are not, and parts that come after what is no part."""
    known = _fields(settings)
    for name, table in (settings.automation.get("templates") or {}).items():
        parts = table["parts"] or {"": {**table, "after": ()}}
        for part, held in parts.items():
            place = f"templates.{name}" + (f".parts.{part}" if part else "")
            for field in held["fields"]:
                if field not in known:
                    yield f"{place}.fields: {_unknown('field', field, known)}"
            for other in held["after"]:
                if other not in parts:
                    yield f"{place}.after: {_unknown('part', other, tuple(parts))}"


def _level_problems(settings: Settings) -> Iterator[str]:
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
            yield f"sla.stop_in: {_unknown('state', state, states)}"
    given = {priority for row in settings.matrix.rows for priority in row}
    for target in policy["targets"]:
        for priority in target["priorities"]:
            if priority not in given:
                yield f"sla target {target['name']}: the matrix gives no item the priority {priority}"
