"""Reading history: commands with their events, newest first."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.value import Value
from opsflow.services.choosing import missing_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from opsflow.domain.history.events import CommandHeader, Event
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

_MOST = 500


class Entry(Value):
    """A command, the command that took it back, and its events (only those of the items asked for).

    The events are read as they are asked for, once, and before the next command is: an import has as many as it
    brought. `has_more` says that there are more than were asked for.
    """

    command: CommandHeader
    undone_by: int | None
    events: Iterable[Event]
    has_more: bool = False


def log(
    session: Session,
    ids: Sequence[int] = (),
    since: int | None = None,
    until: int | None = None,
    actor: str | None = None,
    limit: int | None = None,
    most: int | None = None,
) -> Generator[Entry]:
    """The commands that touched the items (all, if none are named), within bounds of when they were recorded.

    They are read as they are asked for, in one consistent view. `limit` is the most commands, `most` the most events of
    each. Raises `NotFound` for an item that never was.
    """
    where, parameters = _within(ids, since, until, actor)
    with session.store.reader() as reader:
        _refuse_unknown(reader, ids)
        for header, undone_by in reader.commands(where, parameters, "command.id DESC", limit):
            yield _entry(reader, header, undone_by, ids, most)


def _within(ids: Sequence[int], since: int | None, until: int | None, actor: str | None) -> tuple[str, list[int | str]]:
    """The condition that picks the commands, with its parameters."""
    conditions: list[str] = ["1 = 1"]
    parameters: list[int | str] = []
    if ids:
        touched = f"SELECT event.command_id FROM event WHERE {_of(ids)}"
        conditions.append(f"command.id IN ({touched})")
        parameters += ids
    bounds = (("command.recorded_at >= ?", since), ("command.recorded_at <= ?", until), ("command.actor = ?", actor))
    for condition, value in bounds:
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    return " AND ".join(conditions), parameters


def _of(ids: Sequence[int]) -> str:
    return f"event.item_id IN ({', '.join('?' * len(ids))})"


def _entry(reader: Reader, header: CommandHeader, undone_by: int | None, ids: Sequence[int], most: int | None) -> Entry:
    where = f"event.command_id = ? AND {_of(ids)}" if ids else "event.command_id = ?"
    if most is None:
        return Entry(header, undone_by, reader.events(where, (header.id, *ids)))
    events = tuple(reader.events(where, (header.id, *ids), limit=most + 1))
    return Entry(header, undone_by, events[:most], len(events) > most)


def _refuse_unknown(reader: Reader, ids: Sequence[int]) -> None:
    """Raise `NotFound` for ids that were never given out, and `UsageError` for more of them than a question takes."""
    if len(ids) > _MOST:
        raise UsageError(f"The log of at most {_MOST} items can be asked for at once. Without ids it tells of all.")
    missing = sorted(set(ids).difference(reader.items(ids)))
    never = [item_id for item_id in missing if not any(reader.events("event.item_id = ?", (item_id,), limit=1))]
    if never:
        raise NotFound(missing_text(reader, never))
