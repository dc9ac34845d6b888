"""Reading a Taskwarrior export: what each task means as an item with its history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from opsflow.contract.bounds import refuse_half_characters, unreadable
from opsflow.contract.taken_in.taskwarrior import Task, task, tasks
from opsflow.domain.errors import UsageError
from opsflow.domain.history.imports import Foreign, Step
from opsflow.domain.settings import KEPT

_LEVELS = {"H": "high", "M": "medium", "L": "low"}
_KNOWN = frozenset(Task.__annotations__)
_MOST, _OF_LINE = 512_000_000, 60
_RECURRING = (
    "in Taskwarrior the pattern of work that comes again, not work itself. Set that up with `opsflow recur add`, "
    "and cancel the pattern."
)
_STATUSES = ("pending", "completed", "deleted", "waiting")


def read(lines: Iterable[str]) -> Iterator[Foreign]:
    """The items of an export, given as the lines of a JSON array or as one JSON object a line. Raises `UsageError`."""
    coming = iter(lines)
    first = next((line for line in coming if line.strip()), None)
    if first is None:
        raise UsageError("There is nothing to import: the input is empty.")
    lines = chain((first,), coming)
    if first.lstrip().startswith("["):
        yield from (_item(found) for found in tasks(_array(lines)))
        return
    stripped = (line.strip().rstrip(",") for line in lines)
    kept = (line for line in stripped if line and line not in "[]")
    yield from (_item(task(line, number)) for number, line in enumerate(kept, 1))


def _array(lines: Iterable[str]) -> list[Any]:
    text = _bounded(lines)
    try:
        found: list[Any] = json.loads(text)
        refuse_half_characters(found, text, "The array")
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"This is no JSON array of tasks: {unreadable(error)}. Use the output of `task export`."
        ) from None
    return found


def _bounded(lines: Iterable[str]) -> str:
    """All the lines, as long as they are no more than any export could be."""
    held, size = [], 0
    for line in lines:
        held.append(line)
        size += len(line) + _OF_LINE
        if size > _MOST:
            raise UsageError(f"The array has no end within {_MOST:,} characters. Nothing was imported.")
    return "".join(held)


def _item(found: Task) -> Foreign:
    fields: dict[str, Any] = {"uid": found["uuid"], "title": found["description"]}
    if (project := found.get("project")) is not None:
        fields["project"] = project
    if (priority := found.get("priority")) in _LEVELS:
        fields["impact"] = _LEVELS[priority]
    if (due := found.get("due")) is not None:
        fields["due"] = due
    wait = found.get("wait")
    if (not_before := found.get("scheduled") if wait is None else wait) is not None:
        fields["not_before"] = not_before
    tags, notes, depends = found.get("tags"), found.get("annotations"), found.get("depends")
    return Foreign(
        fields,
        found["entry"],
        _steps(found),
        tuple(dict.fromkeys(tags)) if tags else (),
        tuple([(note["entry"], note["description"]) for note in notes]) if notes else (),
        tuple(dict.fromkeys(depends)) if depends else (),
        _kept(found),
        (),
        None,
        _RECURRING if found["status"] == "recurring" else "",
    )


def _steps(found: Task) -> tuple[Step, ...]:
    """What became of the task: started, and done or deleted."""
    entry, start, status = found["entry"], found.get("start"), found["status"]
    if status in ("completed", "deleted"):
        ended = found.get("end")
        if ended is None:
            ended = found.get("modified")
        if ended is None:
            ended = entry
        end = Step("cancelled" if status == "deleted" else "done", max(ended, entry), "", None)
        if start is not None and status == "completed" and entry <= start <= ended:
            return Step("active", start, "", None), end
        return (end,)
    return () if start is None else (Step("active", max(start, entry), "", None),)


def _kept(found: Task) -> tuple[tuple[str, str], ...]:
    """Fields that opsflow has no place for, under names that begin with `tw.` (`opsflow.domain.settings.KEPT`)."""
    kept: dict[str, Any] = {}
    if not _KNOWN.issuperset(found):
        kept.update({name: value for name, value in found.items() if name not in _KNOWN})
    status, priority = found["status"], found.get("priority")
    if status not in _STATUSES:
        kept["status"] = status
    if priority and priority not in _LEVELS:
        kept["priority"] = priority
    if found.get("wait") is not None and found.get("scheduled") is not None:
        kept["scheduled"] = str(found["scheduled"])
    if not kept:
        return ()
    told = {KEPT + name: value if isinstance(value, str) else json.dumps(value) for name, value in kept.items()}
    return tuple(told.items())
