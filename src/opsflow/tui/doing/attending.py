"""What needs a look: all that `opsflow check` finds, group by group, each line leading to its item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services.looking.check_reasons import TITLES, Entry, Group, all_explained
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

_MOST = 100
"""Items of one check that are listed; the others are counted."""


async def needs_a_look(app: BoardApp) -> None:
    """Show what the checks find; enter goes to the item, or shows what counts against a limit."""
    groups = await app.feed.ask(lambda session: all_explained(session, _MOST))
    entries = [entry for group in groups for entry in group.entries]
    rows = [row for group in groups for row in _rows(group, entries)][1:]
    fine = [Row((("Every check is fine: no limit, date, service level or approval needs a look.", "green"),))]
    title = f"Needs a look: {_total(groups)}" if groups else "Nothing needs a look"
    picked = await show(app, title, rows or fine, [Answer("enter", "go there")] if rows else [], cursor=1)
    if picked is None or picked.row is None or picked.row.number is None:
        return
    entry = entries[picked.row.number]
    if entry.item is not None:
        app.focus_item(entry.item.id)
    else:
        app.narrow_to(entry.words)


def _total(groups: list[Group]) -> str:
    return ", ".join([f"{group.name} {len(group.entries) + group.more}" for group in groups])


def _rows(group: Group, entries: list[Entry]) -> list[Row]:
    rows = [Row(()), Row(((f"{TITLES[group.name]} ", "heading"), (f"{len(group.entries) + group.more}", "dim")))]
    rows += [_row(entry, entries.index(entry)) for entry in group.entries]
    if group.more:
        rows.append(Row(((f"  … and {group.more} more: opsflow check {group.name}", "dim"),)))
    return rows


def _row(entry: Entry, place: int) -> Row:
    if entry.item is None:
        return Row((("  ≥ ", "red"), (entry.text, "")), number=place)
    item = entry.item
    who = item.owner or "no owner"
    pieces = (
        (f"  {item.id} ", "blue"),
        (f"{item.title}  ", ""),
        (entry.text, "red"),
        (f"  {item.state}, {who}", "dim"),
    )
    return Row(pieces, indent=4, number=place)
