"""The printed board, for pipes, mail and wikis."""

from __future__ import annotations

from opsflow.domain.dates import relative
from opsflow.domain.text import cut, visible, width
from opsflow.services.facts import mark_of, progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.printing import Printer
    from opsflow.domain.items import Item
    from opsflow.services.boards import Lane
    from opsflow.services.session import Session


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
    facts = [visible(item.owner or ""), progress(item)]
    if item.due is not None and item.is_open:
        facts.append(f"due {relative(item.due, session.clock())}")
    if item.blocked_reason:
        facts.append(f"blocked: {visible(item.blocked_reason)}")
    if item.waiting_for and item.is_open:
        facts.append(f"waits for {item.waiting_for}")
    rest = "  ".join([fact for fact in facts if fact])
    return [(cut(head, size), style), *([(cut(f"  {rest}", size), "dim")] if rest else [])]


def print_board(out: Printer, session: Session, lanes: Sequence[Lane], cells: int) -> None:
    """Print the board."""
    for line in board_lines(session, lanes, cells):
        plain = "".join([text for text, _ in line])
        styled = "".join([out.styled(text, style) for text, style in line])
        out.data(styled if out.has_color else plain.rstrip())


def board_svg(session: Session, lanes: Sequence[Lane], cells: int) -> str:
    """The board as an SVG picture, drawn by rich."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=cells, file=StringIO(), force_terminal=True, color_system="truecolor")
    for line in board_lines(session, lanes, cells):
        console.print(Text.assemble(*[(text, style) for text, style in line]))
    return console.export_svg(title="opsflow board", unique_id="opsflow-board")
