"""What a second process writes of many new items, into files of its own, while this one writes the rest."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.history.canonical import canonical, encoder
from opsflow.domain.history.chain import hash_of_many
from opsflow.domain.history.events import payload_of
from opsflow.store.bulk.rows import TABLES, Incoming
from opsflow.store.bulk.second_process import ahead
from opsflow.store.connection import in_words
from opsflow.store.linking import INSERT_EVENT, linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Self

    from opsflow.domain.history.arrivals import Told
    from opsflow.domain.history.events import CommandHeader
    from opsflow.store.bulk.rows import Batch
    from opsflow.store.linking import Pending, Tip

    Events = Iterable[tuple[int, Iterable[Told]]]

SHARE = 0.3
"""Which part of the items is left to the second process, so that both are at work until the last one."""
_BATCH = 10_000
_FILES = {"rows": TABLES, "past": ("event",)}


class Apart:
    """Some rows and all events of a command on their way into a store, for a `with` block around all else.

    The files lie beside the store and have lost their names by the time that the block is entered, so that a kill
    leaves nothing. Out of them, SQLite takes rows over much faster than Python binds them.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        tip: Tip,
        command: CommandHeader,
        batches: Iterable[Batch],
        events: Events,
    ) -> None:
        self._connection = connection
        self._tip = tip
        self._store: str = connection.execute("PRAGMA database_list").fetchone()[2]
        self._attached: list[str] = []
        self._given = (_Tip(tip), command, batches, events)

    def __enter__(self) -> Self:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix=".opsflow-", dir=os.path.dirname(self._store) or None) as folder:
            for name, tables in _FILES.items():
                self._attach(name, f"{folder}/{name}.db", tables)
            self._written = ahead(_written(folder, self._store, *self._given))
            next(self._written)
        return self

    def _attach(self, name: str, path: str, tables: Iterable[str]) -> None:
        from contextlib import closing

        with closing(sqlite3.connect(path)) as made:
            for table in tables:
                wanted = "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?"
                made.execute(self._connection.execute(wanted, (table,)).fetchone()[0])
        self._connection.execute(f"ATTACH DATABASE ? AS {name}", (path,))
        self._attached.append(name)

    def take_rows(self) -> tuple[list[int], list[int]]:
        """Take the rows over: the ids of their items, and of those whose dependencies are still to be counted."""
        ids, uncounted = next(self._written)
        self._take_over("rows")
        return ids, uncounted

    def _take_over(self, name: str) -> None:
        for table in _FILES[name]:
            self._connection.execute(f"INSERT INTO main.{table} SELECT * FROM {name}.{table}")

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        try:
            if kind is None:
                self._tip.last_event, self._tip.hash = next(self._written)
                self._take_over("past")
        finally:
            self._written.close()

    def end(self) -> None:
        """Let go of the files, once the transaction has ended."""
        for name in self._attached:
            self._connection.execute(f"DETACH DATABASE {name}")


class _Tip:
    """The end of a chain that starts where another one stands."""

    def __init__(self, other: Tip) -> None:
        self.last_event, self.hash = other.last_event, other.hash


def pending_of(events: Events, encode: Callable[[object], str] = canonical) -> Iterator[Pending]:
    """The events of each item, with their payloads as text."""
    for item_id, told in events:
        for kind, happened_at, state, category, changes, note in told:
            yield item_id, kind, happened_at, state, category, payload_of(changes, note, encode)


def _written(
    folder: str, store: str, tip: _Tip, command: CommandHeader, batches: Iterable[Batch], events: Events
) -> Iterator[Any]:
    """Write into the files in a folder. Yields when they are open, when the rows are there, and when the events are."""
    try:
        with _Open(f"{folder}/rows.db") as rows, _Open(f"{folder}/past.db") as past:
            yield None
            incoming = Incoming(rows.begun())
            incoming.put(batches)
            incoming.join()
            rows.connection.execute("COMMIT")
            yield incoming.ids, sorted(incoming.uncounted)
            _write_events(past.begun(), tip, command, pending_of(events, encoder()))
            past.connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise in_words(error, store) from error
    yield tip.last_event, tip.hash


def _write_events(connection: sqlite3.Connection, tip: Tip, command: CommandHeader, events: Iterator[Pending]) -> None:
    from itertools import islice

    hashed = hash_of_many()
    while batch := list(islice(events, _BATCH)):
        connection.executemany(INSERT_EVENT, linked(tip, command, batch, hashed))


class _Open:
    """A file that only has to last for a moment, for a `with` block."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> Self:
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        return self

    def begun(self) -> sqlite3.Connection:
        """The connection in a transaction."""
        self.connection.execute("BEGIN")
        return self.connection

    def __exit__(self, *_error: object) -> None:
        self.connection.close()
