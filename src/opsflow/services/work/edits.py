"""The edit of one item: what of it differs, and what follows from that for limits, criteria and change control."""

from __future__ import annotations

from opsflow.domain.errors import Refused
from opsflow.domain.history.changes import Change, set_fields
from opsflow.services.work import dates
from opsflow.services.work.fields import custom_changes
from opsflow.services.work.following import with_priority, with_stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.services.writing import Work


def edit_one(
    work: Work,
    item: Item,
    fields: Mapping[str, Any],
    custom: Mapping[str, str],
    added: Sequence[str],
    removed: Sequence[str],
) -> None:
    """Change checked fields and tags of one item, as one event, and have looked at what follows."""
    if fields.get("parent_id") is not None:
        check_parent(work, item, fields["parent_id"])
    fields = with_stage(work, with_priority(work, fields, item), item)
    if custom:
        from opsflow.services.records.stages import check_fields

        check_fields(work.session.settings, fields.get("type", item.type), custom)
    before = {name: getattr(item, name) for name in fields}
    changes = [set_fields(before, fields)]
    changes += custom_changes(work.tx.custom([item.id]).get(item.id, {}), custom)
    changes += tag_changes(work, item, added, removed)
    if not any(changes):
        work.say(f"{item.id} is like that already.")
        return
    names = [name for name in before if before[name] != fields[name]]
    after = work.record(item, "edited", changes)
    _watch_edited(work, item, after, names, changes)
    dates.watch(work, item.id)
    if "due" in names or "not_before" in names:
        dates.notice_order(work, item.id, after.due, after.not_before)


def _watch_edited(
    work: Work, before: Item, after: Item, names: Sequence[str], changes: Sequence[Change | None]
) -> None:
    """Look at what else follows from an edit: limits, criteria that another type brings, change control."""
    scopes = [scope for scope, name in (("owner", "owner"), ("class", "service_class")) if name in names]
    if scopes:
        from opsflow.services.work import limits

        limits.watch(work, after, scopes)
    if before.type != after.type and work.session.settings.is_record(after.type):
        from opsflow.services.records import stages as records

        records.bring_criteria(work, after)
    if "change" in (before.type, after.type):
        from opsflow.services.records import change_control

        edited = {str(change.key): change for change in changes if change is not None and change.entity == "custom"}
        change_control.watch(work, before, after, names, edited)


def check_parent(work: Work, item: Item, parent_id: int) -> None:
    """Raise `Refused` when the parent is the item itself or one of its descendants."""
    seen = {item.id: None}
    above: int | None = parent_id
    while above is not None:
        if above in seen:
            chain = " → ".join(map(str, [*seen, above]))
            raise Refused(f"An item cannot be its own ancestor: {chain}. Choose another parent.")
        seen[above] = None
        above = work.item(above).parent_id


def tag_changes(work: Work, item: Item, added: Sequence[str], removed: Sequence[str]) -> list[Change]:
    """The changes that leave the item with the added tags and without the removed ones."""
    if not added and not removed:
        return []
    has = work.tx.tags([item.id]).get(item.id, [])
    changes = [Change("tag", name, None, {}) for name in dict.fromkeys(added) if name not in has]
    return changes + [Change("tag", name, {}, None) for name in dict.fromkeys(removed) if name in has]
