"""The widget: it turns a picture into strips, and asks for no more to be drawn than what differs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from opsflow.domain.text import width
from opsflow.tui.board.painter import Block, Moment, Painter, Picture
from opsflow.tui.cards import Line
from opsflow.tui.drawn import Drawn
from opsflow.tui.model import Model

GROUNDS = ("board", "card", "focus", "drop", "lane")
INKS = (
    "title", "id", "fact", "faint", "owner", "kind", "good", "warn", "bad", "accent", "mark", "edge", "gap", "heading",
    "here", "count", "rule", "lane",
)  # fmt: skip


class BoardView(Drawn, can_focus=True):
    """Draws the model, with what is `dragged` and the place where it would `drop`. It changes nothing but the size."""

    COMPONENT_CLASSES = {f"board--{name}" for name in GROUNDS} | {f"ink--{name}" for name in INKS}
    DEFAULT_CSS = """
    BoardView { background: $background; height: 1fr; width: 1fr; }
    BoardView > .board--board { background: $background; color: $foreground; }
    BoardView > .board--card { background: $surface; color: $foreground; }
    BoardView > .board--focus { background: $card-focus; color: $foreground; }
    BoardView > .board--drop { background: $card-drop; color: $foreground; }
    BoardView > .board--lane { background: $panel; color: $foreground; }
    BoardView > .ink--id { color: $faint; }
    BoardView > .ink--fact { color: $foreground; }
    BoardView > .ink--faint { color: $faint; }
    BoardView > .ink--owner { color: $foreground; }
    BoardView > .ink--kind { color: $secondary; }
    BoardView > .ink--good { color: $success; }
    BoardView > .ink--warn { color: $warning; }
    BoardView > .ink--bad { color: $error; text-style: bold; }
    BoardView > .ink--accent { color: $accent; text-style: bold; }
    BoardView > .ink--mark { color: $warning; text-style: bold; }
    BoardView > .ink--edge { color: $panel; }
    BoardView > .ink--heading { text-style: bold; }
    BoardView > .ink--here { color: $accent; text-style: bold; }
    BoardView > .ink--count { color: $faint; }
    BoardView > .ink--rule { color: $panel; }
    BoardView > .ink--lane { text-style: bold; }
    """

    def __init__(self, model: Model) -> None:
        super().__init__(id="board")
        self.model = model
        self.moment = Moment(0, 0, {})
        self.dragged: frozenset[int] = frozenset()
        self.drop: tuple[int, int] | None = None
        self._painter = Painter()
        self._picture: Picture = {}
        self._rows: dict[int, list[tuple[int, int, Block]]] = {}
        self._styles: dict[tuple[str, str], Style] = {}

    def show(self, moment: Moment | None = None) -> None:
        """Draw what differs from what is on the screen."""
        if moment is not None:
            self.moment = moment
        before, self._picture = self._picture, self._painter.paint(self.model, self._seen())
        regions = list(differences(before, self._picture))
        if regions:
            self._rows = _by_rows(self._picture)
            self.refresh(*regions)

    def _seen(self) -> Moment:
        return self.moment.replace(drop=self.drop, dragged=self.dragged)

    def on_resize(self, event: events.Resize) -> None:
        """The terminal or the pane beside the board has another size."""
        self.model.resize(event.size.width, event.size.height)
        self.show()
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row of the widget."""
        segments: list[Segment] = []
        blank = self._style("board", "gap")
        x = 0
        for left, row, block in self._rows.get(y, ()):
            if left > x:
                segments.append(Segment(" " * (left - x), blank))
            segments += self._segments(block, block.lines[row])
            x = left + block.cells
        if x < self.size.width:
            segments.append(Segment(" " * (self.size.width - x), blank))
        return Strip(segments, max(self.size.width, x))

    def _segments(self, block: Block, line: Line) -> list[Segment]:
        ground = "board" if line and line[0][1] == "gap" else block.ground
        made = list(Segment.simplify(self._inked(ground, line)))
        if all(text.isascii() for text, _ in line):
            return made
        # A terminal library may hold other opinions about rare signs; the next column must not move for them.
        return list(Strip(made).adjust_cell_length(block.cells, self._style(ground, "gap")))

    def _inked(self, ground: str, line: Line) -> Iterator[Segment]:
        """The texts in their styles; a space takes that of what is before it, so that less has to be sent."""
        style = self._style(ground, "gap")
        for text, ink in line:
            if not text.isspace():
                style = self._style(ground, ink)
            yield Segment(text, style)

    def _style(self, ground: str, ink: str) -> Style:
        style = self._styles.get((ground, ink))
        if style is None:
            base = self.get_component_rich_style(f"board--{ground}")
            own = self.get_component_rich_style(f"ink--{ink}", partial=True)
            is_title = ground == "focus" and ink == "title"
            loud = Style(bold=True, reverse=self.app.current_theme.ansi or None) if is_title else Style()
            style = self._styles[ground, ink] = base + own + loud
        return style


def differences(before: Picture, after: Picture) -> Iterator[Region]:
    """Where two pictures differ, row by row where a block has only changed its words."""
    for place in before.keys() | after.keys():
        old, new = before.get(place), after.get(place)
        if old == new:
            continue
        if old and new and (old.cells, old.ground, len(old.lines)) == (new.cells, new.ground, len(new.lines)):
            for row, (one, other) in enumerate(zip(old.lines, new.lines, strict=True)):
                if one != other:
                    first, last = _alike(one, other), _alike(one[::-1], other[::-1])
                    yield Region(place[0] + first, place[1] + row, max(new.cells - first - last, 1), 1)
        else:
            yield from [Region(*place, block.cells, len(block.lines)) for block in (old, new) if block]


def _alike(one: Line, other: Line) -> int:
    """Cells at the beginning of two lines that are the same in both."""
    cells = 0
    for held, there in zip(one, other, strict=False):
        if held != there:
            break
        cells += width(held[0])
    return cells


def _by_rows(picture: Picture) -> dict[int, list[tuple[int, int, Block]]]:
    rows: dict[int, list[tuple[int, int, Block]]] = {}
    for (x, y), block in sorted(picture.items(), key=lambda held: held[0]):
        for row in range(len(block.lines)):
            rows.setdefault(y + row, []).append((x, row, block))
    return rows
