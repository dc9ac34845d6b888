"""Reading a Taskwarrior export: what each task means as an item with its history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from opsflow.contract.taskwarrior import Task, task
from opsflow.domain.errors import UsageError
from opsflow.domain.imports import Foreign, Step

_LEVELS = {"H": "high", "M": "medium", "L": "low"}
_LARGEST = 500_000_000


def read(text: str) -> list[Foreign]:
    """The items of an export, given as a JSON array or as one JSON object a line. Raises `UsageError`."""
    return [_item(task(source, number)) for number, source in enumerate(_sources(text), 1)]


def _sources(text: str) -> Iterator[Any]:
    """Each task as it stands: a line of JSON, or a member of the array."""
    stripped = text.strip()
    if not stripped:
        raise UsageError("There is nothing to import: the input is empty.")
    if stripped.startswith("["):
        try:
            yield from json.loads(stripped)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"This is no JSON array of tasks: {error}. Use the output of `task export`.") from None
        return
    for line in stripped.split("\n"):
        line = line.strip().rstrip(",")
        if line and line not in "[]":
            yield line


def _item(found: Task) -> Foreign:
    fields = {
        "uid": found.uuid,
        "title": found.description,
        "project": found.project,
        "impact": _LEVELS.get(found.priority or ""),
        "due": found.due,
        "not_before": found.wait if found.wait is not None else found.scheduled,
    }
    return Foreign(
        {name: value for name, value in fields.items() if value is not None},
        found.entry,
        tuple(_steps(found)),
        tuple(dict.fromkeys(found.tags)),
        tuple([(note.entry, note.description) for note in found.annotations]),
        tuple(dict.fromkeys(found.depends)),
        tuple(_kept(found).items()),
    )


def _steps(found: Task) -> Iterator[Step]:
    """What became of the task: started, and done or deleted."""
    ended = found.end if found.end is not None else found.modified if found.modified is not None else found.entry
    if found.status == "completed":
        if found.start is not None and found.entry <= found.start <= ended:
            yield Step("active", found.start)
        yield Step("done", max(ended, found.entry))
    elif found.status == "deleted":
        yield Step("cancelled", max(ended, found.entry))
    elif found.start is not None:
        yield Step("active", max(found.start, found.entry))


def _kept(found: Task) -> dict[str, str]:
    """Fields that opsflow has no place for, under names that begin with `tw.`."""
    kept = dict(found.model_extra or {})
    if found.status not in ("pending", "completed", "deleted", "waiting"):
        kept["status"] = found.status
    if found.priority and found.priority not in _LEVELS:
        kept["priority"] = found.priority
    if found.wait is not None and found.scheduled is not None:
        kept["scheduled"] = str(found.scheduled)
    return {f"tw.{name}": value if isinstance(value, str) else json.dumps(value) for name, value in kept.items()}
