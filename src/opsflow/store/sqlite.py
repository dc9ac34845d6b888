"""The store over one SQLite file: readers that never wait, writers that queue."""

from __future__ import annotations

import sqlite3

from opsflow.domain.errors import StoreError
from opsflow.store.connection import BUSY_SECONDS, connect, file_at, in_words
from opsflow.store.reading import SqliteReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from opsflow.store.writing import SqliteTransaction


class SqliteStore:
    """An open store. Close it, or use it as a context manager."""

    def __init__(self, path: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.connection = connect(path, busy_seconds)
        self._file = file_at(path)

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def reader(self) -> _Reading:
        """A consistent view, for a `with` block."""
        return _Reading(self)

    def transaction(self) -> _Writing:
        """A transaction that holds the head row, for a `with` block. It rolls back unless it was committed."""
        return _Writing(self)

    def data_version(self) -> int:
        """A number that changes when another process has written."""
        try:
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise in_words(error, self.path) from error

    def is_there(self) -> bool:
        """Whether the file at the path is still the one that was opened."""
        return file_at(self.path) == self._file

    def close(self) -> None:
        """Give the file back. Closing twice is fine."""
        self.connection.close()


class _Scope:
    _begin = "BEGIN"

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def _open(self) -> None:
        try:
            self._store.connection.execute(self._begin)
        except sqlite3.Error as error:
            raise in_words(error, self._store.path) from error

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._roll_back()
        if isinstance(error, sqlite3.Error):
            raise in_words(error, self._store.path) from error

    def _roll_back(self) -> None:
        try:
            if self._store.connection.in_transaction:
                self._store.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise in_words(error, self._store.path) from error


class _Reading(_Scope):
    def __enter__(self) -> SqliteReader:
        self._open()
        return SqliteReader(self._store.connection)


class _Writing(_Scope):
    _begin = "BEGIN IMMEDIATE"

    def __enter__(self) -> SqliteTransaction:
        from opsflow.store.writing import SqliteTransaction

        if not self._store.is_there():
            raise StoreError(
                f"The store {self._store.path} is gone: it was moved, removed or replaced. Nothing was changed."
            )
        self._open()
        try:
            return SqliteTransaction(self._store.connection)
        except (sqlite3.Error, TypeError) as error:
            self._roll_back()
            if isinstance(error, sqlite3.Error):
                raise in_words(error, self._store.path) from error
            raise StoreError(f"The store {self._store.path} has no head row. Run `opsflow restore BACKUP`.") from error
