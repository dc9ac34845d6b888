"""What follows from fields of an item that change: its priority from impact and urgency, its stage from its type."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.services.writing import Work


def with_priority(work: Work, fields: Mapping[str, Any], item: Item | None = None) -> Mapping[str, Any]:
    """The fields with the priority that follows from them."""
    if "impact" not in fields and "urgency" not in fields:
        return fields
    from opsflow.domain.rules import priority

    matrix = work.session.settings.matrix
    return priority.with_priority(fields, item.impact if item else None, item.urgency if item else None, matrix)


def with_stage(work: Work, fields: Mapping[str, Any], item: Item) -> Mapping[str, Any]:
    """The fields with the stage that an item of another type has in its column."""
    new = fields.get("type", item.type)
    if new == item.type:
        return fields
    if not work.session.settings.is_record(new):
        return {**fields, "stage": None}
    from opsflow.services.records.stages import stage_in

    return {**fields, "stage": stage_in(work, new, work.workflow.state(item.state))}
