"""What a filter asks of the records that hang on an item, as conditions on the item table."""

from __future__ import annotations

from opsflow.domain.filters.fields import CUSTOM_KINDS
from opsflow.store.search.conditions import PRESENCE, among_ids, compared, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.syntax import Compare
    from opsflow.store.search.conditions import Where

_LINKS = ("caused-by", "fixed-by", "duplicate-of", "follow-up-of")


def beside(node: Compare, context: FilterContext) -> Where:
    """The condition for a field that is no column of the item table; one that is not built in is a custom field."""
    special = _SPECIAL.get(node.field)
    if special is not None:
        return special(node)
    if node.field in _LINKS:
        return _related(f"SELECT item_id FROM link WHERE kind = '{node.field}'", "other_id", node)
    return _custom(node, context)


def tagged(node: Compare) -> Where:
    """The ids of the items that carry a tag."""
    text, parameters = compared("tag.name", node)
    return f"SELECT tag.item_id AS id FROM tag WHERE {text}", parameters


def _tag(node: Compare) -> Where:
    """A tag is looked up for each item, which takes one step; `tagged` goes the other way."""
    if node.op in PRESENCE:
        return _beside("tag", "name", node)
    text, parameters = compared("tag.name", node)
    return f"EXISTS (SELECT 1 FROM tag WHERE tag.item_id = item.id AND ({text}))", parameters


def _occurrences(node: Compare) -> Where:
    return _beside("alert", "occurrences", node)


def _last_seen(node: Compare) -> Where:
    return _beside("alert", "last_seen_at", node)


def _recurrence(node: Compare) -> Where:
    """The signals of a recurrence are named after it: `recurrence:patching`."""
    named = "SELECT item_id FROM signal WHERE name >= 'recurrence:' AND name < 'recurrence;'"
    return _in(named, node, lambda: compared("substr(signal.name, 12)", node))


def _note(node: Compare) -> Where:
    return _beside("note", "text", node)


def _beside(table: str, column: str, node: Compare) -> Where:
    """A condition on records of the item. That there is none, or one, is looked up for each item."""
    if node.op in PRESENCE:
        return f"{PRESENCE[node.op]}EXISTS (SELECT 1 FROM {table} WHERE {table}.item_id = item.id)", ()
    text, parameters = compared(f"{table}.{column}", node)
    return f"item.id IN (SELECT {table}.item_id FROM {table} WHERE {text})", parameters


def _in(ids: str, node: Compare, asked: Callable[[], Where], own: tuple[str, ...] = ()) -> Where:
    """A condition on records whose items are looked up all at once: `ids` selects the items of all such records, with
    the parameters `own`, and `asked` narrows it to those whose value is right.
    """
    if node.op in PRESENCE:
        return f"item.id {PRESENCE[node.op]}IN ({ids})", own
    text, parameters = asked()
    return f"item.id IN ({ids} AND ({text}))", (*own, *parameters)


def _related(ids: str, column: str, node: Compare) -> Where:
    return _in(ids, node, lambda: among_ids(column, node.values))


def _depends_on(node: Compare) -> Where:
    return _related("SELECT item_id FROM dependency WHERE 1 = 1", "depends_on", node)


def _blocks(node: Compare) -> Where:
    return _related("SELECT depends_on FROM dependency WHERE 1 = 1", "item_id", node)


def _relates(node: Compare) -> Where:
    """The one link without a direction."""
    there = _related("SELECT item_id FROM link WHERE kind = 'relates'", "other_id", node)
    back = _related("SELECT other_id FROM link WHERE kind = 'relates'", "item_id", node)
    return joined([there, back], " AND " if node.op == "empty" else " OR ", "1 = 0")


def _custom(node: Compare, context: FilterContext) -> Where:
    named = "SELECT custom.item_id FROM custom WHERE custom.name = ?"
    return _in(named, node, lambda: _custom_value(node, context), (node.field,))


def _custom_value(node: Compare, context: FilterContext) -> Where:
    """What is asked of a value that is kept as text, in the form that its kind has there."""
    field = context.declared(node.field)
    kind = CUSTOM_KINDS[field.kind] if field is not None else "name"
    column, asked = ("CAST(custom.value AS REAL)", node) if kind == "decimal" else ("custom.value", node)
    if kind == "time":
        from opsflow.domain.time.instants import format_instant_utc

        asked = node.replace(values=tuple([format_instant_utc(value) for value in node.values]))
    return compared(column, asked)


def _decided(decision: str) -> Callable[[Compare], Where]:
    named = f"SELECT approval.item_id FROM approval WHERE approval.decision = '{decision}'"
    return lambda node: _in(named, node, lambda: compared("approval.approver", node))


_SPECIAL: dict[str, Callable[[Compare], Where]] = {
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
