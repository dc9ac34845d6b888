"""Reading a Taskwarrior export: what each task means as an item with its history."""

from __future__ import annotations

import json
from typing import Any

from opsflow.contract.bounds import refuse_half_characters
from opsflow.contract.taskwarrior import Task, task, tasks
from opsflow.domain.errors import UsageError
from opsflow.domain.history.imports import Foreign, Step

_LEVELS = {"H": "high", "M": "medium", "L": "low"}
_STATUSES = ("pending", "completed", "deleted", "waiting")


def read(text: str) -> list[Foreign]:
    """The items of an export, given as a JSON array or as one JSON object a line. Raises `UsageError`."""
    stripped = text.strip()
    if not stripped:
        raise UsageError("There is nothing to import: the input is empty.")
    if stripped.startswith("["):
        return [_item(found) for found in tasks(_array(stripped))]
    lines = (line.strip().rstrip(",") for line in stripped.split("\n"))
    kept = (line for line in lines if line and line not in "[]")
    return [_item(task(line, number)) for number, line in enumerate(kept, 1)]


def _array(text: str) -> list[Any]:
    try:
        found: list[Any] = json.loads(text)
        refuse_half_characters(found, text, "The array")
    except (ValueError, RecursionError) as error:
        raise UsageError(f"This is no JSON array of tasks: {error}. Use the output of `task export`.") from None
    return found


def _item(found: Task) -> Foreign:
    fields: dict[str, Any] = {"uid": found.uuid, "title": found.description}
    if found.project is not None:
        fields["project"] = found.project
    if found.priority in _LEVELS:
        fields["impact"] = _LEVELS[found.priority]
    if found.due is not None:
        fields["due"] = found.due
    if found.wait is not None or found.scheduled is not None:
        fields["not_before"] = found.wait if found.wait is not None else found.scheduled
    return Foreign(
        fields,
        found.entry,
        _steps(found),
        tuple(dict.fromkeys(found.tags)),
        tuple([(note.entry, note.description) for note in found.annotations]) if found.annotations else (),
        tuple(dict.fromkeys(found.depends)),
        _kept(found),
        (),
    )


def _steps(found: Task) -> tuple[Step, ...]:
    """What became of the task: started, and done or deleted."""
    entry, start = found.entry, found.start
    if found.status in ("completed", "deleted"):
        ended = found.end if found.end is not None else found.modified if found.modified is not None else entry
        end = Step("cancelled" if found.status == "deleted" else "done", max(ended, entry), "", None)
        if start is not None and found.status == "completed" and entry <= start <= ended:
            return Step("active", start, "", None), end
        return (end,)
    return () if start is None else (Step("active", max(start, entry), "", None),)


def _kept(found: Task) -> tuple[tuple[str, str], ...]:
    """Fields that opsflow has no place for, under names that begin with `tw.`."""
    kept = found.model_extra or {}
    if found.status not in _STATUSES:
        kept["status"] = found.status
    if found.priority and found.priority not in _LEVELS:
        kept["priority"] = found.priority
    if found.wait is not None and found.scheduled is not None:
        kept["scheduled"] = str(found.scheduled)
    if not kept:
        return ()
    told = {f"tw.{name}": value if isinstance(value, str) else json.dumps(value) for name, value in kept.items()}
    return tuple(told.items())
