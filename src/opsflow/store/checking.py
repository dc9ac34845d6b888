"""Looking a store over: the file, the schema, the chain, and the projections against the log."""

from __future__ import annotations

import sqlite3

from opsflow.domain.chain import command_text, event_hash, payload_digest
from opsflow.domain.events import CommandHeader
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsflow.store.reading import SqliteReader


class Problem(Value):
    """What is wrong, where, what to do, and whether `doctor --fix` does it."""

    where: str
    message: str
    remedy: str
    fixable: bool = False


_RESTORE = "Restore a backup: opsflow restore FILE"
_REBUILD = "Rebuild from the log: opsflow doctor --fix"
PROJECTIONS = ("item", "criterion", "note", "tag", "dependency", "link", "custom", "state")


def file_problems(connection: sqlite3.Connection, full: bool) -> Iterator[Problem]:
    """What SQLite itself finds."""
    check = "integrity_check" if full else "quick_check"
    for (line,) in connection.execute(f"PRAGMA {check}(20)"):
        if line != "ok":
            yield Problem("file", line, _RESTORE)
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(f"{table} {row}", f"refers to a missing {parent}", _REBUILD, True)
    for index in ("item_search", "note_search"):
        try:
            connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield Problem(index, f"the full-text index is not right ({error})", _REBUILD, True)


def schema_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Where the schema differs from what the tables declare."""
    from opsflow.store.schema import statements

    fresh = sqlite3.connect(":memory:")
    for statement in statements():
        fresh.execute(statement)
    wanted, has = schema_of(fresh), schema_of(connection)
    fresh.close()
    for place in wanted:
        if place not in has:
            yield Problem(" ".join(place), "is missing from the schema", _RESTORE)
        elif has[place] != wanted[place]:
            yield Problem(" ".join(place), "is not as this version declares it", _RESTORE)


def schema_of(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """What a database declares: the statement of each table, index and trigger, by kind and name."""
    asked = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    return {(kind, name): sql for kind, name, sql in connection.execute(asked)}


def chain_problems(connection: sqlite3.Connection, told: Callable[[int], None]) -> Iterator[Problem]:
    """Each event that was changed, removed or put elsewhere. Later events are checked against what is there."""
    from opsflow.domain.chain import START

    before, expected = START, 1
    shared: tuple[int, str] = (0, "")
    names = ", ".join(CommandHeader._fields)
    commands = connection.cursor()
    statement = (
        "SELECT seq, command_id, item_id, kind, happened_at, state, category, payload, salt, digest, hash FROM event "
        "ORDER BY seq"
    )
    for seq, command_id, item_id, kind, at, state, category, payload, salt, digest, link in connection.execute(
        statement
    ):
        if shared[0] != command_id:
            held = commands.execute(f"SELECT {names} FROM command WHERE id = ?", (command_id,)).fetchone()
            shared = (command_id, command_text(CommandHeader(*held)) if held else "")
        if seq != expected:
            yield Problem(f"event {expected}", f"is missing: event {seq} follows {expected - 1}", _RESTORE)
        if salt is not None and payload_digest(salt, payload) != digest:
            yield Problem(f"event {seq}", "its content was changed", _RESTORE)
        if event_hash(before, shared[1], seq, item_id, kind, at, state, category, digest) != link:
            yield Problem(f"event {seq}", "breaks the chain: it, its command or the one before was changed", _RESTORE)
        before, expected = link, seq + 1
        if seq % 50_000 == 0:
            told(seq)
    last, end = connection.execute("SELECT last_event, hash FROM head").fetchone() or (None, None)
    if last != expected - 1 or end != before:
        yield Problem("head", f"names event {last} as the last, history ends with {expected - 1}", _RESTORE)


def projection_problems(reader: SqliteReader) -> Iterator[Problem]:
    """Where the tables say something else than the log: the log is played into a fresh store and both compared."""
    rebuilt = rebuild(reader)
    try:
        for table in PROJECTIONS:
            columns = [row[1] for row in reader.connection.execute(f"PRAGMA table_info({table})") if row[1] != "row_id"]
            asked = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"
            wrong = _differences(reader.connection.execute(asked), rebuilt.execute(asked))
            for key in wrong[:20]:
                yield Problem(f"{table} {key}", "differs from what the log says", _REBUILD, True)
            if len(wrong) > 20:
                yield Problem(table, f"and {len(wrong) - 20} more rows", _REBUILD, True)
    finally:
        rebuilt.close()


def _differences(kept: sqlite3.Cursor, right: sqlite3.Cursor) -> list[object]:
    one, other = set(kept), set(right)
    return sorted({row[0] for row in one ^ other}, key=str)


def rebuild(reader: SqliteReader) -> sqlite3.Connection:
    """A store in memory into which the whole log was played."""
    from opsflow.store.creation import build_on
    from opsflow.store.history_copy import take_history
    from opsflow.store.writing import SqliteTransaction

    fresh = sqlite3.connect(":memory:", isolation_level=None)
    build_on(fresh, (), 0)
    fresh.execute("BEGIN")
    take_history(SqliteTransaction(fresh), reader.history())
    fresh.execute("COMMIT")
    return fresh


def put_right(connection: sqlite3.Connection, rebuilt: sqlite3.Connection) -> None:
    """Replace the projections by rebuilt ones and make the full-text indexes anew, in the transaction at hand."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for table in reversed(PROJECTIONS):
        connection.execute(f"DELETE FROM {table}")
    for table in ("state", *[name for name in PROJECTIONS if name != "state"]):
        rows = rebuilt.execute(f"SELECT * FROM {table}").fetchall()
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    for index in ("item_search", "note_search"):
        connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
