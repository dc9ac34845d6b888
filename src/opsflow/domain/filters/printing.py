"""A filter as text again, in one canonical form: reading it gives the same filter."""

from __future__ import annotations

from opsflow.domain.filters.fields import FIELDS
from opsflow.domain.filters.syntax import All, Compare, Either, Ids, Is, Not, Words
from opsflow.domain.ids import format_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.domain.filters.syntax import Filter

_SIGNS = {"below": "<", "upto": "<=", "above": ">", "from": ">="}


def print_filter(node: Filter) -> str:
    """The text of a filter. Views and `me` stand as what they were when it was read, and dates as instants in UTC."""
    if isinstance(node, Either):
        return " or ".join([_within(part, (Either,)) for part in node.parts])
    if isinstance(node, All):
        return _all(node)
    if isinstance(node, Not):
        return f"not {_within(node.part, (All, Either))}"
    if isinstance(node, Ids):
        return format_ids(node.ids)
    if isinstance(node, Is):
        return f"is:{node.word}"
    if isinstance(node, Words):
        return _quoted(node.text) if node.phrase else node.text
    return _compare(node)


def _within(part: Filter, loose: tuple[type, ...]) -> str:
    text = print_filter(part)
    return f"({text})" if isinstance(part, loose) and text != "()" else text


def _all(node: All) -> str:
    """Lists of ids that stand side by side would be read as one, so a word is put between them."""
    text = ""
    for place, part in enumerate(node.parts):
        if place:
            apart = isinstance(part, Ids) and _ends_in_ids(node.parts[place - 1])
            text += " and " if apart else " "
        text += _within(part, (All, Either))
    return text or "()"


def _ends_in_ids(node: Filter) -> bool:
    return isinstance(node, Ids) or (isinstance(node, Not) and _ends_in_ids(node.part))


def _compare(node: Compare) -> str:
    if node.op in ("empty", "filled"):
        return f"{'no' if node.op == 'empty' else 'has'}:{node.field}"
    if node.op == "like":
        return f"{node.field}~{','.join([_value(text) for text in node.values])}"
    if FIELDS.get(node.field) == "ids" and node.op == "in":
        return f"{node.field}:{format_ids(node.values)}"
    if node.op == "in":
        return f"{node.field}:{','.join([_value(text) for text in node.values])}"
    bounds = [_bound(node.field, value) for value in node.values]
    return f"{node.field}:{'..'.join(bounds)}" if node.op == "between" else f"{node.field}{_SIGNS[node.op]}{bounds[0]}"


def _bound(field: str, value: Any) -> str:
    """One end of a range. A declared field holds decimal numbers or instants, which differ in type."""
    kind = FIELDS.get(field) or ("decimal" if isinstance(value, float) else "time")
    if kind == "time":
        from opsflow.domain.time.instants import format_instant_utc

        return format_instant_utc(value)
    if kind == "minutes":
        return f"{value}m"
    if kind == "elapsed":
        return f"{value // 60}m" if value % 60 == 0 else f"{value / 60:.3f}m"
    return str(value)


def _value(text: str) -> str:
    is_plain = text and text != "me" and all(sign.isalnum() or sign in "_./-" for sign in text)
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
