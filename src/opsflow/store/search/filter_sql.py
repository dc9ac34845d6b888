"""The one translation of a filter to SQL. What a user wrote is only ever a parameter."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import FIELDS
from opsflow.domain.filters.syntax import All, Compare, Either, Ids, Is, Not, Words
from opsflow.store.search.conditions import PRESENCE, among_ids, compared, joined
from opsflow.store.search.full_text import INDEXES, can_be_asked, holding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.syntax import Filter
    from opsflow.store.search.conditions import Where

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
    "recovered": "item.is_open = 1 AND item.id IN (SELECT item_id FROM signal WHERE name = 'alert-over')",
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
        return joined([_translate(part, context) for part in node.parts], " AND ", "1 = 1")
    if isinstance(node, Either):
        return joined([_translate(part, context) for part in node.parts], " OR ", "1 = 0")
    if isinstance(node, Not):
        text, parameters = _translate(node.part, context)
        return f"({text}) IS NOT TRUE", parameters
    if isinstance(node, Ids):
        return among_ids("item.id", node.ids)
    if isinstance(node, Words):
        return _words(node, context)
    if isinstance(node, Is):
        return _is(node.word, context)
    return _compare(node, context)


def _words(node: Words, context: FilterContext) -> Where:
    """Closed items are looked for once the first of them is tested, so a condition on open ones costs nothing more."""
    if not can_be_asked(node):
        parts = [Compare(field, "like", (node.text,)) for field in ("title", "note")]
        return joined([_compare(part, context) for part in parts], " OR ", "1 = 0")
    made = {is_open: holding(node, index) for index, is_open in INDEXES.items()}
    text = f"CASE item.is_open WHEN 1 THEN item.id IN ({made[1][0]}) ELSE item.id IN ({made[0][0]}) END"
    return text, (*made[1][1], *made[0][1])


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
        from opsflow.store.search.clock_sql import stands_so

        return joined(stands_so(node, context.now), " OR ", "1 = 0")
    if node.field == "project":
        return _project(node)
    if node.field not in _COLUMNS:
        from opsflow.store.search.beside_sql import beside

        return beside(node, context)
    column = f"item.{_COLUMNS[node.field]}"
    if FIELDS[node.field] == "elapsed":
        return _age(column, node, context.now)
    if node.field in _COUNTS and node.op in PRESENCE:
        return f"{column} {'=' if node.op == 'empty' else '>'} 0", ()
    return among_ids(column, node.values) if FIELDS[node.field] == "ids" and node.op == "in" else compared(column, node)


def _age(column: str, node: Compare, now: int) -> Where:
    """Older than three days is created before three days ago. The age of an item grows until it is closed."""
    if node.op in PRESENCE:
        return compared(column, node)
    text = f"{column} <= ? AND {column} >= ?" if node.op == "between" else f"{column} {_TURNED[node.op]} ?"
    parameters = tuple([now - seconds for seconds in node.values])
    return (f"item.is_open = 1 AND {text}" if node.field == "age" else text), parameters


def _project(node: Compare) -> Where:
    """A project holds those below it: `net` is `net` and everything that begins with `net.`, up to `net/`."""
    if node.op != "in":
        return compared("item.project", node)
    one = "item.project = ? OR (item.project >= ? AND item.project < ?)"
    return joined([(one, (value, f"{value}.", f"{value}/")) for value in node.values], " OR ", "1 = 0")
