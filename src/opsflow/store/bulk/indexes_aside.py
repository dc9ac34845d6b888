"""What keeps searches quick, put aside while many rows come in and made anew afterwards."""

from __future__ import annotations

from opsflow.store.search.full_text import make_anew

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

_CACHE_KIB = 131_072
FEW = 1000
"""From so many new items on it is worth while to prepare for them."""
_SHARE = 5
_ASIDE = (  # SQLite itself looks up children by their parent
    "SELECT name, type, tbl_name, sql FROM sqlite_master "
    "WHERE tbl_name IN ('item', 'event', 'note', 'tag', 'custom') AND sql IS NOT NULL "
    "AND (type = 'index' AND name <> 'item_by_parent' OR type = 'trigger' AND name LIKE '%_search_%_insert')"
)


class Aside:
    """The indexes of items, events, tags and fields, and the triggers of the full-text search, while many rows come in.

    Bringing them back reads the whole store once; so they are left in place when few rows come into a large store.
    """

    def __init__(self, connection: sqlite3.Connection, expected: int) -> None:
        self._connection = connection
        self._cache = connection.execute("PRAGMA cache_size").fetchone()[0]
        connection.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")
        (there,) = connection.execute("SELECT last_item FROM head").fetchone()
        self._put: list[tuple[str, str, str, str]] = []
        if expected >= FEW and expected * _SHARE >= there:
            self._put = connection.execute(_ASIDE).fetchall()
        for name, kind, *_ in self._put:
            connection.execute(f"DROP {kind} {name}")

    def bring_back(self, *, of_events: bool) -> None:
        """Make anew what was put aside of events, or of everything else, over all rows that are there now."""
        put = [held for held in self._put if (held[2] == "event") is of_events]
        for *_, sql in put:
            self._connection.execute(sql)
        if put and not of_events:
            make_anew(self._connection)
        self._put = [held for held in self._put if held not in put]

    def end(self) -> None:
        """Give back the memory that was taken."""
        self._connection.execute(f"PRAGMA cache_size = {self._cache}")
