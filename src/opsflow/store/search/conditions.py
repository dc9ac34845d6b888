"""The smallest conditions: a column against values, and several conditions as one. Values are only ever parameters."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.filters.syntax import Compare

    Where = tuple[str, tuple[Any, ...]]

PRESENCE = {"empty": "NOT ", "filled": ""}
"""What asks whether there is anything at all, and what stands before the condition that there is."""
_SIGNS = {"below": "<", "upto": "<=", "above": ">", "from": ">="}


def joined(made: Sequence[Where], sign: str, nothing: str) -> Where:
    """The conditions in a tree of even depth, since SQLite limits the depth and not the number."""
    if len(made) <= 8:
        text = sign.join([f"({text})" for text, _ in made]) if len(made) > 1 else made[0][0] if made else nothing
        return text, tuple([held for _, own in made for held in own])
    middle = len(made) // 2
    return joined([joined(made[:middle], sign, nothing), joined(made[middle:], sign, nothing)], sign, nothing)


def among(column: str, values: Sequence[Any]) -> Where:
    """The column holds one of the values."""
    if len(values) == 1:
        return f"{column} = ?", (values[0],)
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)


def among_ids(column: str, ids: Sequence[int]) -> Where:
    """Ids in ascending order; what follows one another is asked for by its ends."""
    runs: list[list[int]] = []
    for item_id in ids:
        if runs and runs[-1][1] == item_id - 1:
            runs[-1][1] = item_id
        else:
            runs.append([item_id, item_id])
    single = [held for first, last in runs if last - first < 2 for held in range(first, last + 1)]
    made = [among(column, single)] if single else []
    made += [(f"{column} BETWEEN ? AND ?", (first, last)) for first, last in runs if last - first >= 2]
    return joined(made, " OR ", "1 = 0")


def compared(column: str, node: Compare) -> Where:
    """What a comparison asks of a column."""
    if node.op == "empty":
        return f"{column} IS NULL", ()
    if node.op == "filled":
        return f"{column} IS NOT NULL", ()
    if node.op == "like":
        return like(column, node.values)
    if node.op == "between":
        return f"{column} >= ? AND {column} <= ?", node.values
    if node.op in _SIGNS:
        return f"{column} {_SIGNS[node.op]} ?", node.values
    return among(column, node.values)


def like(column: str, texts: Sequence[str]) -> Where:
    """Whether a column contains any of the texts; large and small letters are one, as far as the store knows them."""
    made = [(f"replace(lower({column}), lower(?), '') <> lower({column})", (text,)) for text in texts]
    return joined(made, " OR ", "1 = 0")
