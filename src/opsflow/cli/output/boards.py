"""The printed board, for pipes, mail and wikis."""

from __future__ import annotations

from opsflow.domain.rules.priority import name_of
from opsflow.domain.text import cut, visible, width
from opsflow.domain.time.instants import relative
from opsflow.services.looking.facts import mark_of, progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from rich.console import Console

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.items import Item
    from opsflow.services.looking.boards import Lane
    from opsflow.services.session import Session


def board_document(lanes: Sequence[Lane]) -> dict[str, Any]:
    """The columns with what is in them."""
    from opsflow.cli.output.item_json import item_document

    columns = [
        {
            "state": lane.state.name,
            "category": lane.state.category,
            "limit": lane.limit,
            "count": lane.count,
            "items": [item_document(item) for item in lane.items],
        }
        for lane in lanes
    ]
    return {"columns": columns}


def board_lines(session: Session, lanes: Sequence[Lane], cells: int) -> list[list[tuple[str, str]]]:
    """The lines of a board so many cells wide, each a list of texts with their styles."""
    size = max((cells - 3 * (len(lanes) - 1)) // max(len(lanes), 1), 12)
    cards = [_lane(session, lane, size) for lane in lanes]
    height = max([len(column) for column in cards], default=0)
    lines: list[list[tuple[str, str]]] = []
    for row in range(height):
        line: list[tuple[str, str]] = []
        for place, column in enumerate(cards):
            text, style = column[row] if row < len(column) else ("", "")
            if place:
                line.append((" │ ", "dim"))
            line.append((text + " " * (size - width(text)), style))
        lines.append(line)
    return lines


def _lane(session: Session, lane: Lane, size: int) -> list[tuple[str, str]]:
    limit = f"/{lane.limit}" if lane.limit else ""
    over = bool(lane.limit and lane.count > lane.limit)
    lines = [(cut(f"{visible(lane.state.name)} {lane.count}{limit}{' over' if over else ''}", size), "bold")]
    lines.append(("─" * size, "dim"))
    for item in lane.items:
        lines += _card(session, item, size)
    if lane.count > len(lane.items):
        lines.append((cut(f"… {lane.count - len(lane.items)} more", size), "dim"))
    return lines


def _card(session: Session, item: Item, size: int) -> list[tuple[str, str]]:
    head = f"{item.id}{mark_of(item)} {visible(item.title)}"
    style = "red" if item.is_blocked or item.service_class == "expedite" else ""
    rest = "  ".join([visible(fact) for fact in _said(session, item)])
    return [(cut(head, size), style), *([(cut(f"  {rest}", size), "dim")] if rest else [])]


def _said(session: Session, item: Item) -> list[str]:
    """What a card says beside the title."""
    facts = [item.owner or "", progress(item), name_of(item.priority) if item.is_open else ""]
    if item.due is not None and item.is_open:
        facts.append(f"due {relative(item.due, session.clock())}")
    if item.blocked_reason:
        facts.append(f"blocked: {item.blocked_reason}")
    if item.hold_reason:
        facts.append(f"on hold: {item.hold_reason}")
    if item.waiting_for and item.is_open:
        facts.append(f"waits for {item.waiting_for}")
    return [fact for fact in facts if fact]


def print_board(out: Printer, session: Session, lanes: Sequence[Lane], cells: int) -> None:
    """Print the board."""
    for line in board_lines(session, lanes, cells):
        plain = "".join([text for text, _ in line])
        styled = "".join([out.styled(text, style) for text, style in line])
        out.data(styled if out.has_color else plain.rstrip())


def print_markdown(out: Printer, session: Session, lanes: Sequence[Lane]) -> None:
    """Print the board as Markdown: a heading for each column, a line for each item."""
    for place, lane in enumerate(lanes):
        if place:
            out.data("")
        limit = f"/{lane.limit}" if lane.limit else ""
        out.data(f"## {_escaped(lane.state.name)} {lane.count}{limit}")
        out.data("")
        for item in lane.items:
            facts = "".join([f", {_escaped(fact)}" for fact in _said(session, item)])
            out.data(f"- **{item.id}{mark_of(item)}** {_escaped(item.title)}{facts}")
        if lane.count > len(lane.items):
            out.data(f"- … {lane.count - len(lane.items)} more")


def _escaped(text: str) -> str:
    """Stored text as Markdown shows it, letter for letter."""
    return "".join([f"\\{sign}" if sign in "\\`*_[]<>#|~" else sign for sign in visible(text)])


def board_svg(session: Session, lanes: Sequence[Lane], cells: int) -> str:
    """The board as an SVG picture, drawn by rich."""
    return _recorded(session, lanes, cells).export_svg(title="opsflow board", unique_id="opsflow-board")


def board_html(session: Session, lanes: Sequence[Lane], cells: int) -> str:
    """The board as an HTML page, written by rich."""
    return _recorded(session, lanes, cells).export_html()


def _recorded(session: Session, lanes: Sequence[Lane], cells: int) -> Console:
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=cells, file=StringIO(), force_terminal=True, color_system="truecolor")
    for line in board_lines(session, lanes, cells):
        console.print(Text.assemble(*[(text, style) for text, style in line]))
    return console
