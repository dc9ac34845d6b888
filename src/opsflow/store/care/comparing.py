"""The tables against the log: the log is played into a store beside, and both are compared, or the tables replaced."""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import OpsflowError, StoreError
from opsflow.store.care.bookkeeping import put_taking_back_right
from opsflow.store.care.checking import PROJECTIONS, REBUILD, RESTORE, Problem, Undecoded, columns_of
from opsflow.store.connection import Damaged
from opsflow.store.search.full_text import INDEXES, make_anew

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.store.reading import SqliteReader
    from opsflow.store.writing import SqliteTransaction

_SHOWN = 20
_INDEX_PARTS = ("data", "idx", "docsize", "config")
"""The tables in which SQLite keeps a full-text index."""
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")


class NoRoom(StoreError):
    """The log cannot be played for want of space, which says nothing about the store."""


class Rebuilt:
    """A store into which a log can be played and which the connection then sees as `rebuilt`, for a `with` block.

    It is left after the transaction has ended: SQLite lets go of a database between transactions alone.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        from tempfile import TemporaryDirectory

        self._connection = connection
        self._folder = TemporaryDirectory(prefix="opsflow-")
        self._path = f"{self._folder.name}/rebuilt.db"
        self._is_attached = False

    def __enter__(self) -> Rebuilt:
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            if self._is_attached:
                self._connection.execute("DETACH DATABASE rebuilt")
        finally:
            self._folder.cleanup()

    def play(self, reader: SqliteReader) -> None:
        """Carry out the whole log that the reader sees, whose chain has to be right. Raises `StoreError` when the log
        contradicts itself, and `NoRoom` when there is no space for it.
        """
        from opsflow.store.bulk.history_copy import first_states
        from opsflow.store.clocks import copy_policy
        from opsflow.store.creation import build_on
        from opsflow.store.writing import SqliteTransaction

        fresh = sqlite3.connect(self._path, isolation_level=None)
        try:
            fresh.execute("PRAGMA foreign_keys = ON")
            fresh.execute("PRAGMA journal_mode = OFF")
            fresh.execute("PRAGMA synchronous = OFF")
            build_on(fresh, first_states(reader), 0)
            copy_policy(reader.connection, fresh)
            fresh.execute("BEGIN")
            tx = SqliteTransaction(fresh)
            tx.put_aside(reader.connection.execute("SELECT last_item FROM head").fetchone()[0])
            tx.fill_tables(reader)
            fresh.execute("COMMIT")
        except Damaged as error:
            raise StoreError(f"The log cannot be played: {error.what}.") from error
        except OpsflowError as error:
            raise StoreError(f"The log cannot be played: {error.message}") from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoreError(f"The log cannot be played: an event cannot be read ({error!r}).") from error
        except sqlite3.Error as error:
            if (getattr(error, "sqlite_errorname", "") or "").startswith(_NO_ROOM):
                raise self._cramped(str(error)) from error
            raise StoreError(f"The log cannot be played: {error}.") from error
        finally:
            fresh.close()
        self._connection.execute("ATTACH DATABASE ? AS rebuilt", (self._path,))
        self._is_attached = True

    def index_problems(self) -> Iterator[Problem]:
        """What is wrong with the full-text indexes, where the log could be played.

        SQLite checks such an index by way of a write. So that none waits for it, a copy is checked, over the titles and
        notes of the log.
        """
        for index in INDEXES if self._is_attached else ():
            try:
                self._copy(index)
                self._connection.execute(f"INSERT INTO rebuilt.{index}({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorname.startswith(_NO_ROOM):
                    raise self._cramped(str(error)) from error
                if not error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
                    raise
                yield Problem(index, f"the full-text index is not right ({error})", REBUILD, True)

    def _copy(self, index: str) -> None:
        """Put the parts of an index in the place of those of the rebuilt one, which may be empty."""
        for part in _INDEX_PARTS:
            self._connection.execute(f"DELETE FROM rebuilt.{index}_{part}")
            self._connection.execute(f"INSERT INTO rebuilt.{index}_{part} SELECT * FROM main.{index}_{part}")

    def _cramped(self, why: str) -> NoRoom:
        folder = os.path.dirname(self._folder.name)
        return NoRoom(
            f"There is no room for the check in {folder} ({why}). Free some space there, or name another folder: "
            "`TMPDIR=FOLDER opsflow doctor`."
        )


def projection_problems(reader: SqliteReader, rebuilt: Rebuilt) -> Iterator[Problem]:
    """Where the tables say something else than the log."""
    try:
        rebuilt.play(reader)
    except NoRoom:
        raise
    except StoreError as error:
        yield Problem("history", error.message.removesuffix(" Nothing was imported."), RESTORE)
        return
    for table in PROJECTIONS:
        with Undecoded(reader.connection):
            keys, count = _differences(reader.connection, table)
        for key in keys:
            yield Problem(f"{table} {key}", "differs from what the log says", REBUILD, True)
        if count > len(keys):
            yield Problem(table, f"and {count - len(keys)} more rows", REBUILD, True)


def _differences(connection: sqlite3.Connection, table: str) -> tuple[list[object], int]:
    """The first columns of rows that stand on one side alone: some of them, and how many there are."""
    columns = ", ".join(columns_of(connection, table, "rebuilt"))
    kept, right = (f"SELECT {columns} FROM {place}.{table}" for place in ("main", "rebuilt"))
    key = columns.partition(",")[0]
    different = (
        f"SELECT {key} FROM (SELECT * FROM ({kept}) EXCEPT {right}) "
        f"UNION SELECT {key} FROM (SELECT * FROM ({right}) EXCEPT {kept})"
    )
    found = connection.execute(
        f"SELECT {key}, count(*) OVER () FROM ({different}) ORDER BY 1 LIMIT {_SHOWN}"
    ).fetchall()
    return [row[0] for row in found], found[0][1] if found else 0


def put_right(tx: SqliteTransaction, rebuilt: Rebuilt) -> None:
    """Replace the projections by what the log says and make the full-text indexes anew, in the transaction at hand.

    References need not be watched meanwhile: those of the rebuilt tables were, when the log was played.
    """
    connection = tx.connection
    put_taking_back_right(connection)
    rebuilt.play(tx)
    triggers = _take_triggers_off(connection)
    for table in PROJECTIONS:
        connection.execute(f"DELETE FROM main.{table}")
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM rebuilt.{table}")
    for statement in triggers:
        connection.execute(statement)
    make_anew(connection)
    connection.execute(
        "UPDATE main.head SET last_item = (SELECT coalesce(max(item_id), 0) FROM main.event), "
        "last_command = (SELECT coalesce(max(id), 0) FROM main.command)"
    )


def _take_triggers_off(connection: sqlite3.Connection) -> list[str]:
    """Drop the triggers that follow each row into the indexes, and answer the statements that bring them back.

    An index that is damaged would refuse to follow, and is made anew at the end in any case.
    """
    asked = "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name IN ('item', 'note')"
    found = connection.execute(asked).fetchall()
    for name, _ in found:
        connection.execute(f"DROP TRIGGER main.{name}")
    return [statement for _, statement in found]
