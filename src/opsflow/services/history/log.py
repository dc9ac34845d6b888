"""Reading history: commands with their events, newest first."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.value import Value
from opsflow.services.writing import missing_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.history.events import CommandHeader, Event
    from opsflow.services.session import Session


_MOST = 500


class Entry(Value):
    """A command, the command that took it back, and its events (only those of the items asked for).

    `has_more` says that there are more events than were asked for.
    """

    command: CommandHeader
    undone_by: int | None
    events: tuple[Event, ...]
    has_more: bool = False


def log(
    session: Session,
    ids: Sequence[int] = (),
    since: int | None = None,
    until: int | None = None,
    actor: str | None = None,
    limit: int | None = None,
    most: int | None = None,
) -> list[Entry]:
    """The commands that touched the items (all, if none are named), within bounds of when they were recorded.

    `limit` is the most commands, `most` the most events of each: an import has as many as it brought.
    Raises `NotFound` for an item that never was.
    """
    conditions, parameters = ["1 = 1"], []
    marks = ", ".join("?" * len(ids))
    if ids:
        conditions.append(f"command.id IN (SELECT event.command_id FROM event WHERE event.item_id IN ({marks}))")
        parameters += list(ids)
    for condition, value in (
        ("command.recorded_at >= ?", since),
        ("command.recorded_at <= ?", until),
        ("command.actor = ?", actor),
    ):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)  # type: ignore[arg-type]
    with session.store.reader() as reader:
        _refuse_unknown(reader, ids)
        found = reader.commands(" AND ".join(conditions), parameters, "command.id DESC", limit)
        own = f" AND event.item_id IN ({marks})" if ids else ""
        wanted = None if most is None else most + 1
        entries = []
        for header, undone_by in found:
            events = tuple(reader.events(f"event.command_id = ?{own}", (header.id, *ids), limit=wanted))
            has_more = most is not None and len(events) > most
            entries.append(Entry(header, undone_by, events[:most], has_more))
        return entries


def _refuse_unknown(reader: Any, ids: Sequence[int]) -> None:
    """Raise `NotFound` for ids that were never given out, and `UsageError` for more of them than a question takes."""
    if len(ids) > _MOST:
        raise UsageError(f"The log of at most {_MOST} items can be asked for at once. Without ids it tells of all.")
    missing = sorted(set(ids).difference(reader.items(ids)))
    never = [item_id for item_id in missing if not any(reader.events("event.item_id = ?", (item_id,), limit=1))]
    if never:
        raise NotFound(missing_text(reader, never))
