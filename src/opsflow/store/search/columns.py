"""The columns of a board: how much is in each, and a stretch of one in its order, without reading the rest.

Open columns stand in pull order: three ranges, of expedite and critical items, of those due soon, and of the rest, each
in the order of an index. Done ones stand with the latest first. Conditions are made of constants; what a user wrote is
in parameters. A filter that many items meet is asked once for all columns: the ids that it finds are kept aside until
the next one.
"""

from __future__ import annotations

from opsflow.domain.items import Item
from opsflow.domain.rules.pull import BEFORE_DATES
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.filters.context import FilterContext
    from opsflow.store.search.conditions import Where

_ASIDE = "temp.met_by_filter"
_MANY = 16
"""Where one in so many items is found, going along a column meets enough of them soon; else they are looked up."""
_COLUMNS = ", ".join([f"item.{name}" for name in Item._fields])


class Range(Value):
    """Items of a column that stand together: their condition with its parameters, and the order within."""

    condition: str
    parameters: tuple[Any, ...]
    order: str


def stretch(
    connection: sqlite3.Connection,
    state: str,
    until: int | None,
    where: str,
    parameters: Sequence[Any],
    offset: int,
    limit: int,
) -> list[Item]:
    """The items of a column from `offset` on, at most `limit`.

    `until` is the instant up to which a due date is due soon, `None` for a column of what is done.
    """
    found: list[Item] = []
    *first, last = _ranges(state, until)
    for held in first:
        if offset and (count := _count(connection, held, where, parameters)) <= offset:
            offset -= count
            continue
        found += _items(connection, held, where, parameters, offset, limit - len(found))
        offset = 0
    return found + _items(connection, last, where, parameters, offset, limit - len(found))


def before(connection: sqlite3.Connection, item: Item, until: int | None, where: str, parameters: Sequence[Any]) -> int:
    """How many items stand before this one in its column; see `stretch`."""
    ranges = _ranges(item.state, until)
    place = 0 if until is None else _range_of(item, until)
    whole = sum([_count(connection, held, where, parameters) for held in ranges[:place]])
    own = ranges[place]
    condition, more = _ahead(item, until is None, place)
    ahead = Range(f"{own.condition} AND {condition}", (*own.parameters, *more), own.order)
    return whole + _count(connection, ahead, where, parameters)


def _ranges(state: str, until: int | None) -> tuple[Range, ...]:
    """The ranges of a column, one behind the other. The plus keeps SQLite on the index of finishing times."""
    if until is None:
        return (Range("+item.state = ?", (state,), "item.finished_at DESC, item.id DESC"),)
    pressing = "state = ? AND is_open = 1 AND due <= ?"
    rest = f"item.pull_rank >= {BEFORE_DATES}"
    return (
        Range(f"item.state = ? AND item.pull_rank < {BEFORE_DATES}", (state,), "item.pull_rank, item.id"),
        Range(f"{pressing} AND {rest}", (state, until), "item.due, item.pull_rank, item.id"),
        Range(
            f"item.state = ? AND {rest} AND item.id NOT IN (SELECT id FROM item WHERE {pressing})",
            (state, state, until),
            "item.pull_rank, item.id",
        ),
    )


def _range_of(item: Item, until: int) -> int:
    if item.pull_rank < BEFORE_DATES:
        return 0
    return 1 if item.due is not None and item.due <= until else 2


def _ahead(item: Item, is_done: bool, place: int) -> tuple[str, tuple[int, ...]]:
    if is_done:
        return "(item.finished_at, item.id) > (?, ?)", (item.finished_at or 0, item.id)
    if place == 1:
        return "(item.due, item.pull_rank, item.id) < (?, ?, ?)", (item.due or 0, item.pull_rank, item.id)
    return "(item.pull_rank, item.id) < (?, ?)", (item.pull_rank, item.id)


def _count(connection: sqlite3.Connection, held: Range, where: str, parameters: Sequence[Any]) -> int:
    statement = f"SELECT count(*) FROM item WHERE {held.condition}{_and(where)}"
    return int(connection.execute(statement, (*held.parameters, *parameters)).fetchone()[0])


def _items(
    connection: sqlite3.Connection, held: Range, where: str, parameters: Sequence[Any], offset: int, limit: int
) -> list[Item]:
    if limit <= 0:
        return []
    statement = (
        f"SELECT {_COLUMNS} FROM item WHERE {held.condition}{_and(where)} ORDER BY {held.order} LIMIT ? OFFSET ?"
    )
    rows = connection.execute(statement, (*held.parameters, *parameters, limit, offset))
    return [Item(*row) for row in rows]


def counts(
    connection: sqlite3.Connection, column: str, where: str, parameters: Sequence[Any]
) -> list[tuple[Any, str, int]]:
    """How many items there are for each value of a column of the item table, or of none, and each state."""
    if column and column not in Item._fields:
        raise ValueError(f"no column {column}")
    value, group = (f"item.{column}", f"item.{column}, item.state") if column else ("''", "item.state")
    statement = f"SELECT {value}, item.state, count(*) FROM item WHERE {where or '1 = 1'} GROUP BY {group}"
    return [(row[0], row[1], row[2]) for row in connection.execute(statement, tuple(parameters))]


def oldest(connection: sqlite3.Connection) -> dict[str, int]:
    """When the item that is longest in each open state entered it."""
    statement = "SELECT item.state, min(item.entered_at) FROM item WHERE item.is_open = 1 GROUP BY item.state"
    return {row[0]: row[1] for row in connection.execute(statement)}


def gathered(connection: sqlite3.Connection, node: Any, context: FilterContext) -> Where:
    """A parsed filter as a condition that each column can be asked with, at little cost to each.

    It holds for what the connection sees now, and until the next one is gathered.
    """
    from opsflow.store.search.finding import gathering, narrowed

    is_few, where = narrowed(connection, node, context)
    if is_few:
        return where
    statement, parameters = gathering(node, context)
    connection.execute(f"CREATE TABLE IF NOT EXISTS {_ASIDE} (id INTEGER PRIMARY KEY)")
    connection.execute(f"DELETE FROM {_ASIDE}")
    found = connection.execute(f"INSERT OR IGNORE INTO {_ASIDE} {statement}", parameters).rowcount
    (last,) = connection.execute("SELECT last_item FROM head").fetchone()
    way = "+" if found * _MANY > last else ""
    return f"{way}item.id IN (SELECT id FROM {_ASIDE})", ()


def _and(where: str) -> str:
    return f" AND ({where})" if where else ""
