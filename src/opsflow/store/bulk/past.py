"""The past of many new items, written into a file of its own by a second process while this one writes the items."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.history.canonical import canonical, encoder
from opsflow.domain.history.chain import hash_of_many
from opsflow.domain.history.events import payload_of
from opsflow.store.bulk.second_process import ahead
from opsflow.store.connection import in_words
from opsflow.store.linking import INSERT_EVENT, linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from opsflow.domain.history.arrivals import Told
    from opsflow.domain.history.events import CommandHeader
    from opsflow.store.linking import Pending, Tip

    Events = Iterable[tuple[int, Iterable[Told]]]

_BATCH = 10_000
_OWN = "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = 'event'"


class Past:
    """The events of a command on their way into a store, for a `with` block in which everything else is written.

    The file lies beside the store and has lost its name by the time that the block is entered, so that a kill leaves
    nothing. Out of it, SQLite takes rows over much faster than Python binds them.
    """

    def __init__(self, connection: sqlite3.Connection, tip: Tip, command: CommandHeader, events: Events) -> None:
        self._connection = connection
        self._tip = tip
        self._command = command
        self._events = events
        self._is_attached = False

    def __enter__(self) -> None:
        from contextlib import closing
        from tempfile import TemporaryDirectory

        store: str = self._connection.execute("PRAGMA database_list").fetchone()[2]
        with TemporaryDirectory(prefix=".opsflow-", dir=os.path.dirname(store) or None) as folder:
            path = f"{folder}/past.db"
            with closing(sqlite3.connect(path)) as made:
                made.execute(self._connection.execute(_OWN).fetchone()[0])
            self._connection.execute("ATTACH DATABASE ? AS past", (path,))
            self._is_attached = True
            self._written = ahead(_written(path, store, _Tip(self._tip), self._command, self._events))
            next(self._written)

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


def pending_of(events: Events, encode: Callable[[object], str] = canonical) -> Iterator[Pending]:
    """The events of each item, with their payloads as text."""
    for item_id, told in events:
        for kind, happened_at, state, category, changes, note in told:
            yield item_id, kind, happened_at, state, category, payload_of(changes, note, encode)


def _written(path: str, store: str, tip: _Tip, command: CommandHeader, events: Events) -> Iterator[Any]:
    """Write the events into the file at `path`: yields once when it is open, and at the end where the chain stands."""
    from contextlib import closing
    from itertools import islice

    hashed, pending = hash_of_many(), pending_of(events, encoder())
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as own:
            own.execute("PRAGMA journal_mode = OFF")
            own.execute("PRAGMA synchronous = OFF")
            own.execute("BEGIN")
            yield None
            while batch := list(islice(pending, _BATCH)):
                own.executemany(INSERT_EVENT, linked(tip, command, batch, hashed))
            own.execute("COMMIT")
    except sqlite3.Error as error:
        raise in_words(error, store) from error
    yield tip.last_event, tip.hash
