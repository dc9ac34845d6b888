"""What needs a look: all that the line on top counts and `opsflow check` finds, each line leading to its item."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from opsflow.services.looking.pressing import Section, pressing
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsflow.services.looking.check_reasons import Entry
    from opsflow.tui.app import BoardApp

_MOST = 40
"""Items of one kind that are listed; the others are counted."""


async def needs_a_look(app: BoardApp) -> None:
    """Show what needs a look; enter goes to the item, or shows what counts against a limit."""
    sections = await app.feed.ask(lambda session: pressing(session, _MOST))
    entries = [entry for section in sections for entry in section.entries]
    numbers = count()
    rows = [row for section in sections for row in _rows(section, numbers)][1:]
    fine = [Row((("Every check is fine: no limit, date, service level or approval needs a look.", "green"),))]
    title = f"Needs a look: {_total(sections)}" if sections else "Nothing needs a look"
    picked = await show(app, title, rows or fine, [Answer("enter", "go there")] if rows else [], cursor=1)
    if picked is None or picked.row is None or picked.row.number is None:
        return
    entry = entries[picked.row.number]
    if entry.item is not None:
        app.reading.go_to(entry.item.id)
    else:
        app.narrowing.to(entry.words)


def _total(sections: Sequence[Section]) -> str:
    return ", ".join([f"{section.name} {len(section.entries) + section.more}" for section in sections])


def _rows(section: Section, numbers: Iterator[int]) -> list[Row]:
    rows = [Row(()), Row(((f"{section.title} ", "heading"), (f"{len(section.entries) + section.more}", "dim")))]
    rows += [_row(entry, next(numbers)) for entry in section.entries]
    if section.more:
        rows.append(Row(((f"  … and {section.more} more: `{section.command}`", "dim"),)))
    return rows


def _row(entry: Entry, number: int) -> Row:
    if entry.item is None:
        return Row((("  ≥ ", "red"), (entry.text, "")), number=number)
    item = entry.item
    pieces = (
        (f"  {item.id} ", "blue"),
        (item.title, ""),
        *([(f"  {entry.text}", "red")] if entry.text else []),
        (f"  {item.state}, {item.owner or 'no owner'}", "dim"),
    )
    return Row(pieces, indent=4, number=number)
