"""The line above the board, which says what needs attention, and the line below, which says what just happened."""

from __future__ import annotations

from collections.abc import Sequence

from rich.containers import Lines
from rich.text import Text
from textual.geometry import Size
from textual.message import Message

from opsflow.domain.text import visible
from opsflow.services.looking.headline import Headline
from opsflow.services.looking.overview import Column
from opsflow.tui import signs
from opsflow.tui.drawn import Drawn
from opsflow.tui.themes import ink

_STYLES = {
    "": "foreground", "bad": "error", "warn": "warning", "good": "success", "faint": "faint", "here": "accent",
    "kind": "secondary",
}  # fmt: skip
_LEAST_LEFT = 12
"""Cells that the left end keeps, however much there is to say at the right one."""


Pieces = Sequence[tuple[str, str]]
"""Texts, each with the name of its tone."""


class Bar(Drawn):
    """One line: pieces from the left, and pieces at the right end. Stored text is made harmless here.

    One that `unfolds` takes as many lines as what it says on the left needs, over what is above it.
    """

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; background: $panel; color: $foreground; padding: 0 1; }
    Bar.unfolds { layer: over; dock: bottom; height: auto; max-height: 5; }
    """

    class Clicked(Message):
        """A click on the line."""

        def __init__(self, bar: Bar) -> None:
            super().__init__()
            self.bar = bar

    def __init__(self, id: str, unfolds: bool = False) -> None:
        super().__init__(id=id, classes="unfolds" if unfolds else None)
        self._unfolds = unfolds
        self._left: tuple[tuple[str, str], ...] = ()
        self._right: tuple[tuple[str, str], ...] = ()
        self._brief: tuple[tuple[str, str], ...] = ()

    def say(self, left: Pieces, right: Pieces = (), brief: Pieces = ()) -> None:
        """Show these pieces: texts with `bad`, `warn`, `good`, `faint`, `here` or nothing for a style.

        `brief` says each piece on the left in less, for where there is no room for all of it.
        """
        said = tuple(left), tuple(right), tuple(brief)
        if said != (self._left, self._right, self._brief):
            self._left, self._right, self._brief = said
            cells = self.content_size.width
            is_as_high = not self._unfolds or self.get_content_height(self.size, self.size, cells) == self.size.height
            self.refresh(layout=not is_as_high)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as what is on the left takes, where it may unfold."""
        return len(self._folded(width)) if self._unfolds else 1

    def _folded(self, cells: int) -> Lines:
        return self._line(self._left).wrap(self.app.console, max(cells, 1))

    def on_click(self) -> None:
        """Tell it."""
        self.post_message(self.Clicked(self))

    @property
    def text(self) -> str:
        """What stands there."""
        return "  ".join([visible(text) for text, _ in (*self._left, *self._right)])

    def render(self) -> Text:
        """The line. Where both ends do not fit, faint words of the right one go, beginning with the first of them; then
        the left one is cut.
        """
        cells, left, kept = self.content_size.width, self._line(self._left), list(self._right)
        if self.size.height > 1:
            return Text("\n").join(self._folded(cells))
        while left.cell_len + 2 + self._line(kept).cell_len > cells and any(tone == "faint" for _, tone in kept):
            kept.pop(next(place for place, (_, tone) in enumerate(kept) if tone == "faint"))
        right = self._line(kept)
        left = self._line(self._fitting(cells - right.cell_len - 2))
        right.truncate(max(cells - min(left.cell_len, _LEAST_LEFT) - 2, 0), overflow="ellipsis")
        left.truncate(max(cells - right.cell_len - 2 * bool(kept), 0), overflow="ellipsis")
        return Text.assemble(left, " " * (cells - left.cell_len - right.cell_len), right, no_wrap=True)

    def _fitting(self, cells: int) -> Pieces:
        """What is on the left, as much of it in full as there is room for."""
        shown = list(self._brief) or list(self._left)
        for place in [*range(1, len(self._left)), 0] if self._brief else ():
            fuller = [*shown[:place], self._left[place], *shown[place + 1 :]]
            shown = fuller if self._line(fuller).cell_len <= cells else shown
        return shown

    def _line(self, pieces: Sequence[tuple[str, str]]) -> Text:
        colors = self.app.theme_variables
        made = [Text(visible(text), ink(colors, _STYLES[tone], tone == "bad")) for text, tone in pieces if text]
        return Text("  ").join(made)


Need = tuple[str, str, str]
"""What needs somebody: in words, in few signs, and the tone."""


def needs(counted: Headline | None, columns: Sequence[Column]) -> list[Need]:
    """What needs somebody now, in words and signs; that nothing does is said too."""
    over = [
        (f"{signs.OVER} {column.state.name} over its limit", f"{signs.OVER}{column.state.name}", "bad")
        for column in columns
        if column.is_over
    ]
    if counted is None:
        return over
    clashing = len(counted.clashing)
    found = [
        (counted.expedite, signs.EXPEDITE, " expedite", "", "bad"),
        (counted.blocked, signs.BLOCKED, " blocked", "", "bad"),
        (counted.overdue, signs.OVERDUE, " overdue", "", "bad"),
        (counted.breached, signs.CLOCK, " breached", " late", "bad"),
        (counted.at_risk, signs.CLOCK, " at risk", " risk", "warn"),
        (clashing, signs.CLASH, " in conflict", "", "warn"),
        (counted.unplanned_today, signs.UNPLANNED, " unplanned today", "", "warn"),
    ]
    said = [(f"{sign} {count}{words}", f"{sign}{count}{few}", tone) for count, sign, words, few, tone in found if count]
    pressing = [*said[:-1], *over, *said[-1:]] if counted.unplanned_today else [*said, *over]
    return pressing or [("nothing is pressing", "all is well", "good")]
