"""A task of a Taskwarrior export, as far as it is understood; the rest is kept as it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Required

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from opsflow.contract import bounds
from opsflow.contract.wording import first_problem
from opsflow.domain.errors import UsageError
from opsflow.domain.time.dates import parse_instant_utc
from opsflow.domain.time.instants import parse_basic_instant


def _instant(text: str) -> int:
    """`20260301T120000Z`, or the same with separators, as seconds since the epoch."""
    basic = parse_basic_instant(text)
    return parse_instant_utc(text) if basic is None else basic


def _listed(value: Any) -> Any:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


Instant = Annotated[bounds.Dated, bounds.instant_by(_instant)]


class Annotation(TypedDict):
    """A note on a task."""

    entry: Instant
    description: str


@with_config(ConfigDict(extra="allow"))
class Task(TypedDict, total=False):
    """One task. Fields that are not named here are kept as they came."""

    uuid: Required[bounds.Uuid]
    description: Required[bounds.Title]
    status: Required[str]
    entry: Required[Instant]
    id: int
    start: Instant | None
    end: Instant | None
    modified: Instant | None
    due: Instant | None
    wait: Instant | None
    scheduled: Instant | None
    project: str | None
    priority: str | None
    tags: tuple[bounds.Tag, ...]
    depends: Annotated[tuple[bounds.Uuid, ...], BeforeValidator(_listed)]
    annotations: tuple[Annotation, ...]
    urgency: float | None


_MANY = 1000
_TASK, _TASKS = TypeAdapter(Task), TypeAdapter(list[Task])


def task(line: str, number: int) -> Task:
    """The task that a line of JSON holds. Raises `UsageError` naming the task and the field."""
    try:
        return _TASK.validate_json(line)
    except ValidationError as error:
        raise UsageError(f"Task {number}: {first_problem(error)}. Nothing was imported.") from None


def tasks(held: list[Any]) -> Iterator[Task]:
    """The tasks of a JSON array, looked at and let go some at a time. Raises `UsageError` naming task and field."""
    for start in range(0, len(held), _MANY):
        some = held[start : start + _MANY]
        held[start : start + _MANY] = [None] * len(some)
        try:
            yield from _TASKS.validate_python(some)
        except ValidationError as error:
            number = start + int(error.errors()[0]["loc"][0]) + 1
            raise UsageError(f"Task {number}: {first_problem(error, 1)}. Nothing was imported.") from None
