"""The line above the board, which says what needs attention, and the line below, which says what just happened."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from opsflow.domain.text import visible
from opsflow.services.looking.headline import Headline
from opsflow.services.looking.overview import Column
from opsflow.tui.themes import ink

_STYLES = {
    "": "foreground", "bad": "error", "warn": "warning", "good": "success", "faint": "faint", "here": "accent",
    "kind": "secondary",
}  # fmt: skip
_LEAST_LEFT = 12
"""Cells that the left end keeps, however much there is to say at the right one."""


class Bar(Widget):
    """One line: pieces from the left, and pieces at the right end. Stored text is made harmless here."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; background: $panel; color: $foreground; padding: 0 1; }
    """

    class Clicked(Message):
        """A click on the line."""

        def __init__(self, bar: Bar) -> None:
            super().__init__()
            self.bar = bar

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._left: tuple[tuple[str, str], ...] = ()
        self._right: tuple[tuple[str, str], ...] = ()

    def say(self, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]] = ()) -> None:
        """Show these pieces: texts with `bad`, `warn`, `good`, `faint`, `here` or nothing for a style."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.refresh()

    def on_click(self) -> None:
        """Tell it."""
        self.post_message(self.Clicked(self))

    @property
    def text(self) -> str:
        """What stands there."""
        return "  ".join([visible(text) for text, _ in (*self._left, *self._right)])

    def render(self) -> Text:
        """The line. Where both ends do not fit, what is faint at the right one goes, and then the left one is cut."""
        cells, left, kept = self.content_size.width, self._line(self._left), list(self._right)
        while left.cell_len + 2 + self._line(kept).cell_len > cells and any(tone == "faint" for _, tone in kept):
            kept.pop(max(place for place, (_, tone) in enumerate(kept) if tone == "faint"))
        right = self._line(kept)
        right.truncate(max(cells - min(left.cell_len, _LEAST_LEFT) - 2, 0), overflow="ellipsis")
        left.truncate(max(cells - right.cell_len - 2 * bool(kept), 0), overflow="ellipsis")
        return Text.assemble(left, " " * (cells - left.cell_len - right.cell_len), right, no_wrap=True)

    def _line(self, pieces: Sequence[tuple[str, str]]) -> Text:
        colors = self.app.theme_variables
        made = [Text(visible(text), ink(colors, _STYLES[tone], tone == "bad")) for text, tone in pieces]
        return Text("  ").join(made)


def needs(attention: Headline | None, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """What needs somebody now, in words and signs; that nothing does is said too."""
    found: list[tuple[str, str]] = []
    if attention is not None:
        found += [(f"▲ {attention.expedite} expedite", "bad")] if attention.expedite else []
        found += [(f"■ {attention.blocked} blocked", "bad")] if attention.blocked else []
        found += [(f"! {attention.overdue} overdue", "bad")] if attention.overdue else []
        found += [(f"◷ {attention.breached} breached", "bad")] if attention.breached else []
        found += [(f"◷ {attention.at_risk} at risk", "warn")] if attention.at_risk else []
        found += [(f"⇄ {len(attention.clashing)} in conflict", "warn")] if attention.clashing else []
    found += [(f"≥ {column.state.name} over its limit", "bad") for column in columns if column.is_over]
    if attention is not None and attention.unplanned_today:
        found.append((f"~ {attention.unplanned_today} unplanned today", "warn"))
    return found or ([("nothing is pressing", "good")] if attention is not None else [])
