"""One transaction: it locks the head, carries out changes, appends events to the chain, and commits all or nothing."""

from __future__ import annotations

import os

from opsflow.domain.chain import FORM, command_text, event_hash, payload_digest
from opsflow.domain.errors import Conflict
from opsflow.domain.events import CommandHeader, changes_in, payload_of
from opsflow.domain.items import Item
from opsflow.domain.projection import projected
from opsflow.store.reading import SqliteReader
from opsflow.store.records import INSERT_ITEM, carry_out, counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from opsflow.domain.arrivals import Arrival
    from opsflow.domain.changes import Change
    from opsflow.domain.redaction import Cleaned
    from opsflow.store.bulk import Aside

    Pending = tuple[int | None, str, int, str | None, str | None, str]

_INSERT_COMMAND = f"INSERT INTO command ({', '.join(CommandHeader._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_EVENT_COLUMNS = "seq, command_id, item_id, kind, happened_at, state, category, form, payload, salt, digest, hash"
_INSERT_EVENT = f"INSERT INTO event ({_EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HEAD = "SELECT last_item, last_command, last_event, hash, clocks FROM head WHERE id = 1"
_SALT = 16


class SqliteTransaction(SqliteReader):
    """A reader that can also write. The head is locked from the first moment, so ids and the chain are its alone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        connection.execute("PRAGMA defer_foreign_keys = ON")  # an item's row is written after what hangs on it
        row = connection.execute(_HEAD).fetchone()
        self.last_item: int = row[0]
        self.last_command: int = row[1]
        self.last_event: int = row[2]
        self.hash: bytes = row[3]
        self._is_timed = row[4] is not None
        self.freed: list[int] = []
        self._items: dict[int, Item] = {}
        self._stored: dict[int, Item] = {}
        self._touched: set[int] = set()
        self._recount: set[int] = set()
        self._new: set[int] = set()
        self._pending: list[Pending] = []
        self._aside: Aside | None = None
        self._timed: set[int] = set()

    def item(self, item_id: int) -> Item | None:
        """The item as this transaction has made it so far."""
        if item_id not in self._items:
            found = super().item(item_id)
            if found is None:
                return None
            self._items[item_id] = self._stored[item_id] = found
        return self._items[item_id]

    def items(self, ids: Iterable[int]) -> dict[int, Item]:
        """The items there are among the ids, as this transaction has made them so far."""
        found = [self.item(item_id) for item_id in ids]
        return {item.id: item for item in found if item is not None}

    def new_item_id(self) -> int:
        """An id that was never used and never will be again."""
        self.last_item += 1
        return self.last_item

    def record(
        self, item_id: int | None, kind: str, changes: Iterable[Change], happened_at: int, note: str | None = None
    ) -> None:
        """Carry out the changes and remember the event they make."""
        made = list(changes)
        if self._is_timed and item_id is not None:
            from opsflow.domain.clocks.timeline import decides

            if decides(made):
                self._timed.add(item_id)
        for change in made:
            if change.entity == "item":
                self._change_item(item_id, change, happened_at)
            else:
                carry_out(self.connection, item_id, change)
                self._note_surroundings(item_id, change)
        item = self.item(item_id) if item_id is not None else None
        if item is not None and item_id is not None:
            changed_at = max(item.changed_at, happened_at)
            self._items[item_id] = item = item.replace(changed_at=changed_at, version=item.version + 1)
            self._touched.add(item_id)
        state, category = (item.state, self.workflow.state(item.state).category) if item else (None, None)
        self._pending.append((item_id, kind, happened_at, state, category, payload_of(made, note)))

    def flush(self) -> None:
        """Write what was changed in memory, and bring the derived fields up to date."""
        if self._new:
            made = [projected(self._items[item_id], self.workflow).as_tuple() for item_id in sorted(self._new)]
            self.connection.executemany(INSERT_ITEM, made)
        for item_id in self._touched - self._new:
            if item_id in self._items:
                self._write_item(item_id)
        self._new.clear()
        if self._recount:
            self._recount_items(sorted(self._recount))
            self._recount.clear()
        self._items.clear()
        self._stored.clear()
        self._touched.clear()

    def refresh_all(self) -> None:
        """Bring the derived fields of every item up to date, after a change that concerns all of them."""
        self.flush()
        self._recount_items([row[0] for row in self.connection.execute("SELECT id FROM item").fetchall()])

    def commit(self, command: CommandHeader, answer: str | None = None) -> None:
        """Append the events under this command and make everything durable."""
        self.flush()
        self.connection.execute(_INSERT_COMMAND, command.as_tuple())
        if answer is not None:
            self.connection.execute("UPDATE command SET answer = ? WHERE id = ?", (answer, command.id))
        if command.reverses is not None:
            self.connection.execute("UPDATE command SET undone_by = ? WHERE id = ?", (command.id, command.reverses))
        self.append(command)
        self.connection.execute(
            "UPDATE head SET last_item = ?, last_command = ?, last_event = ?, hash = ? WHERE id = 1",
            (self.last_item, max(self.last_command, command.id), self.last_event, self.hash),
        )
        self.commit_quietly()

    def append(self, command: CommandHeader) -> None:
        """Link the remembered events into the chain, and set the clocks that they move."""
        self.connection.executemany(_INSERT_EVENT, self._links(command))
        self._pending.clear()
        if self._timed:
            from opsflow.store.clocks import refresh

            refresh(self, self._timed)
            self._timed.clear()

    def _links(self, command: CommandHeader) -> Iterator[tuple[Any, ...]]:
        shared = command_text(command)
        salts = os.urandom(_SALT * len(self._pending))
        for place, (item_id, kind, happened_at, state, category, payload) in enumerate(self._pending):
            self.last_event += 1
            salt = salts[place * _SALT : (place + 1) * _SALT]
            digest = payload_digest(salt, payload)
            self.hash = event_hash(
                self.hash, shared, self.last_event, item_id, kind, happened_at, state, category, digest
            )
            own = (item_id, kind, happened_at, state, category, FORM, payload, salt, digest, self.hash)
            yield (self.last_event, command.id, *own)

    def take_in(self, arrivals: Iterable[Arrival], expected: int) -> None:
        """Write new items with their past, as the events of this command. `expected` is about how many they are."""
        from opsflow.store.bulk import insert, put_down

        self.flush()
        self.put_aside(expected)
        start = len(self._pending)
        self._recount |= insert(self.connection, put_down(arrivals, self._pending), self.workflow)
        if self._is_timed:
            self._timed.update([told[0] for told in self._pending[start:] if told[0] is not None])

    def take_history(self, records: Iterable[dict[str, Any]]) -> tuple[int, int]:
        """Copy a history into this empty store; see `opsflow.store.history_copy`."""
        from opsflow.store.history_copy import take_history

        return take_history(self, records)

    def rewrite(self, item_id: int | None, found: Mapping[int, Cleaned]) -> list[CommandHeader]:
        """Redact events of an item, or of the store, by the event recorded last; see `opsflow.store.rewriting`."""
        from opsflow.store.rewriting import rewrite

        self.flush()
        if self._is_timed and item_id is not None:
            self._timed.add(item_id)
        return rewrite(self, item_id, found, self.last_event + len(self._pending))

    def put_aside(self, expected: int) -> None:
        """Prepare for about that many new items at once; a commit ends it."""
        from opsflow.store.bulk import Aside

        self._aside = Aside(self.connection, expected)

    def fill_tables(self) -> None:
        """Make the rows of every item out of the events there are, into tables that hold none."""
        from opsflow.store.bulk import insert, replayed
        from opsflow.store.clocks import refresh

        self._workflow = None
        self._recount |= insert(self.connection, replayed(self), self.workflow)
        self.flush()
        refresh(self, None)

    def put_levels_in_force(self, fingerprint: str, text: str) -> None:
        """Take over service levels, in the text form of `opsflow.domain.clocks.policy`, and set all clocks by them."""
        from opsflow.store.clocks import put_in_force

        put_in_force(self, fingerprint, text)
        self._is_timed = True

    def has_events(self) -> bool:
        """Whether anything was recorded that a commit would append."""
        return bool(self._pending)

    def planned(self) -> list[tuple[int | None, str, int, tuple[Change, ...], str | None]]:
        """The events that a commit would append: item, kind, instant, changes and note."""
        found = []
        for item_id, kind, happened_at, _state, _category, payload in self._pending:
            changes, note = changes_in(payload)
            found.append((item_id, kind, happened_at, changes, note))
        return found

    def set_preference(self, actor: str, name: str, value: str | None) -> None:
        """Keep or forget something one person set for themselves; not part of history. Call `commit_quietly` after."""
        self.connection.execute("DELETE FROM preference WHERE actor = ? AND name = ?", (actor, name))
        if value is not None:
            self.connection.execute(
                "INSERT INTO preference (actor, name, value) VALUES (?, ?, ?)", (actor, name, value)
            )

    def commit_quietly(self) -> None:
        """Make what was written durable, without a command in history."""
        if self._aside is not None:
            self._aside.bring_back()
        self.connection.execute("COMMIT")

    # Items in memory

    def _change_item(self, item_id: int | None, change: Change, happened_at: int) -> None:
        if item_id is None:
            raise Conflict("History changes an item without naming it. Run `opsflow doctor`.")
        if change.before is None:
            self._create(Item(id=item_id, changed_at=happened_at, **(change.after or {})))
            return
        item = self.item(item_id)
        if item is None or any(getattr(item, name) != value for name, value in change.before.items()):
            raise Conflict(f"Item {item_id} is not as it was. Nothing was changed.")
        if change.after is None:
            self._remove(item_id)
            return
        self._items[item_id] = item.replace(**change.after)
        self._notice_closing(item, self._items[item_id])

    def _create(self, item: Item) -> None:
        """Remember a new item; its row is written by `flush`, in the state that it has by then."""
        if item.id in self._items or SqliteReader.item(self, item.id) is not None:
            raise Conflict(f"There is an item {item.id} already. Nothing was changed.")
        self._items[item.id] = item
        self._new.add(item.id)
        self.last_item = max(self.last_item, item.id)

    def _remove(self, item_id: int) -> None:
        self.connection.execute("DELETE FROM item WHERE id = ?", (item_id,))
        self._new.discard(item_id)
        for held in (self._items, self._stored):
            held.pop(item_id, None)
        self._touched.discard(item_id)
        self._recount.discard(item_id)

    def _notice_closing(self, before: Item, after: Item) -> None:
        if before.state == after.state:
            return
        old, new = self.workflow.state(before.state).category, self.workflow.state(after.state).category
        if old != new:
            self._recount.update([edge.item_id for edge in self.dependents([after.id])])
            self._recount.update([edge.depends_on for edge in self.dependencies([after.id])])

    def _note_surroundings(self, item_id: int | None, change: Change) -> None:
        if item_id is None:
            self._workflow = None
            return
        if change.entity in ("criterion", "dependency"):
            self._recount.add(item_id)
        if change.entity == "dependency":
            self._recount.add(int(change.key))
        if item_id not in self._items and self.item(item_id) is None:
            raise Conflict(f"Item {item_id} is gone. Nothing was changed.")

    def _write_item(self, item_id: int) -> None:
        self._save(projected(self._items[item_id], self.workflow), self._stored[item_id])

    def _recount_items(self, ids: Sequence[int]) -> None:
        counted = counts(self, ids)
        for item_id, before in super().items(ids).items():
            after = before.replace(**counted[item_id])
            self._save(projected(after, self.workflow), before)
            if before.waiting_for and not after.waiting_for and after.is_open:
                self.freed.append(item_id)

    def _save(self, item: Item, before: Item) -> None:
        names = [name for name in Item._fields if getattr(item, name) != getattr(before, name)]
        if names:
            assignments = ", ".join([f"{name} = ?" for name in names])
            values = [getattr(item, name) for name in names]
            self.connection.execute(f"UPDATE item SET {assignments} WHERE id = ?", (*values, item.id))
