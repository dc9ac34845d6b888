"""The one translation of a filter to SQL. What a user wrote is only ever a parameter."""

from __future__ import annotations

from opsflow.domain.filters.syntax import All, Compare, Either, Ids, Is, Not, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from opsflow.domain.filters.context import FilterContext

    Where = tuple[str, tuple[Any, ...]]

_COLUMNS = {
    "id": "id", "uid": "uid", "title": "title", "state": "state", "category": "category", "type": "type",
    "project": "project", "service": "service", "class": "service_class", "impact": "impact", "urgency": "urgency",
    "effort": "effort", "estimate": "estimate_likely", "due": "due", "not-before": "not_before", "owner": "owner",
    "parent": "parent_id", "key": "alert_key", "created": "created_at", "started": "started_at",
    "finished": "finished_at", "entered": "entered_at", "changed": "changed_at", "blocked": "blocked_reason",
    "blocked-since": "blocked_at", "criteria": "criteria_total", "waiting-for": "waiting_for", "blocking": "blocking",
    "version": "version",
}  # fmt: skip
_AGES = {"age": "created_at", "column-age": "entered_at"}
_LINKS = ("relates", "caused-by", "fixed-by", "duplicate-of", "follow-up-of")
_SIGNS = {"below": "<", "upto": "<=", "above": ">", "from": ">="}
_TURNED = {"below": ">", "upto": ">=", "above": "<", "from": "<="}
_LAST = "\U0010ffff"

_IS = {
    "open": "item.is_open = 1",
    "closed": "item.is_open = 0",
    "done": "item.is_open = 0 AND item.category = 'done'",
    "finished": "item.is_open = 0 AND item.category = 'done'",
    "cancelled": "item.is_open = 0 AND item.category = 'cancelled'",
    "started": "item.is_open = 1 AND item.category IN ('active', 'waiting')",
    "unstarted": "item.is_open = 1 AND item.category IN ('backlog', 'ready')",
    "blocked": "item.blocked_at IS NOT NULL",
    "waiting-for": "item.is_open = 1 AND item.waiting_for > 0",
    "blocking": "item.is_open = 1 AND item.blocking > 0",
    "planned": "item.planned = 1",
    "unplanned": "item.planned = 0",
    "expedite": "item.service_class = 'expedite'",
    "owned": "item.owner IS NOT NULL",
    "unowned": "item.owner IS NULL",
    "parent": "EXISTS (SELECT 1 FROM item AS child WHERE child.parent_id = item.id)",
    "child": "item.parent_id IS NOT NULL",
}


def translate(node: Any, context: FilterContext) -> Where:
    """A condition for `SELECT ... FROM item WHERE`, and its parameters."""
    if isinstance(node, All):
        return _joined(node.parts, " AND ", "1 = 1", context)
    if isinstance(node, Either):
        return _joined(node.parts, " OR ", "1 = 0", context)
    if isinstance(node, Not):
        text, parameters = translate(node.part, context)
        return f"NOT coalesce(({text}), 0)", parameters
    if isinstance(node, Ids):
        return _among("item.id", node.ids)
    if isinstance(node, Words):
        return _words(node)
    if isinstance(node, Is):
        return _is(node.word, context)
    return _compare(node, context)


def _joined(parts: Sequence[Any], sign: str, nothing: str, context: FilterContext) -> Where:
    made = [translate(part, context) for part in parts]
    if not made:
        return nothing, ()
    return sign.join([f"({text})" for text, _ in made]), tuple([held for _, own in made for held in own])


def _among(column: str, values: Sequence[Any]) -> Where:
    if len(values) == 1:
        return f"{column} = ?", (values[0],)
    if values and len(values) > 400 and isinstance(values[0], int):
        return f"{column} IN (SELECT value FROM json_each(?))", (f"[{','.join(map(str, values))}]",)
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)


