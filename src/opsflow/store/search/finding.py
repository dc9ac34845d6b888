"""Choosing what a search starts from: the parts of a filter that few items meet, else the order that is asked for.

SQLite cannot know which part of a filter is met by few items. So parts that an index answers are asked first, for no
more than a small number of items. The search starts from those that meet all such parts; where every part is met by
many, walking along the order meets enough of them soon. Either way the cost follows what is found, not what the store
holds.
"""

from __future__ import annotations

from opsflow.domain.filters.syntax import All, Compare, Ids, Is, Words
from opsflow.store.search.filter_sql import translate
from opsflow.store.search.full_text import INDEXES, can_be_asked, holding

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.syntax import Filter
    from opsflow.store.search.conditions import Where

FEW = 5000
_WORTH = 16
"""As many ids are read from an index in the time that it takes to read and test one item."""

_EQUAL = ("owner", "service", "type", "class", "key")
_BESIDE = (
    "depends-on",
    "blocks",
    "relates",
    "caused-by",
    "fixed-by",
    "duplicate-of",
    "follow-up-of",
    "parent",
    "state",
)
_RANGES = ("created", "finished", "changed")
_IS = ("blocked", "overdue", "due-soon")
_WALKS = {"item.state_position DESC, item.pull_rank, item.id": "item INDEXED BY item_by_flow"}


def source(
    connection: sqlite3.Connection, node: Any, context: FilterContext, only_open: bool, order: str
) -> tuple[str, Where]:
    """The `FROM` and the condition with its parameters for a filter, over open items alone or over all."""
    few, (text, parameters) = narrowed(connection, node, context, only_open)
    whole = f"item.is_open = 1 AND ({text})" if only_open else text
    if not few:
        return (_WALKS.get(order, "item") if only_open else "item"), (whole, parameters)
    # Without indexes the search can only go by the ids.
    return "item NOT INDEXED", (whole, parameters)


def narrowed(
    connection: sqlite3.Connection, node: Any, context: FilterContext, only_open: bool = False
) -> tuple[bool, Where]:
    """The condition for a filter, and whether it begins with the ids of the few items that can meet it.

    It holds for what the connection sees now.
    """
    ids, left = _few(connection, node, context, only_open)
    if ids is None:
        return False, translate(node, context)
    text, parameters = translate(All(tuple(left)), context)
    return True, (f"item.id IN ({', '.join(sorted(ids)) or 'NULL'}) AND ({text})", parameters)


def gathering(node: Any, context: FilterContext) -> Where:
    """A statement for the ids of all items that meet a filter, some more than once; words come from their indexes."""
    parts = list(node.parts) if isinstance(node, All) else [node]
    worded = next((part for part in parts if isinstance(part, Words) and can_be_asked(part)), None)
    if worded is None:
        text, parameters = translate(node, context)
        return f"SELECT item.id FROM item WHERE {text}", parameters
    asked, sought = _worded(worded, False)
    parts.remove(worded)
    if not parts:
        return asked, sought
    text, parameters = translate(All(tuple(parts)), context)
    return f"SELECT item.id FROM item WHERE item.id IN ({asked}) AND ({text})", (*sought, *parameters)


def _few(
    connection: sqlite3.Connection, node: Any, context: FilterContext, only_open: bool
) -> tuple[set[str] | None, list[Filter]]:
    """The ids of the items that meet all parts which few items meet, or `None`, and the parts that are left."""
    ids: set[str] | None = None
    left: list[Filter] = []
    parts = node.parts if isinstance(node, All) else (node,)
    for part in sorted(parts, key=lambda part: not isinstance(part, Words)):
        asked = _ids(part, context, only_open)
        most = FEW if ids is None or isinstance(part, Words) else min(_WORTH * len(ids), FEW)
        found = None if asked is None else _fetch(connection, asked, most)
        if found is None:
            left.append(part)
        else:
            ids = found if ids is None else ids & found
    return ids, left


def _fetch(connection: sqlite3.Connection, asked: Where, most: int) -> set[str] | None:
    """The ids in digits, as one text from SQLite, which is quicker than rows; `None` when they are more than `most`."""
    statement = f"SELECT group_concat(id), count(*) FROM (SELECT id FROM ({asked[0]}) LIMIT {most + 1})"
    text, count = connection.execute(statement, asked[1]).fetchone()
    return None if count > most else set(text.split(",")) if text else set()


def _ids(node: Filter, context: FilterContext, only_open: bool) -> Where | None:
    """The ids that one part picks, in a form that an index answers, or `None` where there is none."""
    if isinstance(node, Words):
        return _worded(node, only_open) if can_be_asked(node) else None
    if isinstance(node, Compare) and node.op == "in" and node.field == "tag":
        from opsflow.store.search.beside_sql import tagged

        return tagged(node)
    if isinstance(node, Compare) and node.op == "in" and node.field == "project":
        return _projects(node, only_open)
    if not _has_index(node, context):
        return None
    text, parameters = translate(node, context)
    with_open = (isinstance(node, Compare) and node.field in _EQUAL) or (isinstance(node, Is) and node.word == "mine")
    return f"SELECT item.id FROM item WHERE ({text}){_open(only_open and with_open)}", parameters


def _worded(node: Words, only_open: bool) -> Where:
    asked = [holding(node, index) for index, is_open in INDEXES.items() if is_open or not only_open]
    return " UNION ALL ".join([text for text, _ in asked]), tuple([held for _, own in asked for held in own])


def _projects(node: Compare, only_open: bool) -> Where:
    """The items of the projects, and those of the projects below them."""
    one = (
        f"SELECT item.id FROM item WHERE item.project = ?{_open(only_open)} UNION ALL "
        f"SELECT item.id FROM item WHERE item.project >= ? AND item.project < ?{_open(only_open, '+')}"
    )
    values = [held for name in node.values for held in (name, f"{name}.", f"{name}/")]
    return " UNION ALL ".join([one] * len(node.values)), tuple(values)


def _open(asked: bool, sign: str = "") -> str:
    return f" AND {sign}item.is_open = 1" if asked else ""


def _has_index(node: Filter, context: FilterContext) -> bool:
    if isinstance(node, Compare) and node.op == "in":
        return node.field in (*_EQUAL, *_BESIDE) or context.declared(node.field) is not None
    if isinstance(node, Compare):
        return node.field in _RANGES and node.op in ("below", "upto", "above", "from", "between")
    return isinstance(node, Ids) or (isinstance(node, Is) and node.word in (*_IS, "mine"))
