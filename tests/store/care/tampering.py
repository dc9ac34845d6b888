"""A store changed behind the back of opsflow, and a look at what is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if any(" event " in statement for statement in statements):
            asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
            for (name,) in connection.execute(asked).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM item ORDER BY id")]
