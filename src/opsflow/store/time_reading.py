"""Questions to the store about what time brings: alerts, signals, recurrences and service level clocks."""

from __future__ import annotations

from opsflow.domain.items import Item
from opsflow.store.history_reading import HistoryReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from opsflow.domain.alerts import Tally
    from opsflow.domain.clocks.running import Clock
    from opsflow.domain.recurrence.rules import Recurrence

ITEM_COLUMNS = ", ".join([f"item.{name}" for name in Item._fields])


class TimeReader(HistoryReader):
    """The part of a view of the store that tells what time brought, and what it will."""

    def tally(self, item_id: int) -> Tally | None:
        """How often the alert behind an item was seen, or `None`."""
        from opsflow.domain.alerts import Tally

        statement = "SELECT item_id, occurrences, first_seen_at, last_seen_at FROM alert WHERE item_id = ?"
        row = self.connection.execute(statement, (item_id,)).fetchone()
        return Tally.of_row(row) if row else None

    def signals(self, item_id: int) -> dict[str, int]:
        """What time brought to an item: the instant by the name of the signal."""
        return dict(self.connection.execute("SELECT name, at FROM signal WHERE item_id = ?", (item_id,)).fetchall())

    def recurrences(self, where: str = "1 = 1", parameters: Sequence[Any] = ()) -> list[Recurrence]:
        """The rules of recurrence that a condition made of constants picks, by name."""
        from opsflow.domain.recurrence.rules import Recurrence

        statement = f"SELECT {', '.join(Recurrence._fields)} FROM recurrence WHERE {where} ORDER BY name"
        return [Recurrence.of_row(row) for row in self.connection.execute(statement, tuple(parameters))]

    def signalled(self, name: str, only_open: bool = False, limit: int | None = None) -> Iterator[Item]:
        """The items that carry a signal of that name, those that were closed or entered their state last first."""
        statement = (
            f"SELECT {ITEM_COLUMNS} FROM item JOIN signal ON signal.item_id = item.id WHERE signal.name = ? "
            f"{'AND item.is_open = 1 ' if only_open else ''}"
            "ORDER BY coalesce(item.finished_at, item.entered_at) DESC, item.id DESC"
        )
        tail, parameters = ("", (name,)) if limit is None else (" LIMIT ?", (name, limit))
        for row in self.connection.execute(statement + tail, parameters):
            yield Item.of_row(row)

    def not_signalled(self, name: str, column: str, where: str, parameters: Sequence[Any]) -> list[Item]:
        """The items that a condition picks and that carry no signal of that name for the instant in a column."""
        if column not in Item._fields:
            raise ValueError(f"no column {column}")
        carries = (
            "EXISTS (SELECT 1 FROM signal WHERE signal.item_id = item.id AND signal.name = ? AND signal.at = item."
        )
        statement = f"SELECT {ITEM_COLUMNS} FROM item WHERE ({where}) AND NOT {carries}{column}) ORDER BY item.id"
        return [Item.of_row(row) for row in self.connection.execute(statement, (*parameters, name))]

    def levels(self) -> tuple[str, str] | None:
        """The service levels in force, as fingerprint and text (`opsflow.domain.clocks.policy`), or `None`."""
        found: tuple[str, str] | None = self.connection.execute(
            "SELECT head.clocks, clock_policy.text FROM head, clock_policy WHERE head.clocks IS NOT NULL"
        ).fetchone()
        return found

    def clocks(self, where: str, parameters: Sequence[Any]) -> list[Clock]:
        """The service level clocks of the items that a condition picks, the response before the resolution."""
        statement = f"SELECT sla.* FROM sla JOIN item ON item.id = sla.item_id WHERE {where} ORDER BY 1, 2 DESC"
        return _clocks(self.connection.execute(statement, tuple(parameters)).fetchall())

    def clocks_of(self, ids: Iterable[int]) -> list[Clock]:
        """The service level clocks of some items, the response before the resolution."""
        return _clocks(list(self.rows_by_ids("SELECT sla.* FROM sla WHERE sla.item_id IN", ids, "ORDER BY 1, 2 DESC")))

    def clocks_to_tell(self, now: int) -> list[Clock]:
        """The clocks of open items that are at risk or past their target now, or were before they stood still."""
        late = "(sla.state = 'running' AND sla.warn_at <= ?) OR sla.breached_at IS NOT NULL"
        return self.clocks(f"item.is_open = 1 AND ({late})", (now,))

    def next_clock_change(self, now: int) -> int | None:
        """When the next running clock is at risk or runs out, `None` when none will."""
        found = [
            self.connection.execute(
                f"SELECT min(sla.{column}) FROM sla WHERE sla.state = 'running' AND sla.{column} >= ?", (now,)
            ).fetchone()[0]
            for column in ("warn_at", "due")
        ]
        return min([at for at in found if at is not None], default=None)


def _clocks(rows: Sequence[Any]) -> list[Clock]:
    if not rows:
        return []
    from opsflow.domain.clocks.running import Clock

    return [Clock.of_row(row) for row in rows]
