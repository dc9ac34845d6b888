"""History that came in, looked over before it is kept: what `audit verify` and `doctor` would find, an import refuses.

The links of the chain are checked as the records come (`store.bulk.history_copy`); this is all that can be told once
they are in.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.store.care.bookkeeping import LOOKS
from opsflow.store.care.checking import RESTORE, Problem, circle_problems, redaction_problems, remains

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_EVENTS_BEFORE = "SELECT count(*) FROM event WHERE command_id < ?"
_COMMANDS_UP_TO = "SELECT count(*) FROM command WHERE id <= ?"
_COMMANDS_BEFORE = "SELECT count(*) FROM command WHERE id <= (SELECT command_id FROM event WHERE seq = ?)"


_REFERENCES = (
    ("is a part of", "SELECT id, parent_id FROM item WHERE parent_id NOT IN (SELECT id FROM item)"),
    ("depends on", "SELECT item_id, depends_on FROM dependency WHERE depends_on NOT IN (SELECT id FROM item)"),
    ("is linked to", "SELECT item_id, other_id FROM link WHERE other_id NOT IN (SELECT id FROM item)"),
)
"""What leads from one item to another: SQLite itself refuses these at the end, and does not say which it is."""


def refuse_faults(connection: sqlite3.Connection) -> None:
    """Raise `UsageError` for the first thing that is wrong with a history and the tables made from it."""
    for problem in _problems(connection):
        raise UsageError(f"{record_of(connection, problem.where)}: {problem.message}. Nothing was imported.")


def _problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    for said, asked in _REFERENCES:
        for item, other in connection.execute(f"{asked} ORDER BY 1, 2"):
            yield Problem(f"item {item}", f"it {said} {other}, which is not there", RESTORE)
    yield from redaction_problems(remains(connection))
    for look in (*LOOKS, circle_problems):
        yield from look(connection)


def record_of(connection: sqlite3.Connection, where: str) -> str:
    """Where something stands, with the number of the record that brought it: the header is the first."""
    what, _, number = where.partition(" ")
    if what == "head":
        return "Record 1"
    if what == "event":
        return f"Record {1 + int(number) + _count(connection, _COMMANDS_BEFORE, number)} ({where})"
    if what == "command":
        before = _count(connection, _COMMANDS_UP_TO, number) + _count(connection, _EVENTS_BEFORE, number)
        return f"Record {1 + before} ({where})"
    if what == "item":
        first = connection.execute("SELECT min(seq) FROM event WHERE item_id = ?", (number,)).fetchone()[0]
        return record_of(connection, f"event {first}").replace(f"event {first}", where) if first else where.capitalize()
    return where.capitalize()


def _count(connection: sqlite3.Connection, asked: str, number: str) -> int:
    return int(connection.execute(asked, (int(number),)).fetchone()[0])
