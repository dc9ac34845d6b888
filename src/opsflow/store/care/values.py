"""Values that are not of the kind their column declares: SQLite keeps anything anywhere, if somebody writes it."""

from __future__ import annotations

from opsflow.store.care.checking import PROJECTIONS, REBUILD, RESTORE, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

_KINDS = {"INTEGER": "integer", "VARCHAR": "text", "BLOB": "blob"}
_SAYS = {"integer": "a whole number", "real": "a fraction", "text": "text", "blob": "bytes", "null": "nothing"}
_READ_WHOLE = ("head", "state", "clock_policy", "schema_change", "preference")
"""Small tables whose text nothing else reads from end to end."""
_SHOWN = 20


class Column:
    """A column as the schema declares it."""

    def __init__(self, row: Sequence[Any]) -> None:
        _, self.name, declared, is_needed, _, place = row
        self.kind = _KINDS[declared]
        self.kinds = (self.kind,) if is_needed else (self.kind, "null")
        self.is_key = bool(place)


def value_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Each value of another kind than its column declares, by table, row and column; some of each table are named.

    In small tables also text that is no UTF-8; elsewhere the chain and the comparison with the log find it.
    """
    for table, columns in _declared():
        for where, message in (*_mistyped(connection, table, columns), *_undecodable(connection, table, columns)):
            is_from_the_log = table in PROJECTIONS
            yield Problem(where, message, REBUILD if is_from_the_log else RESTORE, is_from_the_log)


def _declared() -> list[tuple[str, list[Column]]]:
    """The tables of a store with their columns, whatever else somebody has put into this one."""
    from contextlib import closing

    from opsflow.store.care.checking import declared_schema
    from opsflow.store.schema import statements

    tables = [statement.split()[2] for statement in statements() if statement.startswith("CREATE TABLE")]
    with closing(declared_schema()) as fresh:
        return [(name, [Column(row) for row in fresh.execute(f"PRAGMA table_info({name})")]) for name in tables]


def _mistyped(connection: sqlite3.Connection, table: str, columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    keys = [column.name for column in columns if column.is_key]
    wrong = " OR ".join([f"typeof({column.name}) NOT IN {_listed(column.kinds)}" for column in columns])
    held = ", ".join([f"typeof({column.name})" for column in columns])
    asked = f"SELECT {', '.join(keys)}, {held} FROM main.{table} WHERE {wrong} LIMIT {_SHOWN}"
    for row in connection.execute(asked):
        for column, kind in zip(columns, row[len(keys) :], strict=True):
            if kind not in column.kinds:
                yield _place(table, row[: len(keys)]), f"{column.name} holds {_SAYS[kind]}, not {_SAYS[column.kind]}"


def _undecodable(connection: sqlite3.Connection, table: str, columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    texts = [column.name for column in columns if column.kind == "text"]
    if table not in _READ_WHOLE or not texts:
        return
    keys = [column.name for column in columns if column.is_key]
    for row in connection.execute(f"SELECT {', '.join([*keys, *texts])} FROM main.{table}"):
        for name, value in zip(texts, row[len(keys) :], strict=True):
            if isinstance(value, str) and not is_text(value):
                yield _place(table, row[: len(keys)]), f"{name} holds bytes that are no UTF-8"


def is_text(value: str) -> bool:
    """Whether a value that was read over an `Undecoded` connection is text throughout."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _listed(kinds: Iterable[str]) -> str:
    return "(" + ", ".join([f"'{kind}'" for kind in kinds]) + ")"


def _place(table: str, keys: Iterable[Any]) -> str:
    return " ".join([table, *[str(key) for key in keys]])
