"""The hash chain of the log, verified against itself and against a head that was noted elsewhere."""

from __future__ import annotations

from opsflow.domain.errors import StoreError
from opsflow.domain.value import Value
from opsflow.store.care.bookkeeping import taking_back_problems
from opsflow.store.care.checking import RESTORE, Problem, chain_problems, redaction_problems, remains

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from opsflow.store.sqlite import SqliteStore


class Head(Value):
    """The end of the log: its last event, and the hash that stands for all of history up to there."""

    event: int
    hash: str


class Verified(Value):
    """What a verification found. `expected_at` is the event at which the head expected stands, if one was given;
    `untold` are the events whose redaction does not say what it left of them.
    """

    head: Head
    problems: tuple[Problem, ...]
    expected_at: int | None = None
    untold: tuple[int, ...] = ()


def head(store: SqliteStore) -> Head:
    """The end of the log."""
    with store.reader() as reader:
        found = _head(reader.connection)
        if found is None:
            raise StoreError(f"The store {store.path} has lost its head row: `opsflow doctor` says what to do.")
        return found


def _head(connection: sqlite3.Connection) -> Head | None:
    row = connection.execute("SELECT last_event, hash FROM head").fetchone()
    return None if row is None else Head(row[0], row[1].hex())


def verify(store: SqliteStore, expect: str | None, told: Callable[[int], None]) -> Verified:
    """Walk the chain: a changed, removed or reordered event is named. `expect` is a head noted earlier, in hex.

    Where the log does not hold that head, its end was removed, or all of it was made anew.
    """
    with store.reader() as reader:
        left = remains(reader.connection)
        problems = [
            *chain_problems(reader.connection, told),
            *redaction_problems(left),
            *taking_back_problems(reader.connection),
        ]
        end = _head(reader.connection)
        if end is None:
            problems.append(Problem("history", "the head row is missing", RESTORE))
        found = None
        if expect is not None:
            asked = "SELECT seq FROM event WHERE hash = ? UNION ALL SELECT 0 WHERE ? = ?"
            row = reader.connection.execute(asked, (bytes.fromhex(expect), expect, "0" * 64)).fetchone()
            found = row[0] if row else None
            if found is None:
                message = "the head expected is not in the log: its end was removed, or history was written anew"
                problems.append(Problem("history", message, RESTORE))
        return Verified(end or Head(0, "0" * 64), tuple(problems), found, left.untold)
