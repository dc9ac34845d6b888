"""Making a new, empty store."""

from __future__ import annotations

import os
import sqlite3
from errno import EACCES, ENOTDIR

from opsflow.domain.errors import OpsflowError, StoreError
from opsflow.store.connection import APPLICATION_ID, SCHEMA_VERSION, connect, in_words, open_file, refuse_too_long

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.workflow import State
    from opsflow.store.sqlite import SqliteStore


def create(path: str, states: Iterable[State], now: int, group_shared: bool = False) -> None:
    """Create a store at `path` with this workflow, readable by its owner only unless it is shared with a group.

    The file appears whole or not at all: it is built beside its place and moved there. Raises `StoreError` when
    something already stands there or the folder cannot be written.
    """
    with MadeBeside(path, gives_way=True) as building:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o660 if group_shared else 0o600))
        build(building, states, now)


def refuse_unmakeable(path: str) -> None:
    """Raise `StoreError` where no store can be made, as far as that is known without making one."""
    if os.path.exists(path):
        raise _taken(path)
    refuse_too_long(path)
    folder = os.path.dirname(os.path.abspath(path))
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        raise _refused(path, os.strerror(ENOTDIR))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _refused(path, os.strerror(EACCES))


def _taken(path: str) -> StoreError:
    return StoreError(f"Something already stands at {path}. Choose another path, or use that store as it is.")


def _refused(path: str, why: str | None) -> StoreError:
    return StoreError(f"No store can be created at {path}: {why}.")


class MadeBeside:
    """A name beside `path` under which a store is made, for a `with` block; it gets its own once it is whole.

    Where the block fails, nothing of it is left. Raises `StoreError` when something stands at `path`; what another
    process has put there meanwhile is as good for one that `gives_way`.
    """

    def __init__(self, path: str, gives_way: bool = False) -> None:
        self._path = path
        self._gives_way = gives_way
        self._building = f"{path}.new-{os.getpid()}"

    def __enter__(self) -> str:
        if os.path.exists(self._path):
            raise _taken(self._path)
        refuse_too_long(self._path)
        try:
            os.makedirs(os.path.dirname(os.path.abspath(self._path)), mode=0o700, exist_ok=True)
        except OSError as error:
            raise _refused(self._path, error.strerror) from error
        return self._building

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            if error is None:
                self._put()
        finally:
            for leftover in (self._building, self._building + "-wal", self._building + "-shm"):
                if os.path.exists(leftover):
                    os.unlink(leftover)
        if isinstance(error, OSError):
            raise _refused(self._path, error.strerror) from error
        if isinstance(error, StoreError):
            raise StoreError(error.message.replace(self._building, self._path)) from error

    def _put(self) -> None:
        from opsflow.store.care.backup import sync

        try:
            if os.path.exists(self._building + "-wal"):
                _fold(self._building)
            os.link(self._building, self._path)
            sync(os.path.dirname(os.path.abspath(self._path)))
        except FileExistsError:
            if not self._gives_way:
                raise _taken(self._path) from None
        except sqlite3.Error as error:
            raise in_words(error, self._path) from error
        except OSError as error:
            raise _refused(self._path, error.strerror) from error


def _fold(path: str) -> None:
    """Bring what stands in the log beside a file into the file, which SQLite does at its closing unless that fails."""
    connection = open_file(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def withdraw(path: str) -> None:
    """Remove a store that no command was ever written to. One that is in use by now, or cannot be removed, stays."""
    try:
        connection = connect(path, 0)
    except OpsflowError:
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT last_command FROM head").fetchone()[0]:
            for file in (path, path + "-wal", path + "-shm"):
                if os.path.exists(file):
                    os.unlink(file)
    except (sqlite3.Error, OSError):
        return
    finally:
        connection.close()


def build(path: str, states: Iterable[State], now: int) -> None:
    """Write schema, head row and workflow into an empty database file."""
    connection = open_file(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        build_on(connection, states, now)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    finally:
        connection.close()


def create_in_memory(states: Iterable[State], now: int) -> SqliteStore:
    """A store that is gone when it is closed, for tests and trials."""
    from opsflow.store.sqlite import SqliteStore

    connection = open_file(":memory:")
    build_on(connection, states, now)
    return SqliteStore.over(connection)


def build_on(connection: sqlite3.Connection, states: Iterable[State], now: int) -> None:
    """The same on an open connection, in one transaction."""
    from opsflow.domain.history.chain import START
    from opsflow.domain.uids import new_uid
    from opsflow.store.schema import statements
    from opsflow.version import __version__

    connection.execute("BEGIN IMMEDIATE")
    for statement in statements():
        connection.execute(statement)
    connection.execute(
        "INSERT INTO head (id, store_uid, schema_version, created_at, last_item, last_command, last_event, hash) "
        "VALUES (1, ?, ?, ?, 0, 0, 0, ?)",
        (new_uid(), SCHEMA_VERSION, now, START),
    )
    connection.execute("INSERT INTO schema_change VALUES (?, ?, ?)", (SCHEMA_VERSION, now, f"opsflow {__version__}"))
    connection.executemany(
        "INSERT INTO state (name, category, position) VALUES (?, ?, ?)",
        [(state.name, state.category, state.position) for state in states],
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")
