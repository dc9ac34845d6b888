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
_RECURRING = "recurring"
"""The status of a pattern: what comes of it are tasks, it is none."""
_PATTERN = (
    "in Taskwarrior the pattern of work that comes again, not work itself, so it is cancelled here. A note tells how "
    "to have it come again with `opsflow recur add`."
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
    tags, depends = found.get("tags"), found.get("depends")
    return Foreign(
        fields,
        found["entry"],
        _steps(found),
        tuple(dict.fromkeys(tags)) if tags else (),
        _notes(found),
        tuple(dict.fromkeys(depends)) if depends else (),
        _kept(found),
        (),
        None,
        _PATTERN if found["status"] == _RECURRING else "",
    )


def _notes(found: Task) -> tuple[tuple[int, str], ...]:
    held, is_pattern = found.get("annotations"), found["status"] == _RECURRING
    notes = tuple([(note["entry"], note["description"]) for note in held]) if held else ()
    return (*notes, (_ended(found), _about_pattern(found))) if is_pattern else notes


def _about_pattern(found: Task) -> str:
    """What a pattern was, and the command that has it come again."""
    from shlex import quote

    from opsflow.domain.recurrence.words import spoken

    rule = str(found.get("recur") or "")
    try:
        every = quote(rule) if spoken(rule).rule else "RULE"
    except UsageError:
        every = "RULE"
    told = f" (recur: {rule})" if rule else ""
    return (
        f"The pattern of a task that came again in Taskwarrior{told}. To have it come again here: "
        f"`opsflow recur add NAME --every {every} {quote(found['description'])}`"
    )


def _ended(found: Task) -> int:
    """When a task that is over was closed, as far as its export tells."""
    entry, end = found["entry"], found.get("end")
    if end is None:
        end = found.get("modified")
    return entry if end is None or end < entry else end


def _steps(found: Task) -> tuple[Step, ...]:
    """What became of the task: started, and done or deleted. A pattern is in nobody's way."""
    entry, start, status = found["entry"], found.get("start"), found["status"]
    if status in ("completed", "deleted", _RECURRING):
        ended = _ended(found)
        end = Step("done" if status == "completed" else "cancelled", ended, "", None)
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
