"""Lines of text that a person walks through, and some of which lead to an item. Drawn line by line, as the board is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from opsflow.domain.text import visible, width
from opsflow.domain.value import Value
from opsflow.tui.drawn import Drawn
from opsflow.tui.panes.wrapping import broken
from opsflow.tui.themes import ink

_MOST_LINES = 200


class Row(Value):
    """A line: texts with styles, how far wrapped lines are indented, what it leads to, or a number it stands for."""

    pieces: tuple[tuple[str, str], ...]
    indent: int = 0
    target: int | None = None
    number: int | None = None


STYLES = {
    "bold": "", "dim": "faint", "red": "error", "green": "success", "yellow": "warning", "blue": "accent",
    "magenta": "secondary", "cyan": "accent", "heading": "accent", "": "foreground",
}  # fmt: skip
"""A style of the shell's printer -> a colour of the theme."""


class Lines(ScrollView, Drawn, can_focus=True, inherit_bindings=False):
    """Rows with a cursor. Rows are wrapped to the width; the cursor goes from row to row."""

    DEFAULT_CSS = """
    Lines { background: $surface; color: $foreground; height: 1fr; scrollbar-size-vertical: 1;
            scrollbar-color: $panel; scrollbar-background: $surface; scrollbar-corner-color: $surface;
            scrollbar-gutter: stable; overflow-x: hidden; }
    Lines > .lines--cursor { background: $card-focus; color: $foreground; }
    """
    COMPONENT_CLASSES = {"lines--cursor"}  # noqa: RUF012

    class Followed(Message):
        """Enter, or two clicks, on a row that leads to an item, or that stands for something."""

        def __init__(self, target: int | None) -> None:
            super().__init__()
            self.target = target

    class Entered(Message):
        """Two clicks on a row."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        self._drawn: list[tuple[int, tuple[tuple[str, str], ...]]] = []
        self._cells = 0
        self._styles: dict[tuple[str, bool], Style] = {}

    def put(self, rows: Sequence[Row], keep: bool = False) -> None:
        """Show other rows; with `keep` the cursor and the scroll stay where they are."""
        if keep and tuple(rows) == self.rows:
            return
        self.rows = tuple(rows)
        self.cursor = min(self.cursor, max(len(rows) - 1, 0)) if keep else 0
        self._cells = 0
        if self.size.width:
            self._wrap(self.size.width)
            self.refresh()
        if not keep:
            self.scroll_to(0, 0, animate=False)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def on_resize(self, _event: events.Resize) -> None:
        """Another width: other breaks."""
        self._wrap(self.size.width)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as the rows take at that width."""
        self._wrap(width)
        return len(self._drawn)

    def _wrap(self, width: int) -> None:
        """Break the rows for a width, unless they are."""
        if width == self._cells:
            return
        self._cells = width
        cells = max(width - 2, 8)
        self._drawn = [(index, line) for index, row in enumerate(self.rows) for line in _broken(row, cells)]
        self.virtual_size = Size(width, len(self._drawn))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        place, cells = y + self.scroll_offset.y, self.size.width
        if place >= len(self._drawn):
            return Strip.blank(cells, self._style("", False))
        index, pieces = self._drawn[place]
        here = index == self.cursor and self.has_focus
        mark = Segment("▌" if here else " ", self._style("heading", here))
        segments = [mark, *[Segment(text, self._style(style, here)) for text, style in pieces]]
        return Strip(segments).adjust_cell_length(cells, self._style("", here))

    def notify_style_update(self) -> None:
        """Another theme: other colours."""
        self._styles.clear()
        super().notify_style_update()

    def _style(self, name: str, here: bool) -> Style:
        """A style of the shell's printer on the ground of the row, kept until the theme is another one."""
        style = self._styles.get((name, here))
        if style is None:
            base = self.get_component_rich_style("lines--cursor") if here else self.rich_style
            color = STYLES.get(name, "") or "foreground"
            own = ink(self.app.theme_variables, color, name in ("bold", "heading", "red"))
            style = self._styles[name, here] = base + own
        return style

    def move(self, rows: int) -> None:
        """Move the cursor; it is kept in sight."""
        if not self.rows:
            return
        self.cursor = max(min(self.cursor + rows, len(self.rows) - 1), 0)
        places = [place for place, (index, _) in enumerate(self._drawn) if index == self.cursor]
        if places:
            region = Region(0, places[0], self.size.width, len(places))
            self.scroll_to_region(region, animate=False, force=True)
        self.refresh()

    def follow(self) -> None:
        """Go where the row under the cursor leads."""
        row = self.row
        if row is not None and (row.target is not None or row.number is not None):
            self.post_message(self.Followed(row.target))

    def on_click(self, event: events.Click) -> None:
        """The cursor goes to the row that was clicked; two clicks follow it."""
        place = event.y + self.scroll_offset.y
        if place < len(self._drawn):
            self.cursor = self._drawn[place][0]
            self.refresh()
            if event.chain == 2:
                self.post_message(self.Entered())


def _broken(row: Row, cells: int) -> list[tuple[tuple[str, str], ...]]:
    """The row in as many lines as it takes; what is left over stands under the beginning of its last piece."""
    shown = [(visible(text), style) for text, style in row.pieces]
    indent = row.indent or sum([width(text) for text, _ in shown[:-1]])
    return broken(shown, cells, indent)[:_MOST_LINES]
