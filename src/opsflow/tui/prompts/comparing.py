"""A stale edit: what the screen showed beside what the store holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from opsflow.domain.items import Item
from opsflow.services.history.phrases import field_phrases
from opsflow.services.session import Session
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import show

if TYPE_CHECKING:
    from opsflow.domain.errors import Conflict
    from opsflow.domain.time.zones import Zone
    from opsflow.tui.app import BoardApp

_DERIVED = ("version", "changed_at", "category", "is_open", "state_position", "startable", "pull_rank")


async def compare(app: BoardApp, error: Conflict, shown: Mapping[int, Item]) -> None:
    """Show what differs between the items as they were seen and as they are."""
    ids = list(shown)

    def read(session: Session) -> tuple[dict[int, Item], Zone]:
        with session.store.reader() as reader:
            return reader.items(ids), session.zone

    now, zone = await app.feed.ask(read)
    rows = [Row(((error.message, "red"),)), Row(())]
    for item_id, item in now.items():
        if item_id in shown and shown[item_id].version != item.version:
            rows += _difference(shown[item_id], item, zone)
    if len(rows) > 2:
        app.model.marks.clear()
        await show(app, "Changed by someone else", rows[:-1])


def _difference(before: Item, after: Item, zone: Zone) -> list[Row]:
    names = [
        name
        for name in Item._fields
        if name not in _DERIVED and getattr(before, name) != getattr(after, name)
    ]  # fmt: skip
    rows = [Row(((f"{after.id} {after.title}", "bold"),))]
    rows.append(Row(((f"  you saw version {before.version}, it is at version {after.version} now", "dim"),)))
    was, is_now = ({name: getattr(item, name) for name in names} for item in (before, after))
    words = field_phrases(was, is_now, zone)
    rows += [Row((("  ", ""), (word, ""))) for word in words]
    return [*rows, Row(())]
