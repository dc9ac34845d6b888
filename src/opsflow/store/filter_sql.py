"""The one translation of a filter to SQL. What a user wrote is only ever a parameter."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import CUSTOM_KINDS, FIELDS
from opsflow.domain.filters.syntax import All, Compare, Either, Ids, Is, Not, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.syntax import Filter

    Where = tuple[str, tuple[Any, ...]]

_MOST_PARAMETERS = 30_000
"""SQLite takes 32,766 in one statement; the rest is for what stands around the filter."""

_COLUMNS = {
    "id": "id", "uid": "uid", "title": "title", "state": "state", "category": "category", "type": "type",
    "project": "project", "service": "service", "class": "service_class", "impact": "impact", "urgency": "urgency",
    "priority": "priority", "stage": "stage", "hold": "hold_reason", "hold-since": "held_at",
    "effort": "effort", "estimate": "estimate_likely", "due": "due", "not-before": "not_before", "owner": "owner",
    "parent": "parent_id", "key": "alert_key", "created": "created_at", "started": "started_at",
    "finished": "finished_at", "entered": "entered_at", "changed": "changed_at", "blocked": "blocked_reason",
    "blocked-since": "blocked_at", "criteria": "criteria_total", "waiting-for": "waiting_for", "blocking": "blocking",
    "version": "version", "age": "created_at", "column-age": "entered_at",
    "open-criteria": "criteria_total - item.criteria_closed",
}  # fmt: skip
_COUNTS = ("criteria", "open-criteria", "waiting-for", "blocking")
_LINKS = ("caused-by", "fixed-by", "duplicate-of", "follow-up-of")
_SIGNS = {"below": "<", "upto": "<=", "above": ">", "from": ">="}
_TURNED = {"below": ">", "upto": ">=", "above": "<", "from": "<="}

_IS = {
    "open": "item.is_open = 1",
    "closed": "item.is_open = 0",
    "done": "item.is_open = 0 AND item.category = 'done'",
    "finished": "item.is_open = 0 AND item.category = 'done'",
    "cancelled": "item.is_open = 0 AND item.category = 'cancelled'",
    "started": "item.is_open = 1 AND item.category IN ('active', 'waiting')",
    "unstarted": "item.is_open = 1 AND item.category IN ('backlog', 'ready')",
    "blocked": "item.blocked_at > 0",
    "on-hold": "item.held_at > 0",
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
    """A condition for `SELECT ... FROM item WHERE`, and its parameters.

    Raises `UsageError` when the filter names more values than one statement takes.
    """
    text, parameters = _translate(node, context)
    if len(parameters) > _MOST_PARAMETERS:
        raise UsageError(f"The filter names {len(parameters):,} values; {_MOST_PARAMETERS:,} are the most. Split it.")
    return text, parameters


def _translate(node: Filter, context: FilterContext) -> Where:
    if isinstance(node, All):
        return _joined([_translate(part, context) for part in node.parts], " AND ", "1 = 1")
    if isinstance(node, Either):
        return _joined([_translate(part, context) for part in node.parts], " OR ", "1 = 0")
    if isinstance(node, Not):
        text, parameters = _translate(node.part, context)
        return f"({text}) IS NOT TRUE", parameters
    if isinstance(node, Ids):
        return _among_ids("item.id", node.ids)
    if isinstance(node, Words):
        return _words(node)
    if isinstance(node, Is):
        return _is(node.word, context)
    return _compare(node, context)


def _joined(made: Sequence[Where], sign: str, nothing: str) -> Where:
    """The conditions in a tree of even depth, since SQLite limits the depth and not the number."""
    if len(made) <= 8:
        text = sign.join([f"({text})" for text, _ in made]) if len(made) > 1 else made[0][0] if made else nothing
        return text, tuple([held for _, own in made for held in own])
    middle = len(made) // 2
    return _joined([_joined(made[:middle], sign, nothing), _joined(made[middle:], sign, nothing)], sign, nothing)


def _among(column: str, values: Sequence[Any]) -> Where:
    if len(values) == 1:
        return f"{column} = ?", (values[0],)
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)


def _among_ids(column: str, ids: Sequence[int]) -> Where:
    """Ids in ascending order; what follows one another is asked for by its ends."""
    runs: list[list[int]] = []
    for item_id in ids:
        if runs and runs[-1][1] == item_id - 1:
            runs[-1][1] = item_id
        else:
            runs.append([item_id, item_id])
    single = [held for first, last in runs if last - first < 2 for held in range(first, last + 1)]
    made = [_among(column, single)] if single else []
    made += [(f"{column} BETWEEN ? AND ?", (first, last)) for first, last in runs if last - first >= 2]
    return _joined(made, " OR ", "1 = 0")


def _words(node: Words) -> Where:
    if not any(sign.isalnum() for sign in node.text):
        return _joined([_like("item.title", (node.text,)), _note_like((node.text,))], " OR ", "1 = 0")
    statement, parameters = worded(node)
    return f"item.id IN ({statement})", parameters


def worded(node: Words) -> Where:
    """The ids of items with these words or word beginnings; each is quoted, so none is an operator of the search."""
    quoted = '"' + node.text.replace('"', '""').replace("\0", " ") + '"'
    sought = quoted if node.phrase else f"{quoted} *"
    return (
        "SELECT rowid AS id FROM item_search WHERE item_search MATCH ? UNION ALL SELECT note.item_id "
        "FROM note_search JOIN note ON note.row_id = note_search.rowid WHERE note_search MATCH ?",
        (sought, sought),
    )


def tagged(node: Compare) -> Where:
    """The ids of the items that carry a tag."""
    text, parameters = _column("tag.name", node)
    return f"SELECT tag.item_id FROM tag WHERE {text}", parameters


def _is(word: str, context: FilterContext) -> Where:
    if word == "ready":
        return "item.startable = 1 OR (item.startable = 2 AND item.not_before <= ?)", (context.now,)
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
    if node.field == "sla":
        from opsflow.store.clock_sql import stands_so

        return _joined(stands_so(node, context.now), " OR ", "1 = 0")
    special = _SPECIAL.get(node.field)
    if special is not None:
        return special(node)
    if node.field in _LINKS:
        return _related(f"SELECT item_id FROM link WHERE kind = '{node.field}' AND", "other_id", node)
    if node.field not in _COLUMNS:
        return _custom(node, context)
    column = f"item.{_COLUMNS[node.field]}"
    if FIELDS[node.field] == "elapsed":
        return _age(column, node, context.now)
    if node.field in _COUNTS and node.op in ("empty", "filled"):
        return f"{column} {'=' if node.op == 'empty' else '>'} 0", ()
    return _among_ids(column, node.values) if FIELDS[node.field] == "ids" and node.op == "in" else _column(column, node)


def _column(column: str, node: Compare) -> Where:
    if node.op == "empty":
        return f"{column} IS NULL", ()
    if node.op == "filled":
        return f"{column} IS NOT NULL", ()
    if node.op == "like":
        return _like(column, node.values)
    if node.op == "between":
        return f"{column} >= ? AND {column} <= ?", node.values
    if node.op in _SIGNS:
        return f"{column} {_SIGNS[node.op]} ?", node.values
    return _among(column, node.values)


def _like(column: str, texts: Sequence[str]) -> Where:
    """Whether a column contains any of the texts; large and small letters are one, as far as the store knows them."""
    made = [(f"replace(lower({column}), lower(?), '') <> lower({column})", (text,)) for text in texts]
    return _joined(made, " OR ", "1 = 0")


def _age(column: str, node: Compare, now: int) -> Where:
    """Older than three days is created before three days ago. The age of an item grows until it is closed."""
    if node.op in ("empty", "filled"):
        return _column(column, node)
    text = f"{column} <= ? AND {column} >= ?" if node.op == "between" else f"{column} {_TURNED[node.op]} ?"
    parameters = tuple([now - seconds for seconds in node.values])
    return (f"item.is_open = 1 AND {text}" if node.field == "age" else text), parameters


def _project(node: Compare) -> Where:
    """A project holds those below it: `net` is `net` and everything that begins with `net.`, up to `net/`."""
    if node.op != "in":
        return _column("item.project", node)
    one = "item.project = ? OR (item.project >= ? AND item.project < ?)"
    return _joined([(one, (value, f"{value}.", f"{value}/")) for value in node.values], " OR ", "1 = 0")


def _tag(node: Compare) -> Where:
    """A tag is looked up for each item, which takes one step; `tagged` goes the other way."""
    if node.op in ("empty", "filled"):
        return _beside("tag", "name", node)
    text, parameters = _column("tag.name", node)
    return f"EXISTS (SELECT 1 FROM tag WHERE tag.item_id = item.id AND ({text}))", parameters


def _occurrences(node: Compare) -> Where:
    return _beside("alert", "occurrences", node)


def _last_seen(node: Compare) -> Where:
    return _beside("alert", "last_seen_at", node)


def _recurrence(node: Compare) -> Where:
    """The signals of a recurrence are named after it: `recurrence:patching`."""
    inner = "SELECT item_id FROM signal WHERE name >= 'recurrence:' AND name < 'recurrence;'"
    if node.op in ("empty", "filled"):
        return f"item.id {'NOT ' if node.op == 'empty' else ''}IN ({inner})", ()
    text, parameters = _column("substr(signal.name, 12)", node)
    return f"item.id IN ({inner} AND ({text}))", parameters


def _note(node: Compare) -> Where:
    return _beside("note", "text", node)


def _beside(table: str, column: str, node: Compare) -> Where:
    """A condition on records of the item. That there is none, or one, is looked up for each item."""
    if node.op in ("empty", "filled"):
        sign = "NOT " if node.op == "empty" else ""
        return f"{sign}EXISTS (SELECT 1 FROM {table} WHERE {table}.item_id = item.id)", ()
    text, parameters = _column(f"{table}.{column}", node)
    return f"item.id IN (SELECT {table}.item_id FROM {table} WHERE {text})", parameters


def _note_like(texts: Sequence[str]) -> Where:
    return _note(Compare("note", "like", tuple(texts)))


def _related(start: str, column: str, node: Compare) -> Where:
    if node.op in ("empty", "filled"):
        return f"item.id {'NOT ' if node.op == 'empty' else ''}IN ({start} 1 = 1)", ()
    text, parameters = _among_ids(column, node.values)
    return f"item.id IN ({start} ({text}))", parameters


def _depends_on(node: Compare) -> Where:
    return _related("SELECT item_id FROM dependency WHERE", "depends_on", node)


def _blocks(node: Compare) -> Where:
    return _related("SELECT depends_on FROM dependency WHERE", "item_id", node)


def _relates(node: Compare) -> Where:
    """The one link without a direction."""
    there = _related("SELECT item_id FROM link WHERE kind = 'relates' AND", "other_id", node)
    back = _related("SELECT other_id FROM link WHERE kind = 'relates' AND", "item_id", node)
    return _joined([there, back], " AND " if node.op == "empty" else " OR ", "1 = 0")


def _custom(node: Compare, context: FilterContext) -> Where:
    inner = "SELECT custom.item_id FROM custom WHERE custom.name = ?"
    if node.op in ("empty", "filled"):
        return f"item.id {'NOT ' if node.op == 'empty' else ''}IN ({inner})", (node.field,)
    kind = next((CUSTOM_KINDS[field.kind] for field in context.custom_fields if field.name == node.field), "name")
    column, asked = ("CAST(custom.value AS REAL)", node) if kind == "decimal" else ("custom.value", node)
    if kind == "time":
        from opsflow.domain.instants import format_instant_utc

        asked = node.replace(values=tuple([format_instant_utc(value) for value in node.values]))
    text, parameters = _column(column, asked)
    return f"item.id IN ({inner} AND ({text}))", (node.field, *parameters)


def _decided(decision: str) -> Callable[[Compare], Where]:
    def translated(node: Compare) -> Where:
        inner = f"SELECT approval.item_id FROM approval WHERE approval.decision = '{decision}'"
        if node.op in ("empty", "filled"):
            return f"item.id {'NOT ' if node.op == 'empty' else ''}IN ({inner})", ()
        text, parameters = _column("approval.approver", node)
        return f"item.id IN ({inner} AND ({text}))", parameters

    return translated


_SPECIAL: dict[str, Callable[[Compare], Where]] = {
    "project": _project,
    "tag": _tag,
    "note": _note,
    "occurrences": _occurrences,
    "last-seen": _last_seen,
    "recurrence": _recurrence,
    "depends-on": _depends_on,
    "blocks": _blocks,
    "relates": _relates,
    "approved-by": _decided("approved"),
    "rejected-by": _decided("rejected"),
}
