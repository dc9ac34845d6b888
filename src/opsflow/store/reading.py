"""Questions to the store about what is now. Every statement on the path of a daily command uses an index."""

from __future__ import annotations

from opsflow.domain.items import Approval, Criterion, Dependency, Item, Link, Note
from opsflow.domain.workflow import State, Workflow
from opsflow.store.time_reading import ITEM_COLUMNS, TimeReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any


_CRITERION_COLUMNS = ", ".join(Criterion._fields)
_NOTE_COLUMNS = ", ".join(Note._fields)
_OPEN_BETWEEN = (
    "SELECT id FROM item INDEXED BY item_open_by_id WHERE is_open = 1 AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?"
)
_PLACES = 9
"""How many digits an id has at most, as far as completing one goes."""


class SqliteReader(TimeReader):
    """One consistent view of the store, for as long as its transaction lasts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._workflow: Workflow | None = None

    @property
    def workflow(self) -> Workflow:
        """The workflow in force."""
        if self._workflow is None:
            rows = self.connection.execute("SELECT name, category, position FROM state ORDER BY position")
            self._workflow = Workflow([State.of_row(row) for row in rows])
        return self._workflow

    # Items

    def item(self, item_id: int) -> Item | None:
        """The item of that id, or `None`."""
        row = self.connection.execute(f"SELECT {ITEM_COLUMNS} FROM item WHERE id = ?", (item_id,)).fetchone()
        return Item.of_row(row) if row else None

    def items(self, ids: Iterable[int]) -> dict[int, Item]:
        """The items there are among the ids."""
        return {
            row[0]: Item.of_row(row) for row in self.rows_by_ids(f"SELECT {ITEM_COLUMNS} FROM item WHERE id IN", ids)
        }

    def ids_of_uids(self, uids: Iterable[str]) -> dict[str, int]:
        """The id of each item that has one of the uids."""
        return dict(self.rows_by_ids("SELECT uid, id FROM item WHERE uid IN", uids))

    def select(
        self,
        where: str,
        parameters: Sequence[Any],
        order: str = "item.id",
        limit: int | None = None,
        table: str = "item",
    ) -> Iterator[Item]:
        """The items that a condition picks. All but the parameters is made of constants, never of user text."""
        statement = f"SELECT {ITEM_COLUMNS} FROM {table} WHERE {where} ORDER BY {order}"
        if limit is not None:
            statement += " LIMIT ?"
            parameters = (*parameters, limit)
        return Item.of_rows(self.connection.execute(statement, tuple(parameters)))

    def find(
        self,
        node: object | None,
        context: Callable[[], Any],
        only_open: bool,
        order: tuple[str, Sequence[Any]],
        limit: int | None = None,
    ) -> Iterator[Item]:
        """The items that a parsed filter picks, open ones alone or all; see `opsflow.store.search.finding`.

        An order is its terms and the parameters in them.
        """
        terms, of_order = order
        table, where, parameters = "item", "item.is_open = 1" if only_open else "1 = 1", ()
        if node is not None:
            from opsflow.store.search.finding import source

            table, (where, parameters) = source(self.connection, node, context(), only_open, terms)
        return self.select(where, (*parameters, *of_order), terms, limit, table)

    def open_from(self, digits: str, most: int) -> list[Item]:
        """The open items whose id begins with some digits, the latest `most` of them, the latest first."""
        found: list[int] = []
        first = int(digits or 1)
        for places in range(_PLACES - len(digits), -1, -1) if digits else (_PLACES - 1,):
            low, high = (first * 10**places, (first + 1) * 10**places) if digits else (1, 10**_PLACES)
            rows = self.connection.execute(_OPEN_BETWEEN, (low, high, most - len(found)))
            found += [row[0] for row in rows]
        held = self.items(found)
        return [held[item_id] for item_id in found]

    def ids(self, where: str, parameters: Sequence[Any]) -> list[int]:
        """The ids that a condition picks, in ascending order."""
        statement = f"SELECT item.id FROM item WHERE {where} ORDER BY item.id"
        return [row[0] for row in self.connection.execute(statement, tuple(parameters))]

    def count(self, where: str, parameters: Sequence[Any], most: int | None = None) -> int:
        """How many items a condition picks; counting stops at `most`."""
        inner = f"SELECT 1 FROM item WHERE {where}"
        if most is not None:
            inner += " LIMIT ?"
            parameters = (*parameters, most)
        row = self.connection.execute(f"SELECT count(*) FROM ({inner})", tuple(parameters)).fetchone()
        return int(row[0])

    def groups(self, column: str, where: str, parameters: Sequence[Any]) -> list[tuple[Any, int]]:
        """How many items a condition picks for each value of a column of the item table."""
        if column not in Item._fields:
            raise ValueError(f"no column {column}")
        statement = f"SELECT item.{column}, count(*) FROM item WHERE {where} GROUP BY 1 ORDER BY 1"
        return [(row[0], row[1]) for row in self.connection.execute(statement, tuple(parameters))]

    def condition(self, where: object, context: Any) -> tuple[str, tuple[Any, ...]]:
        """A parsed filter as a condition on the item table as it is now, with its parameters."""
        from opsflow.store.search.finding import narrowed

        return narrowed(self.connection, where, context)[1]

    # Columns of a board

    def gathered(self, where: object, context: Any) -> tuple[str, tuple[Any, ...]]:
        """A parsed filter as a condition to ask every column with; see `opsflow.store.search.columns`."""
        from opsflow.store.search.columns import gathered

        return gathered(self.connection, where, context)

    def column(
        self, state: str, until: int | None, where: str, parameters: Sequence[Any], offset: int, limit: int
    ) -> list[Item]:
        """A stretch of a column in its order; see `opsflow.store.search.columns`."""
        from opsflow.store.search.columns import stretch

        return stretch(self.connection, state, until, where, parameters, offset, limit)

    def column_before(self, item: Item, until: int | None, where: str, parameters: Sequence[Any]) -> int:
        """How many items stand before this one in its column."""
        from opsflow.store.search.columns import before

        return before(self.connection, item, until, where, parameters)

    def column_counts(self, column: str, where: str, parameters: Sequence[Any]) -> list[tuple[Any, str, int]]:
        """How many items there are for each value of a column of the item table, or of none, and each state."""
        from opsflow.store.search.columns import counts

        return counts(self.connection, column, where, parameters)

    def oldest(self) -> dict[str, int]:
        """When the item that is longest in each open state entered it."""
        from opsflow.store.search.columns import oldest

        return oldest(self.connection)

    # Records of items

    def tags(self, ids: Iterable[int]) -> dict[int, list[str]]:
        """The tags of each item that has any, in alphabetical order."""
        found: dict[int, list[str]] = {}
        for item_id, name in self.rows_by_ids("SELECT item_id, name FROM tag WHERE item_id IN", ids, "ORDER BY 1, 2"):
            found.setdefault(item_id, []).append(name)
        return found

    def custom(self, ids: Iterable[int]) -> dict[int, dict[str, str]]:
        """The custom fields of each item that has any."""
        found: dict[int, dict[str, str]] = {}
        rows = self.rows_by_ids("SELECT item_id, name, value FROM custom WHERE item_id IN", ids, "ORDER BY 1, 2")
        for item_id, name, value in rows:
            found.setdefault(item_id, {})[name] = value
        return found

    def approvals(self, ids: Iterable[int]) -> dict[int, list[Approval]]:
        """What was decided about each change that someone decided about, the earliest first."""
        found: dict[int, list[Approval]] = {}
        statement = f"SELECT {', '.join(Approval._fields)} FROM approval WHERE item_id IN"
        for row in self.rows_by_ids(statement, ids, "ORDER BY item_id, at, approver"):
            found.setdefault(row[0], []).append(Approval.of_row(row))
        return found

    def criteria(self, ids: Iterable[int]) -> dict[int, list[Criterion]]:
        """The criteria of each item that has any, in their order."""
        found: dict[int, list[Criterion]] = {}
        statement = f"SELECT {_CRITERION_COLUMNS} FROM criterion WHERE item_id IN"
        for row in self.rows_by_ids(statement, ids, "ORDER BY item_id, position, number"):
            found.setdefault(row[0], []).append(Criterion.of_row(row))
        return found

    def notes(self, ids: Iterable[int]) -> dict[int, list[Note]]:
        """The notes of each item that has any, oldest first."""
        found: dict[int, list[Note]] = {}
        statement = f"SELECT {_NOTE_COLUMNS} FROM note WHERE item_id IN"
        for row in self.rows_by_ids(statement, ids, "ORDER BY item_id, number"):
            found.setdefault(row[0], []).append(Note.of_row(row))
        return found

    def links(self, ids: Iterable[int]) -> list[Link]:
        """Links from any of the items, then links to any of them."""
        wanted = list(ids)
        columns = "SELECT item_id, kind, other_id FROM link WHERE"
        rows = list(self.rows_by_ids(f"{columns} item_id IN", wanted, "ORDER BY 1, 2, 3"))
        rows += [
            row for row in self.rows_by_ids(f"{columns} other_id IN", wanted, "ORDER BY 1, 2, 3") if row not in rows
        ]
        return [Link.of_row(row) for row in rows]

    def dependencies(self, ids: Iterable[int]) -> list[Dependency]:
        """What the items depend on, directly."""
        rows = self.rows_by_ids("SELECT item_id, depends_on FROM dependency WHERE item_id IN", ids, "ORDER BY 1, 2")
        return [Dependency.of_row(row) for row in rows]

    def dependents(self, ids: Iterable[int]) -> list[Dependency]:
        """What depends on the items, directly."""
        rows = self.rows_by_ids("SELECT item_id, depends_on FROM dependency WHERE depends_on IN", ids, "ORDER BY 2, 1")
        return [Dependency.of_row(row) for row in rows]

    def children(self, item_id: int) -> list[Item]:
        """The items whose parent this is."""
        return list(self.select("item.parent_id = ?", (item_id,)))

    def last_note(self, item_id: int) -> int:
        """The highest number of a note of the item, 0 when it has none."""
        row = self.connection.execute("SELECT max(number) FROM note WHERE item_id = ?", (item_id,)).fetchone()
        return int(row[0] or 0)

    def values(self, column: str, prefix: str, limit: int) -> list[str]:
        """Distinct values of a text column of the items, or names of `tag` or `custom`, that begin with `prefix`."""
        table, name = (column, "name") if column in ("tag", "custom") else ("item", column)
        if table == "item" and column not in Item._fields:
            raise ValueError(f"no column {column}")
        # Each value is looked up behind the one before: the cost follows the number of values, not of rows.
        statement = (
            f"WITH RECURSIVE found (value) AS (SELECT min({name}) FROM {table} WHERE {name} >= ? UNION ALL "
            f"SELECT (SELECT min({name}) FROM {table} WHERE {name} > found.value) FROM found WHERE found.value < ?) "
            "SELECT value FROM found WHERE value < ? LIMIT ?"
        )
        end = prefix + "\U0010ffff"
        return [row[0] for row in self.connection.execute(statement, (prefix, end, end, limit))]

    def preference(self, actor: str, name: str) -> str | None:
        """What this person set under that name, or `None`."""
        row = self.connection.execute(
            "SELECT value FROM preference WHERE actor = ? AND name = ?", (actor, name)
        ).fetchone()
        return row[0] if row else None

    def history(self, ids: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
        """The history of everything, or of some items, as plain values; see `opsflow.store.bulk.history_copy`."""
        from opsflow.store.bulk.history_copy import records_of

        return records_of(self, ids)
