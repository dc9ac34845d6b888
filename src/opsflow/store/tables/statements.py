"""What makes an empty database a store, as the tables declare it, the full-text index and the guards of history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, Index
from sqlmodel import SQLModel

from opsflow.store import tables
from opsflow.store.search.full_text import INDEXES, row_of_note


def _search(index: str, is_open: int) -> Iterator[str]:
    """A full-text index with the view of what is in it and the triggers that follow every change.

    A note is in it once its item is there; whichever of the two is written first.
    """
    texts = index.replace("search", "text")
    note, new, old = row_of_note("note"), row_of_note("new"), row_of_note("old")
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


_EVENT_KEPT = ["seq", "command_id", "item_id", "kind", "happened_at", "state", "category", "form", "digest", "hash"]
_COMMAND_KEPT = ["id", "name", "recorded_at", "actor", "login", "host", "origin", "reason", "request_id", "reverses"]

_GUARDS = (
    """CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN
         SELECT RAISE(ABORT, 'events are never deleted');
       END""",
    """CREATE TRIGGER command_is_kept BEFORE DELETE ON command BEGIN
         SELECT RAISE(ABORT, 'commands are never deleted');
       END""",
    f"""CREATE TRIGGER event_is_immutable BEFORE UPDATE ON event
       WHEN NEW.redacted_by IS NULL OR NEW.salt IS NOT NULL
         OR {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _EVENT_KEPT)} BEGIN
         SELECT RAISE(ABORT, 'events are immutable');
       END""",
    f"""CREATE TRIGGER command_is_immutable BEFORE UPDATE ON command
       WHEN {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _COMMAND_KEPT)} BEGIN
         SELECT RAISE(ABORT, 'commands are immutable');
       END""",
)


def declared() -> list[str]:
    """Every statement, in the order in which it has to run."""
    dialect = sqlite.dialect()
    made: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name in _table_names():
            made.append(str(CreateTable(table).compile(dialect=dialect)).lstrip())
            made.extend(str(CreateIndex(index).compile(dialect=dialect)) for index in _ordered(table.indexes))
    return [*made, *[text for index, is_open in INDEXES.items() for text in _search(index, is_open)], *_GUARDS]


def _ordered(indexes: Iterable[Index]) -> list[Index]:
    return sorted(indexes, key=lambda index: str(index.name))


def _table_names() -> set[str]:
    return {str(getattr(tables, name).__tablename__) for name in tables.__all__}
