"""Widgets that paint in the colours of the theme alone, so that none of their styles is translated for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from textual.filter import ANSIToTruecolor, LineFilter
from textual.widget import Widget


class Drawn(Widget):
    """What it paints is sent as it is, but where the terminal is to show no colours.

    It stands behind the other class that a widget derives from: the first one gives a widget its styles.
    """

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Those of the application without the one for colours that only a terminal knows: walking through every piece
        of every line takes as long as painting it.
        """
        return [held for held in super().get_line_filters() if not isinstance(held, ANSIToTruecolor)]
