"""Which store a file is, and how much it holds: what tells a backup of a store from one of another."""

from __future__ import annotations

from opsflow.domain.text import counted
from opsflow.domain.time.instants import format_instant_utc
from opsflow.domain.value import Value
from opsflow.store.connection import DAMAGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


class Holding(Value):
    """A store by its uid, when it was made, how many items it holds, and when it was written to last, if it was."""

    uid: str
    created_at: int
    items: int
    changed_at: int | None

    def __str__(self) -> str:
        changed = (
            "never written to" if self.changed_at is None else f"last changed {format_instant_utc(self.changed_at)}"
        )
        made = f"made {format_instant_utc(self.created_at)}"
        return f"{counted(self.items, 'item')} of the store {self.uid[:8]}, {made}, {changed}"


def holding(connection: sqlite3.Connection) -> Holding | None:
    """What an open file of any schema holds, or `None` when that cannot be read."""
    try:
        row = connection.execute(
            "SELECT store_uid, created_at, (SELECT count(*) FROM item), "
            "(SELECT recorded_at FROM command WHERE id = last_command) FROM head WHERE id = 1"
        ).fetchone()
    except DAMAGED:
        return None
    if row is None:
        return None
    uid, created_at, items, changed_at = row
    is_fit = isinstance(uid, str) and isinstance(created_at, int) and isinstance(changed_at, int | None)
    return Holding(uid, created_at, items, changed_at) if is_fit else None
