"""The columns of a board: how much is in each, and a stretch of one in its order, without reading the rest.

Open columns stand in the order of the stored rank, done ones with the latest first. Conditions are made of constants;
what a user wrote is in parameters. A filter that many items meet is asked once for all columns: the ids that it finds
are kept aside until the next one.
"""

from __future__ import annotations

from opsflow.domain.items import Item

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


def stretch(
    connection: sqlite3.Connection,
    state: str,
    is_done: bool,
    where: str,
    parameters: Sequence[Any],
    offset: int,
    limit: int,
) -> list[Item]:
    """The items of a state from `offset` on, at most `limit`. The plus keeps SQLite on the index of finishing times."""
    condition, order = (
        ("+item.state = ?", "item.finished_at DESC, item.id DESC")
        if is_done
        else ("item.state = ?", "item.pull_rank, item.id")
    )
    statement = f"SELECT {_COLUMNS} FROM item WHERE {condition}{_and(where)} ORDER BY {order} LIMIT ? OFFSET ?"
    return [Item(*row) for row in connection.execute(statement, (state, *parameters, limit, offset))]


def before(connection: sqlite3.Connection, item: Item, is_done: bool, where: str, parameters: Sequence[Any]) -> int:
    """How many items stand before this one in its column."""
    if is_done:
        condition, own = "(item.finished_at, item.id) > (?, ?)", (item.finished_at or 0, item.id)
    else:
        condition, own = "(item.pull_rank, item.id) < (?, ?)", (item.pull_rank, item.id)
    statement = f"SELECT count(*) FROM item WHERE item.state = ? AND {condition}{_and(where)}"
    return int(connection.execute(statement, (item.state, *own, *parameters)).fetchone()[0])


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
