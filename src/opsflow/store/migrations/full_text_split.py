"""Schema 2: titles and notes of open items are found in an index of their own, and notes lie beside one another.

What schema 2 was is written out here, alike as it is to what the tables declare today: when they change, this step has
to go on making the schema that step 3 starts from.
"""

from __future__ import annotations

from opsflow.store.migrations.remaking import remake_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_NOTE = (
    "\nCREATE TABLE note (\n\t"
    + ", \n\t".join(
        (
            "item_id INTEGER NOT NULL",
            "number INTEGER NOT NULL",
            "written_at INTEGER NOT NULL",
            "author VARCHAR NOT NULL",
            "text VARCHAR NOT NULL",
            "PRIMARY KEY (item_id, number)",
            "CONSTRAINT note_number_fits_the_full_text_index CHECK (number BETWEEN 1 AND 1048575)",
            "FOREIGN KEY(item_id) REFERENCES item (id)",
        )
    )
    + "\n)\n WITHOUT ROWID\n\n"
)
_INDEXES = (
    "CREATE INDEX item_by_change ON item (changed_at, created_at)",
    "CREATE INDEX item_open_by_id ON item (id) WHERE is_open = 1",
)
_FILL = (
    "INSERT INTO {index}(rowid, text) SELECT id, title FROM item WHERE is_open = {is_open} ORDER BY id",
    "INSERT INTO {index}(rowid, text) SELECT note.item_id + 4294967296 << 20 | note.number, note.text "
    "FROM item CROSS JOIN note WHERE item.is_open = {is_open} AND note.item_id = item.id ORDER BY item.id, note.number",
)


def _search(index: str, is_open: int) -> Iterator[str]:
    texts = index.replace("search", "text")
    note, new, old = [f"{table}.item_id + 4294967296 << 20 | {table}.number" for table in ("note", "new", "old")]
    put, take = f"INSERT INTO {index}(rowid, text)", f"INSERT INTO {index}({index}, rowid, text)"
    on_note = f"(SELECT is_open FROM item WHERE id = {{}}.item_id) = {is_open}"
    yield f"""CREATE VIEW {texts} AS
         SELECT id AS row_id, title AS text FROM item WHERE is_open = {is_open}
         UNION ALL
         SELECT {note}, note.text FROM note JOIN item ON item.id = note.item_id
         WHERE item.is_open = {is_open}"""
    yield f"CREATE VIRTUAL TABLE {index} USING fts5(text, content='{texts}', content_rowid='row_id')"
    yield f"""CREATE TRIGGER {index}_item_insert AFTER INSERT ON item WHEN new.is_open = {is_open} BEGIN
         {put} VALUES (new.id, new.title);
         {put} SELECT {note}, text FROM note WHERE item_id = new.id;
       END"""
    yield f"""CREATE TRIGGER {index}_item_delete AFTER DELETE ON item WHEN old.is_open = {is_open} BEGIN
         {take} VALUES ('delete', old.id, old.title);
         {take} SELECT 'delete', {note}, text FROM note WHERE item_id = old.id;
       END"""
    yield f"""CREATE TRIGGER {index}_item_update AFTER UPDATE OF title, is_open ON item
       WHEN {is_open} IN (old.is_open, new.is_open) BEGIN
         {take} SELECT 'delete', old.id, old.title WHERE old.is_open = {is_open};
         {take} SELECT 'delete', {note}, text FROM note WHERE item_id = old.id AND new.is_open <> {is_open};
         {put} SELECT new.id, new.title WHERE new.is_open = {is_open};
         {put} SELECT {note}, text FROM note WHERE item_id = new.id AND old.is_open <> {is_open};
       END"""
    yield f"""CREATE TRIGGER {index}_note_insert AFTER INSERT ON note WHEN {on_note.format("new")} BEGIN
         {put} VALUES ({new}, new.text);
       END"""
    yield f"""CREATE TRIGGER {index}_note_delete AFTER DELETE ON note WHEN {on_note.format("old")} BEGIN
         {take} VALUES ('delete', {old}, old.text);
       END"""
    yield f"""CREATE TRIGGER {index}_note_update AFTER UPDATE OF text ON note WHEN {on_note.format("new")} BEGIN
         {take} VALUES ('delete', {old}, old.text);
         {put} VALUES ({new}, new.text);
       END"""


def split_full_text(connection: sqlite3.Connection) -> None:
    """Make the table of notes and the full-text indexes anew, and the index of open items by id."""
    for table in ("item", "note"):
        for event in ("insert", "delete", "update"):
            connection.execute(f"DROP TRIGGER {table}_search_{event}")
        connection.execute(f"DROP TABLE {table}_search")
    remake_table(connection, "note", (_NOTE,))
    connection.execute("DROP INDEX item_by_change")
    for statement in _INDEXES:
        connection.execute(statement)
    for index, is_open in (("open_search", 1), ("closed_search", 0)):
        for statement in _search(index, is_open):
            connection.execute(statement)
        for statement in _FILL:
            connection.execute(statement.format(index=index, is_open=is_open))
