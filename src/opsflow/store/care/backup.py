"""Copies of a store, made while it is in use and verified."""

from __future__ import annotations

import os
import sqlite3
from errno import EACCES, ENOENT

from opsflow.domain.errors import OpsflowError, StoreError, UsageError
from opsflow.store.connection import DAMAGED, Damaged, connect, in_words


def back_up(path: str, target: str, replace: bool = False) -> tuple[int, str]:
    """Copy the store at `path` to `target`, check the copy, and answer its size in bytes and its head hash.

    The copy appears whole or not at all. Raises `UsageError` when something is there and `replace` is not set.
    """
    _refuse_target(path, target, replace)
    building = f"{target}.new-{os.getpid()}"
    source = connect(path, older=True)
    try:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy(source, building)
        head = verify(building, path)
        sync(building)
        (os.replace if replace else os.link)(building, target)
        sync(os.path.dirname(os.path.abspath(target)))
    except FileExistsError:
        raise UsageError(f"{target} exists already. Choose another name, or replace it with --force.") from None
    except OSError as error:
        raise _refused(target, error.strerror) from error
    except DAMAGED as error:
        raise _why_not(error, path, target) from error
    finally:
        source.close()
        for leftover in (building, f"{building}-journal"):  # SQLite keeps the journal where a full disk stops a copy
            if os.path.exists(leftover):
                os.unlink(leftover)
    return os.path.getsize(target), head


def foresee(path: str, target: str, replace: bool = False) -> tuple[int, str]:
    """What `back_up` would answer now, or raise, as far as that is known without writing a copy."""
    _refuse_target(path, target, replace)
    folder = os.path.dirname(os.path.abspath(target))
    if not os.path.isdir(folder):
        raise _refused(target, os.strerror(ENOENT))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _refused(target, os.strerror(EACCES))
    source = connect(path, older=True)
    try:
        size = source.execute("PRAGMA page_count").fetchone()[0] * source.execute("PRAGMA page_size").fetchone()[0]
    except DAMAGED as error:
        raise in_words(error, path) from error
    finally:
        source.close()
    return size, verify(path, path)


def _refuse_target(path: str, target: str, replace: bool) -> None:
    if os.path.exists(target) and not replace:
        raise UsageError(f"{target} exists already. Choose another name, or replace it with --force.")
    if os.path.exists(target) and not os.path.isfile(target):
        raise UsageError(f"{target} is no file that a backup could replace. Choose another name.")
    if os.path.exists(target) and os.path.exists(path) and os.path.samefile(path, target):
        raise UsageError(f"{target} is the store itself. Choose another name.")


def _refused(target: str, why: str | None) -> StoreError:
    return StoreError(f"No backup can be written to {target}: {why}.")


def _why_not(error: sqlite3.Error | UnicodeDecodeError, path: str, target: str) -> OpsflowError:
    """What kept a copy from being made. Only the target is written to, and it may lie on another disk."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return StoreError(
            f"No space is left for the copy {target}. Nothing was changed; free some space there and repeat."
        )
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            f"The backup {target} cannot be written, or the store {path} cannot be read ({error}): a disk is full, "
            "failing or gone. Nothing was changed; look after the disk and repeat."
        )
    return in_words(error, path)


def name_beside(path: str, what: str, now: int) -> str:
    """A name that is free, beside the store: what it is kept for, and the time in UTC."""
    from time import gmtime, strftime

    wanted = f"{path}.{what}-{strftime('%Y%m%dT%H%M%SZ', gmtime(now))}"
    name, number = wanted, 1
    while os.path.exists(f"{name}.db"):
        number += 1
        name = f"{wanted}-{number}"
    return f"{name}.db"


def copy(source: sqlite3.Connection, target: str) -> None:
    """Copy a database into an empty file, all of it in that one file."""
    made = sqlite3.connect(target)
    try:
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")
    finally:
        made.close()


def verify(path: str, store: str | None = None) -> str:
    """The head hash of the backup at `path`, once SQLite has found nothing wrong. Raises `StoreError`.

    What is wrong with a copy that was just made of a `store` is wrong with that.
    """
    connection = connect(path, older=True)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        row = connection.execute("SELECT hash FROM head WHERE id = 1").fetchone() if found == "ok" else None
    except DAMAGED as error:
        raise in_words(error, store or path) from error
    finally:
        connection.close()
    if row is None:
        what = "has no head row" if found == "ok" else f"is damaged ({found})"
        if store is not None:
            raise Damaged(f"The store {store} {what}, so no copy of it was kept")
        raise StoreError(f"{path} {what}. Use another backup.")
    return bytes(row[0]).hex()


def sync(path: str) -> None:
    """Wait until the file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
