"""The store over one SQLite file: readers that never wait, writers that queue."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import StoreError, UsageError
from opsflow.store.connection import (
    BUSY_SECONDS,
    DAMAGED,
    connect,
    in_words,
    refuse_if_torn,
    refuse_if_upgraded,
    replaced,
)
from opsflow.store.reading import SqliteReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from opsflow.store.made_whole import MadeWhole
    from opsflow.store.writing import SqliteTransaction


_SHOWN = 20
"""Characters that are shown on each side of what cannot be kept."""


class SqliteStore:
    """An open store. Close it, or use it as a context manager."""

    def __init__(self, path: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._file = _identity(path)
        self.connection = connect(path, busy_seconds)

    @classmethod
    def over(cls, connection: sqlite3.Connection) -> SqliteStore:
        """The store in memory that this connection is."""
        store = cls.__new__(cls)
        store.path, store._file, store.connection = ":memory:", None, connection
        return store

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def reader(self) -> _Reading:
        """A consistent view, for a `with` block."""
        return _Reading(self)

    def transaction(self, is_mending: bool = False) -> _Writing:
        """A transaction that holds the head row, for a `with` block. It rolls back unless it was committed.

        Raises `StoreError` where the head does not stand at the end of the log, unless that is being put right.
        """
        return _Writing(self, is_mending)

    def data_version(self) -> int:
        """A number that changes when another process has written."""
        try:
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise in_words(error, self.path) from error

    def is_there(self) -> bool:
        """Whether the file at the path is still the one that was opened."""
        return _identity(self.path) == self._file

    def interrupt(self) -> None:
        """Break off the statement at hand, from any thread: it raises `StoreError` where it was asked."""
        self.connection.interrupt()

    def wait_up_to(self, seconds: float) -> None:
        """Wait so long for another process that holds the store, from now on."""
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def settle(self) -> bool:
        """Bring what is in the write-ahead log into the file and empty the log; whether those who read allow it now.

        Raises `StoreError` where the disk does not. Either way the last who has the store open does it on closing.
        """
        try:
            is_held, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise in_words(error, self.path) from error
        return not is_held

    def made_whole(self) -> MadeWhole:
        """Write without waiting for the disk, for a `with` block: for a store that nobody sees before its end."""
        from opsflow.store.made_whole import MadeWhole

        return MadeWhole(self.connection, self.path)

    def refuse_if_replaced(self) -> None:
        """Raise `StoreError` when another file, or none, stands where this store was opened.

        What is written to the old one is lost as soon as it is closed.
        """
        if not self.is_there():
            raise replaced(self.path)

    def refuse_if_mistyped(self) -> None:
        """Raise `StoreError` when a value is of another kind than its column declares: another program wrote it.

        All of the store is read for it; so it is asked once something has stumbled.
        """
        from opsflow.store.care.checking import Undecoded
        from opsflow.store.care.values import value_problems

        try:
            with Undecoded(self.connection):
                found = next(value_problems(self.connection), None)
        except sqlite3.Error as error:
            raise in_words(error, self.path) from error
        if found is not None:
            raise StoreError(
                f"The store {self.path} is damaged: {found.where}: {found.message}. "
                "`opsflow doctor --full` names all that is wrong, and what puts it right."
            )

    def close(self) -> None:
        """Give the file back. Closing twice is fine."""
        self.connection.close()


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Scope:
    _begin = "BEGIN"

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def _open(self) -> None:
        try:
            self._store.connection.execute(self._begin)
        except DAMAGED as error:
            raise in_words(error, self._store.path) from error

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._roll_back()
        if isinstance(error, DAMAGED):
            raise in_words(error, self._store.path) from error
        if isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason:
            around = error.object[max(error.start - _SHOWN, 0) : error.end + _SHOWN]
            raise UsageError(f"{around!a} holds half of a surrogate pair, which is no Unicode text.") from error

    def _roll_back(self) -> None:
        try:
            if self._store.connection.in_transaction:
                self._store.connection.execute("ROLLBACK")
        except DAMAGED as error:
            raise in_words(error, self._store.path) from error


class _Reading(_Scope):
    def __enter__(self) -> SqliteReader:
        self._open()
        return SqliteReader(self._store.connection)


class _Writing(_Scope):
    _transaction: SqliteTransaction
    _begin = "BEGIN IMMEDIATE"

    def __init__(self, store: SqliteStore, is_mending: bool = False) -> None:
        super().__init__(store)
        self._is_mending = is_mending

    def __enter__(self) -> SqliteTransaction:
        from opsflow.store.writing import SqliteTransaction

        self._open()
        try:
            self._store.refuse_if_replaced()
            refuse_if_upgraded(self._store.connection, self._store.path)
            if not self._is_mending:
                refuse_if_torn(self._store.connection, self._store.path)
            self._transaction = SqliteTransaction(self._store.connection)
            return self._transaction
        except StoreError:
            self._roll_back()
            raise
        except (*DAMAGED, TypeError) as error:
            self._roll_back()
            if not isinstance(error, TypeError):
                raise in_words(error, self._store.path) from error
            raise StoreError(f"The store {self._store.path} has no head row. Run `opsflow restore BACKUP`.") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._transaction.end()
        if error is None:
            self._store.refuse_if_replaced()
