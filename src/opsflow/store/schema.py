"""The statements that make an empty database a store: the tables, the full-text index and the guards of history."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, Index
from sqlmodel import SQLModel

from opsflow.store import tables

_SEARCH = (
    "CREATE VIRTUAL TABLE item_search USING fts5(title, content='item', content_rowid='id')",
    "CREATE VIRTUAL TABLE note_search USING fts5(text, content='note', content_rowid='row_id')",
    """CREATE TRIGGER item_search_insert AFTER INSERT ON item BEGIN
         INSERT INTO item_search(rowid, title) VALUES (new.id, new.title);
       END""",
    """CREATE TRIGGER item_search_delete AFTER DELETE ON item BEGIN
         INSERT INTO item_search(item_search, rowid, title) VALUES ('delete', old.id, old.title);
       END""",
    """CREATE TRIGGER item_search_update AFTER UPDATE OF title ON item BEGIN
         INSERT INTO item_search(item_search, rowid, title) VALUES ('delete', old.id, old.title);
         INSERT INTO item_search(rowid, title) VALUES (new.id, new.title);
       END""",
    """CREATE TRIGGER note_search_insert AFTER INSERT ON note BEGIN
         INSERT INTO note_search(rowid, text) VALUES (new.row_id, new.text);
       END""",
    """CREATE TRIGGER note_search_delete AFTER DELETE ON note BEGIN
         INSERT INTO note_search(note_search, rowid, text) VALUES ('delete', old.row_id, old.text);
       END""",
    """CREATE TRIGGER note_search_update AFTER UPDATE OF text ON note BEGIN
         INSERT INTO note_search(note_search, rowid, text) VALUES ('delete', old.row_id, old.text);
         INSERT INTO note_search(rowid, text) VALUES (new.row_id, new.text);
       END""",
)

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


def statements() -> list[str]:
    """Every statement, in the order in which it has to run."""
    dialect = sqlite.dialect()
    made: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name in _table_names():
            made.append(str(CreateTable(table).compile(dialect=dialect)))
            made.extend(str(CreateIndex(index).compile(dialect=dialect)) for index in _ordered(table.indexes))
    return [*made, *_SEARCH, *_GUARDS]


def _ordered(indexes: Iterable[Index]) -> list[Index]:
    return sorted(indexes, key=lambda index: str(index.name))


def _table_names() -> set[str]:
    return {str(getattr(tables, name).__tablename__) for name in tables.__all__}
