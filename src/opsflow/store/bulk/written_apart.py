"""The past of many new items, which a second process writes into a file of its own while this one writes their rows."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.history.chain import hash_of_many
from opsflow.store.bulk.second_process import ahead
from opsflow.store.connection import in_words
from opsflow.store.linking import INSERT_EVENT, linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Self

    from opsflow.domain.history.events import CommandHeader, Pending
    from opsflow.store.linking import Tip

_BATCH = 1000


class Apart:
    """The events of a command on their way into a store, for a `with` block around all else.

    The file lies beside the store and has lost its name by the time that the block is entered, so that a kill leaves
    nothing. Out of it, SQLite takes rows over much faster than Python binds them.
    """

    def __init__(
        self, connection: sqlite3.Connection, tip: Tip, command: CommandHeader, events: Iterable[Pending]
    ) -> None:
        self._connection = connection
        self._tip = tip
        self._store: str = connection.execute("PRAGMA database_list").fetchone()[2]
        self._is_attached = False
        self._given = (_Tip(tip), command, events)

    def __enter__(self) -> Self:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix=".opsflow-", dir=os.path.dirname(self._store) or None) as folder:
            path = f"{folder}/past.db"
            self._attach(path)
            self._written = ahead(_written(path, self._store, *self._given))
            next(self._written)
        return self

    def _attach(self, path: str) -> None:
        from contextlib import closing

        wanted = "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = 'event'"
        with closing(sqlite3.connect(path)) as made:
            made.execute(self._connection.execute(wanted).fetchone()[0])
        self._connection.execute("ATTACH DATABASE ? AS past", (path,))
        self._is_attached = True

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        try:
            if kind is None:
                self._tip.last_event, self._tip.hash = next(self._written)
                self._connection.execute("INSERT INTO main.event SELECT * FROM past.event")
        finally:
            self._written.close()

    def end(self) -> None:
        """Let go of the file, once the transaction has ended."""
        if self._is_attached:
            self._connection.execute("DETACH DATABASE past")


class _Tip:
    """The end of a chain that starts where another one stands."""

    def __init__(self, other: Tip) -> None:
        self.last_event, self.hash = other.last_event, other.hash


def _written(path: str, store: str, tip: _Tip, command: CommandHeader, events: Iterable[Pending]) -> Iterator[Any]:
    """Write into a file that only has to last for a moment. Yields when it is open, and when the events are there."""
    from contextlib import closing

    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            yield None
            _write_events(connection, tip, command, events)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise in_words(error, store) from error
    yield tip.last_event, tip.hash


def _write_events(connection: sqlite3.Connection, tip: Tip, command: CommandHeader, events: Iterable[Pending]) -> None:
    from itertools import islice

    hashed, coming = hash_of_many(), iter(events)
    while batch := list(islice(coming, _BATCH)):
        connection.executemany(INSERT_EVENT, linked(tip, command, batch, hashed))