def _words(node: Words) -> Where:
    """Words and word beginnings through the full-text index; each is quoted, so none is an operator of it."""
    quoted = [_quoted(part) for part in ([node.text] if node.phrase else node.text.split())]
    sought = " ".join(quoted if node.phrase else [f"{part} *" for part in quoted])
    if not any(sign.isalnum() for sign in node.text):
        return "instr(item.title, ?) > 0", (node.text,)
    return (
        "item.id IN (SELECT rowid FROM item_search WHERE item_search MATCH ? UNION ALL SELECT note.item_id "
        "FROM note_search JOIN note ON note.row_id = note_search.rowid WHERE note_search MATCH ?)",
        (sought, sought),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\0", " ") + '"'


def _is(word: str, context: FilterContext) -> Where:
    if word == "ready":
        return "(item.startable = 1 OR (item.startable = 2 AND item.not_before <= ?))", (context.now,)
    if word == "overdue":
        return "item.is_open = 1 AND item.due < ?", (context.now,)
    if word == "due-soon":
        return "item.is_open = 1 AND item.due >= ? AND item.due <= ?", (context.now, context.now + context.due_soon)
    if word == "sleeping":
        return "item.is_open = 1 AND item.not_before > ?", (context.now,)
    if word == "mine":
        return "item.owner = ?", (context.actor,)
    return _IS[word], ()


def _compare(node: Compare, context: FilterContext) -> Where:
    special = _SPECIAL.get(node.field)
    if special is not None:
        return special(node, context)
    if node.field in _LINKS:
        return _related(f"SELECT item_id FROM link WHERE kind = '{node.field}' AND", "other_id", node)
    if node.field in _AGES:
        return _age(node, context)
    if node.field not in _COLUMNS:
        return _custom(node)
    return _column(f"item.{_COLUMNS[node.field]}", node)


def _column(column: str, node: Compare) -> Where:
    if node.op == "empty":
        return f"{column} IS NULL", ()
    if node.op == "filled":
        return f"{column} IS NOT NULL", ()
    if node.op == "like":
        return f"instr(lower({column}), lower(?)) > 0", node.values
    if node.op == "between":
        return f"{column} >= ? AND {column} <= ?", node.values
    if node.op in _SIGNS:
        return f"{column} {_SIGNS[node.op]} ?", node.values
    return _among(column, node.values)


def _age(node: Compare, context: FilterContext) -> Where:
    column = f"item.{_AGES[node.field]}"
    if node.op in _TURNED:
        return f"{column} {_TURNED[node.op]} ?", (context.now - node.values[0],)
    if node.op == "between":
        low, high = node.values[0], node.values[1]
        return f"{column} <= ? AND {column} > ?", (context.now - low, context.now - max(high, low + 1))
    return f"{column} IS NOT NULL", ()


def _project(node: Compare, _context: FilterContext) -> Where:
    """A project holds those below it: `net` is `net` and everything that begins with `net.`."""
    if node.op != "in":
        return _column("item.project", node)
    one = "item.project = ? OR (item.project >= ? AND item.project < ?)"
    parameters = [held for value in node.values for held in (value, f"{value}.", f"{value}.{_LAST}")]
    return " OR ".join([one] * len(node.values)), tuple(parameters)


def _tag(node: Compare, _context: FilterContext) -> Where:
    if node.op in ("empty", "filled"):
        sign = "NOT " if node.op == "empty" else ""
        return f"{sign}EXISTS (SELECT 1 FROM tag WHERE tag.item_id = item.id)", ()
    text, parameters = _column("tag.name", node)
    return f"item.id IN (SELECT tag.item_id FROM tag WHERE {text})", parameters


def _note(node: Compare, _context: FilterContext) -> Where:
    if node.op in ("empty", "filled"):
        sign = "NOT " if node.op == "empty" else ""
        return f"{sign}EXISTS (SELECT 1 FROM note WHERE note.item_id = item.id)", ()
    text, parameters = _column("note.text", node)
    return f"item.id IN (SELECT note.item_id FROM note WHERE {text})", parameters


def _related(start: str, column: str, node: Compare) -> Where:
    if node.op in ("empty", "filled"):
        sign = "NOT " if node.op == "empty" else ""
        return f"item.id {sign}IN ({start} 1 = 1)", ()
    text, parameters = _among(column, node.values)
    return f"item.id IN ({start} {text})", parameters


def _depends_on(node: Compare, _context: FilterContext) -> Where:
    return _related("SELECT item_id FROM dependency WHERE", "depends_on", node)


def _blocks(node: Compare, _context: FilterContext) -> Where:
    return _related("SELECT depends_on FROM dependency WHERE", "item_id", node)


def _open_criteria(node: Compare, _context: FilterContext) -> Where:
    if node.op in ("empty", "filled"):
        return f"item.criteria_total - item.criteria_closed {'=' if node.op == 'empty' else '>'} 0", ()
    return _column("item.criteria_total - item.criteria_closed", node)


def _criteria(node: Compare, _context: FilterContext) -> Where:
    if node.op in ("empty", "filled"):
        return f"item.criteria_total {'=' if node.op == 'empty' else '>'} 0", ()
    return _column("item.criteria_total", node)


def _custom(node: Compare) -> Where:
    inner = "SELECT custom.item_id FROM custom WHERE custom.name = ?"
    if node.op in ("empty", "filled"):
        return f"item.id {'NOT ' if node.op == 'empty' else ''}IN ({inner})", (node.field,)
    text, parameters = _column("custom.value", node)
    return f"item.id IN ({inner} AND {text})", (node.field, *parameters)


_SPECIAL: dict[str, Callable[[Compare, FilterContext], Where]] = {
    "project": _project,
    "tag": _tag,
    "note": _note,
    "depends-on": _depends_on,
    "blocks": _blocks,
    "criteria": _criteria,
    "open-criteria": _open_criteria,
}
