"""Opening the file, and saying in words what SQLite says in codes."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import Busy, OpsflowError, StoreError, Unfit

APPLICATION_ID = 0x6F707366
"""`opsf` in the header of the file, so that another program's database is never mistaken for a store."""

SCHEMA_VERSION = 6
OLDEST_SQLITE = (3, 34, 0)
BUSY_SECONDS = 15.0

DAMAGED = (sqlite3.Error, UnicodeDecodeError)
"""What the `sqlite3` of Python raises for a file that it cannot make sense of."""

_NO_TEXT = "Could not decode to UTF-8 column '"
"""How the `sqlite3` of Python begins to tell of text that is none, which has no code of SQLite."""

_SHOWN = 60
"""Characters of a path that is too long to be one."""

_MENDING = "Run `opsflow doctor`, or `opsflow restore BACKUP`"


def connect(path: str, busy_seconds: float = BUSY_SECONDS, older: bool = False) -> sqlite3.Connection:
    """A connection to an existing store, checked for being one of a version this program reads.

    Raises `StoreError` when the file is missing, unreadable, damaged, not a store, or of a newer version, and
    `StoreOutdated` when it is of an older one, unless `older` says that this is fine.
    """
    if path != ":memory:" and not os.path.isfile(path):
        raise _no_file(path)
    if os.path.exists(f"{path}-wal"):
        from opsflow.store.lineage import refuse_foreign_log

        refuse_foreign_log(path)
    connection = open_file(path, busy_seconds)
    try:
        _check(connection, path, older)
    except DAMAGED as error:
        connection.close()
        raise in_words(error, path) from error
    except OpsflowError:
        connection.close()
        raise
    return connection


def refuse_too_long(path: str) -> None:
    """Raise `StoreError` for a path that the system takes for none, before anything recurses into it."""
    from errno import ENAMETOOLONG

    try:
        os.stat(path)
    except OSError as error:
        if error.errno == ENAMETOOLONG:
            raise StoreError(
                f"The path {path[:_SHOWN]}... is longer than this system allows. Name a shorter one."
            ) from None


def _no_file(path: str) -> StoreError:
    refuse_too_long(path)
    if os.path.exists(path):
        what = "a folder" if os.path.isdir(path) else "a pipe, a socket or a device"
        return StoreError(f"{path} is {what}, and a store is a file. Check --store and OPSFLOW_STORE.")
    return StoreError(f"There is no store at {path}. Run `opsflow init` or `opsflow add` there, or check --store.")


def open_file(path: str, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection with the settings that durability and integrity rest on. Creates the file when it is missing."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"opsflow needs SQLite {wanted} or newer; this Python has {sqlite3.sqlite_version}.")
    try:
        connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    except DAMAGED as error:
        raise in_words(error, path) from error
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
    except DAMAGED as error:
        connection.close()
        raise in_words(error, path) from error
    return connection


def _check(connection: sqlite3.Connection, path: str, older: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise StoreError(f"{path} is not an opsflow store. Check --store, OPSFLOW_STORE and `opsflow config path`.")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was written by a newer opsflow (schema {version}, this one reads {SCHEMA_VERSION}). "
            "Upgrade opsflow; nothing was changed."
        )
    if version < SCHEMA_VERSION and not older:
        raise StoreOutdated(f"{path} has schema {version} and has to be upgraded to {SCHEMA_VERSION} first.")


def refuse_if_upgraded(connection: sqlite3.Connection, path: str) -> None:
    """Raise `StoreError` when the file has got another schema since it was opened."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise StoreError(f"{path} was upgraded to schema {version} meanwhile. Nothing was changed; start opsflow anew.")


_TORN = (
    "SELECT 1 FROM head WHERE last_command <> coalesce((SELECT max(id) FROM command), 0) "
    "OR last_event <> coalesce((SELECT max(seq) FROM event), 0) "
    "OR last_item < coalesce((SELECT max(id) FROM item), 0) OR last_item > 9007199254740991 "
    "OR (last_event > 0 AND hash IS NOT (SELECT hash FROM event WHERE seq = last_event))"
)


def refuse_if_torn(connection: sqlite3.Connection, path: str) -> None:
    """Raise `StoreError` when the head, which gives out numbers, does not stand at the end of the log.

    That is no work of this program: a file was put together from two, or changed by hand.
    """
    if connection.execute(_TORN).fetchone() is not None:
        raise StoreError(f"The head of the store {path} does not fit its log. Nothing was changed. {_MENDING}.")


class StoreOutdated(StoreError):
    """The store has to be upgraded before it can be used."""


class Damaged(StoreError):
    """What stands in the file cannot be read; `what` says how, for those who have tried what `doctor` would."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. {_MENDING}.")
        self.what = what

    def __reduce__(self) -> tuple[type[Damaged], tuple[str]]:
        return Damaged, (self.what,)


def replaced(path: str) -> StoreError:
    """The error that says that the file at `path` is no longer the one that was opened."""
    return StoreError(
        f"The store {path} was moved, deleted or replaced meanwhile. What this command did is not kept there; if the "
        "file was moved, it may be in it, under its new name: look before you repeat the command."
    )


def _is_read_only(path: str) -> bool:
    """Whether a store can be read, and no log be kept beside it."""
    return os.access(path, os.R_OK) and not os.access(os.path.dirname(os.path.abspath(path)), os.W_OK)


def in_words(error: sqlite3.Error | UnicodeDecodeError, path: str) -> OpsflowError:
    """The error of ours that says what happened to the file at `path`, and what to do."""
    text = str(error)
    if isinstance(error, sqlite3.ProgrammingError) and "closed database" in text:
        return StoreError(f"The session on the store {path} is closed. Open another one for further calls.")
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(f"The store {path} is busy: another process holds it. Nothing was changed; try again.")
    if name.startswith("SQLITE_CONSTRAINT_FOREIGNKEY"):
        return Unfit("Other items refer to what would go. Nothing was changed.")
    if name.startswith("SQLITE_CONSTRAINT"):
        return Unfit(f"The change does not fit what is there now ({text}). Nothing was changed.")
    if name.startswith("SQLITE_FULL"):
        return StoreError(f"No space is left for the store {path}. Nothing was changed; free some space and repeat.")
    if name == "SQLITE_READONLY_DBMOVED":
        return replaced(path)
    if name.startswith("SQLITE_READONLY") or (name.startswith("SQLITE_CANTOPEN") and _is_read_only(path)):
        return StoreError(
            f"The store {path} cannot be written: the file or its folder is read-only for you. Who only looks needs a "
            "folder that can be written to as well: copy the store to one."
        )
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            f"The store {path} cannot be read or written ({text}): its disk is full, failing or gone. Nothing was "
            "changed; look after the disk and repeat."
        )
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return StoreError(f"The store {path} cannot be opened. Check that the file and its folder are yours to use.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or isinstance(
        error, sqlite3.NotSupportedError | UnicodeDecodeError
    ):
        return Damaged(f"The store {path} is damaged ({text})")
    if text.startswith(_NO_TEXT):
        column = text.removeprefix(_NO_TEXT).partition("'")[0]
        return Damaged(f"The store {path} is damaged: what stands in the column {column} is no text")
    if "no such table" in text or "no such column" in text:
        return Damaged(f"The store {path} lacks a part of its schema ({text})")
    return StoreError(f"The store {path} cannot be used ({text}). {_MENDING}.")
