"""Copies of a store: made while it is in use, verified, and put in its place again."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import Busy, StoreError, UsageError
from opsflow.store.connection import connect, in_words


def back_up(path: str, target: str, replace: bool = False) -> tuple[int, str]:
    """Copy the store at `path` to `target`, check the copy, and answer its size in bytes and its head hash.

    The copy appears whole or not at all. Raises `UsageError` when something is there and `replace` is not set.
    """
    if os.path.exists(target) and not replace:
        raise UsageError(f"{target} exists already. Choose another name, or replace it with --force.")
    if os.path.exists(target) and os.path.exists(path) and os.path.samefile(path, target):
        raise UsageError(f"{target} is the store itself. Choose another name.")
    building = f"{target}.new-{os.getpid()}"
    source = connect(path, older=True)
    try:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy(source, building)
        head = verify(building)
        _sync(building)
        (os.replace if replace else os.link)(building, target)
        _sync(os.path.dirname(os.path.abspath(target)))
    except FileExistsError:
        raise UsageError(f"{target} exists already. Choose another name, or replace it with --force.") from None
    except OSError as error:
        raise StoreError(f"No backup can be written to {target}: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    finally:
        source.close()
        if os.path.exists(building):
            os.unlink(building)
    return os.path.getsize(target), head


def name_beside(path: str, what: str, now: int) -> str:
    """A name that is free, beside the store: what it is kept for, and the time in UTC."""
    from time import gmtime, strftime

    wanted = f"{path}.{what}-{strftime('%Y%m%dT%H%M%SZ', gmtime(now))}"
    name, number = wanted, 1
    while os.path.exists(f"{name}.db"):
        number += 1
        name = f"{wanted}-{number}"
    return f"{name}.db"


def _copy(source: sqlite3.Connection, building: str) -> None:
    copy = sqlite3.connect(building)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def verify(path: str) -> str:
    """The head hash of the store at `path`, once SQLite has found nothing wrong. Raises `StoreError`."""
    connection = connect(path, older=True)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"{path} is damaged ({found}). Use another backup.")
        row = connection.execute("SELECT hash FROM head WHERE id = 1").fetchone()
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    finally:
        connection.close()
    if row is None:
        raise StoreError(f"{path} has no head row. Use another backup.")
    return bytes(row[0]).hex()


def restore(backup: str, path: str, now: int) -> str | None:
    """Put a verified backup in the place of the store, and answer where the store that was there is kept.

    Raises `Busy` when another process has that store open.
    """
    verify(backup)
    building = f"{path}.new-{os.getpid()}"
    try:
        source = connect(backup, older=True)
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy(source, building)
        source.close()
        copy = sqlite3.connect(building)
        copy.execute("PRAGMA journal_mode = WAL")
        copy.close()
        verify(building)
        _sync(building)
        kept = _set_aside(path, now)
        os.replace(building, path)
        _sync(os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        raise StoreError(f"{path} cannot be restored: {error.strerror}. The store is as it was.") from error
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    finally:
        for leftover in (building, f"{building}-wal", f"{building}-shm"):
            if os.path.exists(leftover):
                os.unlink(leftover)
    return kept


def _set_aside(path: str, now: int) -> str | None:
    if not os.path.exists(path):
        return None
    _refuse_if_open(path)
    kept = f"{path}.before-restore-{now}"
    os.link(path, kept)
    for tail in ("-wal", "-shm"):
        if os.path.exists(path + tail):
            os.replace(path + tail, kept + tail)
    return kept


def _refuse_if_open(path: str) -> None:
    """Raise `Busy` when someone else has the store open. A file too damaged to be locked is nobody's."""
    probe = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        probe.execute("PRAGMA locking_mode = EXCLUSIVE")
        probe.execute("BEGIN EXCLUSIVE")
        probe.execute("ROLLBACK")
        probe.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Busy(f"{path} is in use. Close the boards and commands that have it open, and repeat.") from error
    except sqlite3.DatabaseError:
        return
    finally:
        probe.close()


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
