"""What `sla:` asks, as conditions on the item table. They are those of `opsflow.domain.clocks.standing`."""

from __future__ import annotations

from opsflow.store.search.conditions import PRESENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.filters.syntax import Compare

_CONDITIONS = {
    "breached": ("sla.state <> 'cancelled' AND sla.breached_at IS NOT NULL", "sla.state = 'running' AND sla.due < ?"),
    "at-risk": ("sla.state = 'running' AND sla.warn_at <= ? AND sla.due >= ?",),
    "paused": ("sla.state = 'paused'",),
    "running": ("sla.state = 'running'",),
    "met": ("sla.state = 'stopped' AND sla.breached_at IS NULL",),
}


def stands_so(node: Compare, now: int) -> list[tuple[str, tuple[int, ...]]]:
    """Conditions of which one holds for an item that a clock of which stands as asked, each with its parameters."""
    if node.op in PRESENCE:
        return [(f"{PRESENCE[node.op]}EXISTS (SELECT 1 FROM sla WHERE sla.item_id = item.id)", ())]
    asked = [text for word in node.values for text in _CONDITIONS[word]]
    return [(f"item.id IN (SELECT sla.item_id FROM sla WHERE {text})", (now,) * text.count("?")) for text in asked]
