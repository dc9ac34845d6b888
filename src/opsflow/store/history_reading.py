"""Questions to the history: commands, events, and what they answered."""

from __future__ import annotations

from itertools import chain

from opsflow.domain.history.events import CommandHeader, Event, content_of
from opsflow.store.connection import DAMAGED, in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

_COMMAND_COLUMNS = ", ".join([f"command.{name}" for name in CommandHeader._fields])
_EVENT_COLUMNS = (
    "event.seq, event.command_id, event.item_id, event.kind, event.happened_at, event.state, event.category, "
    "event.payload, event.redacted_by"
)
_CHUNK = 500
"""How many ids go into one statement; SQLite has allowed 999 parameters in every version."""


class HistoryReader:
    """The part of a view of the store that tells what happened."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def command(self, command_id: int) -> CommandHeader | None:
        """The command of that number, or `None`."""
        for header, _ in self.commands("command.id = ?", (command_id,)):
            return header
        return None

    def commands(
        self, where: str, parameters: Sequence[Any], order: str = "command.id", limit: int | None = None
    ) -> Iterator[tuple[CommandHeader, int | None]]:
        """Commands that a condition made of constants picks, each with the command that took it back."""
        statement = f"SELECT {_COMMAND_COLUMNS}, command.undone_by FROM command WHERE {where} ORDER BY {order}"
        if limit is not None:
            statement += " LIMIT ?"
            parameters = (*parameters, limit)
        for row in self.connection.execute(statement, tuple(parameters)):
            yield CommandHeader(*row[:-1]), row[-1]

    def events(
        self, where: str, parameters: Sequence[Any], order: str = "event.seq", limit: int | None = None
    ) -> Iterator[Event]:
        """Events that a condition made of constants picks, read as they are asked for.

        Whoever asks may have left the `with` of the view by then, so what is wrong with the file is told from here.
        """
        statement = f"SELECT {_EVENT_COLUMNS} FROM event WHERE {where} ORDER BY {order}"
        if limit is not None:
            statement += " LIMIT ?"
            parameters = (*parameters, limit)
        try:
            yield from self._events(statement, parameters)
        except DAMAGED as error:
            (_, _, path), *_ = self.connection.execute("PRAGMA database_list")
            raise in_words(error, path) from error

    def _events(self, statement: str, parameters: Sequence[Any]) -> Iterator[Event]:
        for row in self.connection.execute(statement, tuple(parameters)):
            changes, note = content_of(row[0], row[7])
            yield Event.of_row((*row[:7], changes, note, row[8]))

    def taken_back(self) -> frozenset[int]:
        """The commands that are out of force: taken back, or there to take back and put back others."""
        statement = "SELECT id, undone_by, reverses FROM command WHERE undone_by IS NOT NULL OR reverses IS NOT NULL"
        rows = self.connection.execute(statement).fetchall()
        undone_by = {key: by for key, by, _ in rows if by is not None}

        def is_in_force(key: int) -> bool:
            return key not in undone_by or not is_in_force(undone_by[key])

        return frozenset([key for key, _, reverses in rows if reverses is not None or not is_in_force(key)])

    def edits(self, ids: Sequence[int], names: Sequence[str]) -> Iterator[Event]:
        """The events of some items that may have changed one of the fields named, item by item, the latest first.

        Some that changed none of them may be among these.
        """
        names_it = " OR ".join(["instr(event.payload, ?) > 0"] * len(names))
        order = "event.item_id, event.happened_at DESC, event.seq DESC"
        return self._events_of(ids, names_it, [f'"{name}":' for name in names], order)

    def overrides(self, ids: Sequence[int], since: int) -> Iterator[Event]:
        """The events of some items, from an instant on, by which someone went on against a rule."""
        return self._events_of(ids, "event.kind = 'overridden' AND event.happened_at >= ?", (since,))

    def _events_of(
        self, ids: Sequence[int], where: str, parameters: Sequence[Any], order: str = "event.seq"
    ) -> Iterator[Event]:
        for chunk in _chunks(ids):
            yield from self.events(f"event.item_id IN ({_marks(chunk)}) AND ({where})", (*chunk, *parameters), order)

    def hash_of(self, seq: int) -> str:
        """The hash of an event that is there, in hex."""
        (link,) = self.connection.execute("SELECT hash FROM event WHERE seq = ?", (seq,)).fetchone()
        return bytes(link).hex()

    def answer(self, request_id: str) -> str | None:
        """What was answered to an earlier request with this key, or `None`."""
        row = self.connection.execute("SELECT answer FROM command WHERE request_id = ?", (request_id,)).fetchone()
        return row[0] if row else None

    def last_criterion(self, item_id: int) -> int:
        """The highest number a criterion of the item ever had, those taken away included."""
        highest = 0
        for event in self.events("event.item_id = ?", (item_id,)):
            highest = max([highest, *[int(change.key) for change in event.changes if change.entity == "criterion"]])
        return highest

    def rows_by_ids(self, statement: str, ids: Iterable[int | str], tail: str = "") -> Iterator[Any]:
        """The rows of a statement that ends in `IN`, for some keys at a time."""
        chunks = _chunks(list(ids))
        asked = (self.connection.execute(f"{statement} ({_marks(chunk)}) {tail}", chunk) for chunk in chunks)
        return chain.from_iterable(asked)


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))


def _marks(keys: Sequence[Any]) -> str:
    return ", ".join("?" * len(keys))
