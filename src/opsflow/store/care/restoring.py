"""Putting a backup in the place of a store."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import Busy, StoreError, UsageError
from opsflow.domain.value import Value
from opsflow.store.care.backup import copy, name_beside, sync, verify
from opsflow.store.care.holdings import Holding, holding
from opsflow.store.connection import DAMAGED, connect, in_words, refuse_too_long
from opsflow.store.lineage import refuse_foreign_log

_MAGIC = b"SQLite format 3\0"
"""How every database of SQLite begins."""


class Restored(Value):
    """What was brought in, what it took the place of, and where that is kept; `None` for what cannot be told.

    `log` is where the log of a store that was gone is kept, if one was in the way.
    """

    brought: Holding | None
    replaced: Holding | None
    kept: str | None
    log: str | None = None


def restore(backup: str, path: str, now: int, of_another: bool = False) -> Restored:
    """Put a verified backup in the place of the store.

    A backup of another store takes the place of one that was written to only where `of_another` says that this is
    meant: `UsageError` otherwise. A store that is damaged beyond knowing which it is needs no such word.

    The store is held from before it is set aside until the backup stands in its place, so nothing is written to it
    unseen. A command that waits for it meanwhile is told that it was replaced. Raises `Busy` when another process has
    it open.
    """
    _refuse_unfit(backup, path)
    building = f"{path}.new-{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
        brought = _build(backup, building)
        if not os.path.exists(path):
            log = _set_log_aside(path, name_beside(path, "before-restore", now))
            os.link(building, path)
            return Restored(brought, None, None, log)
        with _Held(path) as held:
            if not of_another:
                _refuse_another(backup, brought, path, held.holding)
            os.chmod(building, os.stat(path).st_mode & 0o770)
            kept = _set_aside(path, now)
            os.replace(building, path)
            held.was_replaced = True
        sync(os.path.dirname(os.path.abspath(path)))
        return Restored(brought, held.holding, kept)
    except OSError as error:
        raise StoreError(f"{path} cannot be restored: {error.strerror}. The store is as it was.") from error
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    finally:
        for leftover in (building, f"{building}-wal", f"{building}-shm"):
            if os.path.exists(leftover):
                os.unlink(leftover)


def foresee(backup: str, path: str, of_another: bool = False) -> Restored:
    """What `restore` would bring in and take the place of, with nothing changed; nothing is kept yet.

    It raises the same, but for what only an attempt can find, such as a board that has the store open.
    """
    _refuse_unfit(backup, path)
    brought, there = _looked_at(backup), _looked_at(path) if os.path.exists(path) else None
    if not of_another:
        _refuse_another(backup, brought, path, there)
    return Restored(brought, there, None)


def _looked_at(path: str) -> Holding | None:
    """What a file holds. Opened for reading alone, SQLite would leave a log beside it."""
    try:
        connection = sqlite3.connect(path)
    except sqlite3.Error:
        return None
    try:
        return holding(connection)
    finally:
        connection.close()


def _refuse_unfit(backup: str, path: str) -> None:
    """Raise `StoreError` or `UsageError` for what is no backup, or none for this store.

    A store beside the log of another file is left alone, as to open it would play that log into it.
    """
    refuse_too_long(path)
    if not os.path.exists(backup):
        raise StoreError(f"There is no backup at {backup}. Name a file that `opsflow backup` has written.")
    if os.path.exists(path) and os.path.samefile(backup, path):
        raise UsageError(f"{backup} is the store itself. Name a backup, or a copy that is kept beside it.")
    _refuse_other_files(backup)
    verify(backup)
    refuse_foreign_log(path)


def _refuse_another(backup: str, brought: Holding | None, path: str, there: Holding | None) -> None:
    """Raise `UsageError` when the backup would take the place of another store that somebody has written to."""
    if brought is None or there is None or there.changed_at is None or brought.uid == there.uid:
        return
    raise UsageError(
        f"{backup} is of another store: {brought} would take the place of {there}. Nothing was changed. If {path} is "
        f"the store to replace, repeat with --force; else name the other with --store."
    )


def _refuse_other_files(backup: str) -> None:
    """Raise `StoreError` for what is no database at all, such as an export or a folder."""
    try:
        begins = b""
        if os.path.isfile(backup):
            with open(backup, "rb") as file:
                begins = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(f"{backup} cannot be read: {error.strerror}.") from error
    if begins != _MAGIC:
        raise StoreError(
            f"{backup} is no backup; `opsflow backup` writes one. What `opsflow export` wrote goes in with "
            f"`opsflow import ndjson`."
        )


def _build(backup: str, building: str) -> Holding | None:
    """Copy the backup into a file that can stand in the place of a store, and answer what it holds."""
    os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    source = connect(backup, older=True)
    try:
        copy(source, building)
    finally:
        source.close()
    made = sqlite3.connect(building)
    try:
        made.execute("PRAGMA journal_mode = WAL")
        brought = holding(made)
    finally:
        made.close()
    verify(building)
    sync(building)
    return brought


def _set_aside(path: str, now: int) -> str:
    """Give the store a second name, under which it stays. What a damaged one left in a log beside it goes along."""
    kept = name_beside(path, "before-restore", now)
    os.link(path, kept)
    _set_log_aside(path, kept)
    return kept


def _set_log_aside(path: str, kept: str) -> str | None:
    """Move the log of what is set aside, or of a store that is gone: beside the backup it would be played into that.

    Answers where the log is now, `None` where there was none.
    """
    for tail in ("-wal", "-shm"):
        if os.path.exists(path + tail):
            os.replace(path + tail, kept + tail)
    return f"{kept}-wal" if os.path.exists(f"{kept}-wal") else None


class _Held:
    """A store that no one else can read or write, for a `with` block. One too damaged to be locked is nobody's.

    Its write-ahead log is folded in first: SQLite finds that log by the name of the file, and would take one for the
    other's after the exchange. Whoever waited finds a plain file that has moved, and SQLite does not write to that.
    """

    def __init__(self, path: str) -> None:
        self.was_replaced = False
        self.holding: Holding | None = None
        self._path = path
        self._connection = sqlite3.connect(path, timeout=1, isolation_level=None)

    def __enter__(self) -> _Held:
        try:
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.execute("BEGIN EXCLUSIVE")
            self.holding = holding(self._connection)
        except DAMAGED as error:
            self._connection.close()
            if "locked" in str(error):
                raise Busy(
                    f"{self._path} is in use. Close the boards and commands that have it open, and repeat."
                ) from error
            name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
            if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            if not self.was_replaced:
                self._connection.execute("ROLLBACK")
                self._connection.execute("PRAGMA journal_mode = WAL")
        except DAMAGED:
            return  # too damaged to be held, or held no more
        finally:
            self._connection.close()
