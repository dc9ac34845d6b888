"""SQLite's own share of an import: the finished rows of a store, put into a new one of the same schema by bare sqlite3.

`python -m benchmarks.floor STORE` prints the seconds. Same durability, one transaction, the indexes made at the end.
Reading the rows beforehand is not counted; what counts is what no program in Python could leave out.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from opsflow.store.bulk.rows import by_column, fill
from opsflow.store.schema import statements
from opsflow.store.search.full_text import make_anew

if TYPE_CHECKING:
    from opsflow.store.bulk.rows import Columns

_LATE = ("CREATE INDEX", "CREATE TRIGGER")
_CACHE = "PRAGMA cache_size = -131072"
_TABLES = (
    "head", "state", "command", "item", "tag", "criterion", "note", "custom", "dependency", "link", "approval", "alert",
    "signal", "event",
)  # fmt: skip


def measure(store: Path) -> float:
    """Seconds to write all rows of a store into a new one, to the disk and out of the write-ahead log."""
    held = _rows(store)
    made = [text.strip() for text in statements()]
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        connection = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        with closing(connection):
            for pragma in ("foreign_keys = ON", "synchronous = FULL", "journal_mode = WAL"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute(_CACHE)
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA defer_foreign_keys = ON")
            for statement in made:
                if not statement.startswith(_LATE):
                    connection.execute(statement)
            for table, columns in held.items():
                fill(connection, table, columns)
            for statement in made:
                if statement.startswith(_LATE):
                    connection.execute(statement)
            make_anew(connection)
            connection.execute("COMMIT")
        return time.perf_counter() - start


def _rows(store: Path) -> dict[str, Columns]:
    found = {}
    with closing(sqlite3.connect(store)) as connection:
        for table in _TABLES:
            asked = connection.execute(f"SELECT * FROM {table}")
            found[table] = by_column([column[0] for column in asked.description], asked.fetchall())
    return found


if __name__ == "__main__":
    print(f"{measure(Path(sys.argv[1])):.2f} s")
