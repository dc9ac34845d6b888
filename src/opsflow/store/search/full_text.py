"""The full-text indexes over titles and notes: how their rows are numbered, how they are asked and made anew.

Open items have one and closed items another, so that the past does not slow a search for what is open.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

    from opsflow.domain.filters.syntax import Words

INDEXES = {"open_search": 1, "closed_search": 0}
"""Each index, and the `is_open` of the items in it."""

FIRST_NOTE = 1 << 52
"""Where the row ids of notes begin; below are those of titles, which are the ids of items."""

NOTE_BITS = 20
"""The low bits of the row id of a note are its number, those above the id of its item."""

_ITEM = f"iif(rowid < {FIRST_NOTE}, rowid, (rowid >> {NOTE_BITS}) - {FIRST_NOTE >> NOTE_BITS})"


def row_of_note(table: str) -> str:
    """The row id of the note in a row of `table`, as SQL."""
    return f"{table}.item_id + {FIRST_NOTE >> NOTE_BITS} << {NOTE_BITS} | {table}.number"


def can_be_asked(node: Words) -> bool:
    """Whether there is a letter or a digit in the words; signs alone are not in the indexes."""
    return any(sign.isalnum() for sign in node.text)


def holding(node: Words, index: str) -> tuple[str, tuple[str, ...]]:
    """The ids of the items of an index with these words or word beginnings in a title or a note, some more than once.

    Each word is quoted, so none is an operator of the search.
    """
    quoted = '"' + node.text.replace('"', '""').replace("\0", " ") + '"'
    sought = quoted if node.phrase else f"{quoted} *"
    return f"SELECT {_ITEM} AS id FROM {index} WHERE {index} MATCH ?", (sought,)


def make_anew(connection: sqlite3.Connection) -> None:
    """Fill both indexes again, in the order of their row ids, which is the quickest."""
    for index, is_open in INDEXES.items():
        connection.execute(f"INSERT INTO {index}({index}) VALUES ('delete-all')")
        connection.execute(
            f"INSERT INTO {index}(rowid, text) SELECT id, title FROM item WHERE is_open = {is_open} ORDER BY id"
        )
        connection.execute(
            f"INSERT INTO {index}(rowid, text) SELECT {row_of_note('note')}, note.text FROM item CROSS JOIN note "
            f"WHERE item.is_open = {is_open} AND note.item_id = item.id ORDER BY item.id, note.number"
        )
