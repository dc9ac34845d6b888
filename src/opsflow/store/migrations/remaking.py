"""Giving a table another form.

SQLite keeps the text of a statement, and `ALTER TABLE` leaves one that no fresh store has. A table that is made anew
reads the same in both.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

_FORMER = "former_"


def remake_table(
    connection: sqlite3.Connection, table: str, statements: Sequence[str], values: Mapping[str, str] | None = None
) -> None:
    """Make a table anew with all its rows.

    `statements` are its `CREATE TABLE`, then those of its indexes and triggers. A column that is there before and after
    is carried over; `values` gives the SQL expression of one that is new, or of one that is kept in another way.
    """
    given = dict(values or {})
    former = _columns(connection, table)
    connection.execute(f"ALTER TABLE {table} RENAME TO {_FORMER}{table}")
    connection.execute(statements[0])
    names = [name for name in _columns(connection, table) if name in given or name in former]
    taken = ", ".join([given.get(name, name) for name in names])
    connection.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {_FORMER}{table}")
    connection.execute(f"DROP TABLE {_FORMER}{table}")
    for statement in statements[1:]:
        connection.execute(statement)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
