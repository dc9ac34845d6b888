"""The pull order in print, and what an item waits for."""

from __future__ import annotations

from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.rules.pull import OVERDUE
from opsflow.domain.text import visible
from opsflow.services.looking.facts import why_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.rules.pull import Position
    from opsflow.services.looking.explaining import Explanation

_COLUMNS = (
    Column("id", to_right=True),
    Column("title", gives_way=True),
    Column("owner", gives_way=True),
    Column("why", gives_way=True, wraps=True),
)


def print_next(
    out: Printer, positions: Sequence[Position], startable: int, counted_up_to: int, is_narrowed: bool = False
) -> None:
    """Print items in pull order, each with its reason, and how many of all that can start are not among them.

    `is_narrowed` is whether a filter left only some of all items.
    """
    if out.answered(
        "next",
        lambda: _next_document(positions, startable, counted_up_to),
        lambda: [position.item.id for position in positions],
    ):
        return
    if positions:
        rows = [
            [
                Cell(str(position.item.id), "bold"),
                Cell(position.item.title),
                Cell(position.item.owner or ""),
                Cell(position.reason, "red" if position.band <= OVERDUE else "dim"),
            ]
            for position in positions
        ]
        print_table(out, _COLUMNS, rows)
    else:
        nothing = "Nothing that matches can start now." if is_narrowed else "Nothing can start now."
        out.talk(f"{nothing} `opsflow list is:open` shows what there is, `opsflow why ID` why not.")
    if startable > len(positions):
        at_least = "at least " if startable >= counted_up_to else ""
        out.talk(f"{at_least}{startable - len(positions)} more in the pull order; --limit shows them.")


def _next_document(positions: Sequence[Position], startable: int, counted_up_to: int) -> dict[str, Any]:
    """The pull order. `startable` counts all items that can start, up to `counted_up_to`."""
    from opsflow.cli.output.item_json import item_document

    placed = [
        {"place": place, "reason": position.reason, "item": item_document(position.item)}
        for place, position in enumerate(positions, 1)
    ]
    return {"next": placed, "startable": startable, "counted_up_to": counted_up_to}


def print_why(out: Printer, found: Explanation) -> None:
    """Print where an item stands or why it cannot start, and the tree of what it waits for."""
    if out.answered("why", lambda: _why_document(found)):
        return
    item = found.item
    out.data(f"{item.id}  {visible(item.title)}")
    out.data(visible(why_words(found)))
    if not found.edges:
        return
    from opsflow.cli.output.graphs import print_branches
    from opsflow.services.work.dependencies import Graph, tree

    _, *below = tree(Graph((item, *found.others.values()), found.edges), item.id, "down")
    print_branches(out, below)


def _why_document(found: Explanation) -> dict[str, Any]:
    from opsflow.cli.output.documents import brief, edge_document

    return {
        "item": brief(found.item),
        "can_start": found.position is not None,
        "place": found.place,
        "reason": found.position.reason if found.position else None,
        "obstacles": list(found.reasons),
        "waits_for": [edge_document(edge) for edge in found.edges],
        "items": [brief(item) for item in found.others.values()],
    }
