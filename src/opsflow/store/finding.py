"""Choosing what a search starts from: the part of a filter that few items meet, else the order that is asked for.

SQLite cannot know which part of a filter is met by few items. So parts that an index answers are counted first, up to a
small number. The search starts from the smallest; where all are met by many, walking along the order meets enough of
them soon. Either way the cost follows what is found, not what the store holds.
"""

from __future__ import annotations

from opsflow.domain.filters.syntax import All, Compare, Ids, Is, Words
from opsflow.store.filter_sql import tagged, translate, worded

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.syntax import Filter
    from opsflow.store.filter_sql import Where

FEW = 2000
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
    text, parameters = translate(node, context)
    whole = f"item.is_open = 1 AND ({text})" if only_open else text
    start = _smallest(connection, node, context, only_open)
    if start is None:
        return (_WALKS.get(order, "item") if only_open else "item"), (whole, parameters)
    # Without indexes the outer search can only go by the ids that the inner one answers.
    return "item NOT INDEXED", (f"item.id IN ({start[0]}) AND ({whole})", (*start[1], *parameters))


def _smallest(connection: sqlite3.Connection, node: Any, context: FilterContext, only_open: bool) -> Where | None:
    """The ids that the part met by the fewest items picks, or `None` when every part is met by many."""
    best, fewest = None, FEW + 1
    for part in node.parts if isinstance(node, All) else (node,):
        ids = _ids(part, context, only_open)
        count = fewest if ids is None else _count(connection, ids, fewest)
        if count < fewest:
            best, fewest = ids, count
    return best


def _count(connection: sqlite3.Connection, ids: Where, most: int) -> int:
    """How many ids there are, counted no further than `most`."""
    asked = f"SELECT count(*) FROM (SELECT 1 FROM ({ids[0]}) LIMIT {most})"
    (count,) = connection.execute(asked, ids[1]).fetchone()
    return int(count)


def _ids(node: Filter, context: FilterContext, only_open: bool) -> Where | None:
    """The ids that one part picks, in a form that an index answers, or `None` where there is none."""
    if isinstance(node, Words):
        return worded(node) if any(sign.isalnum() for sign in node.text) else None
    if isinstance(node, Compare) and node.op == "in" and node.field == "tag":
        return tagged(node)
    if isinstance(node, Compare) and node.op == "in" and node.field == "project":
        return _projects(node, only_open)
    if not _has_index(node, context):
        return None
    text, parameters = translate(node, context)
    with_open = (isinstance(node, Compare) and node.field in _EQUAL) or (isinstance(node, Is) and node.word == "mine")
    return f"SELECT item.id FROM item WHERE ({text}){_open(only_open and with_open)}", parameters


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
        is_custom = any(field.name == node.field for field in context.custom_fields)
        return is_custom or node.field in (*_EQUAL, *_BESIDE)
    if isinstance(node, Compare):
        return node.field in _RANGES and node.op in ("below", "upto", "above", "from", "between")
    return isinstance(node, Ids) or (isinstance(node, Is) and node.word in (*_IS, "mine"))
