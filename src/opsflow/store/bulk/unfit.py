"""Which of many rows the store cannot keep, and why, in words."""

from __future__ import annotations

import sqlite3

from opsflow.domain.errors import Unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

NOT_KEPT = (sqlite3.IntegrityError, OverflowError)
"""What Python's `sqlite3` raises for a row that breaks a rule of the schema."""


def unfit(
    connection: sqlite3.Connection,
    table: str,
    columns: Mapping[str, Sequence[Any]],
    error: sqlite3.IntegrityError | OverflowError,
) -> Unfit:
    """The error for some rows of which one was not taken. They are tried one by one, so the transaction has to end."""
    owner = {"command": "command", "event": "event"}.get(table, "item")
    for row in zip(*columns.values(), strict=True):
        why = _refused(connection, table, columns, row)
        if why is not None:
            return Unfit(f"{owner.capitalize()} {row[0]} {_in_words(why, table)}.", f"{owner} {row[0]}")
    return Unfit(f"One {owner} {_in_words(error, table)}.")


def _refused(
    connection: sqlite3.Connection, table: str, columns: Iterable[str], row: Sequence[Any]
) -> sqlite3.IntegrityError | OverflowError | None:
    """Why a row cannot be kept; `None` where it can, or is there already."""
    held = {name: value for name, value in zip(columns, row, strict=True) if value is not None}
    statement = f"INSERT INTO {table} ({', '.join(held)}) VALUES ({', '.join('?' * len(held))})"
    try:
        connection.execute(statement, tuple(held.values()))
    except NOT_KEPT as error:
        keys = [key for _, key, *_, place in connection.execute(f"PRAGMA table_info({table})") if place]
        is_there = f"UNIQUE constraint failed: {', '.join([f'{table}.{key}' for key in keys])}"
        return None if str(error) == is_there else error
    return None


def _in_words(error: sqlite3.IntegrityError | OverflowError, table: str) -> str:
    what, _, name = str(error).partition(" constraint failed: ")
    column = name.rpartition(".")[2].replace("_", " ")
    if what == "CHECK":
        return f"breaks a rule that the store keeps: {name.replace('_', ' ')}"
    if what == "NOT NULL":
        return f"has no {column}" if table in ("item", "command", "event") else f"has a {table} without its {column}"
    if what == "UNIQUE":
        return f"has the same {column} as another"
    return "holds a number that is too large"
