"""Bringing a file to the newest schema: a backup beside it first, then all steps in one transaction, or nothing."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import OpsflowError, StoreError
from opsflow.store import connection as opening
from opsflow.store.care.backup import back_up, name_beside, verify
from opsflow.store.migrations import steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsflow.store.migrations.steps import Step

WAIT_SECONDS = 120.0
"""How long to wait for another process, which may be at the same upgrade."""


def upgrade(path: str, now: int, told: Callable[[str], None] = lambda _text: None) -> None:
    """Bring the store at `path` to the newest schema, and tell where the file as it was is kept.

    A file that another process upgraded meanwhile is left alone. Raises `StoreError` when there is no way or a step
    fails; the file is then as it was.
    """
    connection = opening.open_file(path, WAIT_SECONDS)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")  # tables are dropped and made anew; checked before the commit
        connection.execute("PRAGMA legacy_alter_table = ON")  # a renamed table leaves references to its name alone
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < opening.SCHEMA_VERSION:
            _upgrade(connection, path, version, now, told)
    except sqlite3.Error as error:
        raise opening.in_words(error, path) from error
    finally:
        connection.close()  # what was not committed is rolled back


def _upgrade(connection: sqlite3.Connection, path: str, version: int, now: int, told: Callable[[str], None]) -> None:
    way = steps.way(version, opening.SCHEMA_VERSION)
    if not way:
        raise StoreError(f"{path} has schema {version}, and this opsflow knows no way from there. Nothing was changed.")
    kept = keep(connection, path, version, now)
    try:
        take(connection, way, now)
        connection.execute("COMMIT")
    except (sqlite3.Error, OpsflowError) as error:
        raise StoreError(
            f"{path} cannot be upgraded from schema {version} to {way[-1].number}: {error}. It is as it was; a copy is "
            f"kept as {kept}."
        ) from error
    told(f"upgraded the store {path} from schema {version} to {way[-1].number}; the file as it was is kept as {kept}")


def take(connection: sqlite3.Connection, way: Sequence[Step], now: int) -> None:
    """Take the steps and record them, in the transaction at hand."""
    from opsflow.version import __version__

    broken = _broken_references(connection)
    for step in way:
        try:
            step.run(connection)
        except (sqlite3.Error, OpsflowError) as error:
            raise StoreError(f"step {step.number} ({step.name}) fails with: {error}") from error
        connection.execute("INSERT INTO schema_change VALUES (?, ?, ?)", (step.number, now, f"opsflow {__version__}"))
    if _broken_references(connection) > broken:
        raise StoreError("rows would refer to others that are not there")
    connection.execute("UPDATE head SET schema_version = ?", (way[-1].number,))
    connection.execute(f"PRAGMA user_version = {way[-1].number}")


def _broken_references(connection: sqlite3.Connection) -> int:
    return len(connection.execute("PRAGMA foreign_key_check").fetchall())


def keep(connection: sqlite3.Connection, path: str, version: int, now: int) -> str:
    """The name of a verified copy of the store beside it, which is made unless an earlier attempt left one.

    The caller holds the store, so that nothing is written after the copy, and half a copy is nobody's.
    """
    head = bytes(connection.execute("SELECT hash FROM head").fetchone()[0]).hex()
    folder, name = os.path.split(os.path.abspath(path))
    for found in sorted(os.listdir(folder)):
        if found.startswith(f"{name}.schema-{version}-"):
            beside = os.path.join(folder, found)
            if ".new-" in found:
                os.unlink(beside)
            elif _is_copy(beside, head):
                return beside
    target = name_beside(path, f"schema-{version}", now)
    back_up(path, target)
    return target


def _is_copy(path: str, head: str) -> bool:
    try:
        return verify(path) == head
    except OpsflowError:
        return False
