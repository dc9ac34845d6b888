"""The items that a transaction has in hand: changed in memory, and written once with the fields that are derived."""

from __future__ import annotations

from opsflow.domain.errors import Conflict
from opsflow.domain.items import Item
from opsflow.domain.projection import projected
from opsflow.store.reading import SqliteReader
from opsflow.store.records import INSERT_ITEM, carry_out, counts, differs

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from opsflow.domain.history.changes import Change


class ItemsInHand(SqliteReader):
    """A reader that sees items as they have been changed so far; `flush` writes them."""

    def __init__(self, connection: sqlite3.Connection, last_item: int) -> None:
        super().__init__(connection)
        self.last_item = last_item
        self.freed: list[int] = []
        self._items: dict[int, Item] = {}
        self._stored: dict[int, Item] = {}
        self._touched: set[int] = set()
        self._recount: set[int] = set()
        self._new: set[int] = set()

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

    def change(self, item_id: int | None, changes: Iterable[Change], happened_at: int) -> Item | None:
        """Carry out what an event changes; the item as it is then."""
        for change in changes:
            if change.entity == "item":
                self._change_item(item_id, change, happened_at)
            else:
                carry_out(self.connection, item_id, change)
                self._note_surroundings(item_id, change)
        item = self.item(item_id) if item_id is not None else None
        if item is not None:
            changed_at = max(item.changed_at, happened_at)
            self._items[item.id] = item = item.replace(changed_at=changed_at, version=item.version + 1)
            self._touched.add(item.id)
        return item

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

    def _change_item(self, item_id: int | None, change: Change, happened_at: int) -> None:
        if item_id is None:
            raise Conflict("History changes an item without naming it. Run `opsflow doctor`.")
        if change.before is None:
            self._create(Item(id=item_id, changed_at=happened_at, **(change.after or {})))
            return
        item = self.item(item_id)
        if item is None or any(getattr(item, name) != value for name, value in change.before.items()):
            raise differs(f"Item {item_id}")
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
