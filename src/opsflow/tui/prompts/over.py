"""What lies over the board and is answered once: the board below is shown as it is, and goes on living."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from rich.console import RenderableType
from textual import events, on
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.visual import RenderOptions, Visual

from opsflow.tui.breathing import breathe
from opsflow.tui.drawn import Drawn
from opsflow.tui.sending import rows_of

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.screen import Screen
    from textual.style import Style

T = TypeVar("T")


class Over(ModalScreen[T | None], Drawn):
    """A screen over the board. A key or a click that comes while it is closing finds it answered."""

    DEFAULT_CSS = "Over { background: transparent; }"

    def __init__(self) -> None:
        super().__init__()
        self._is_answered = False

    def on_screen_resume(self) -> None:
        """It is arranged first, and drawn when it has been told its size: once, and not in the same breath."""
        drawing = ExitStack()
        drawing.enter_context(self.app.batch_update())
        self.call_next(drawing.close)

    @on(events.Resize)
    async def _breathe(self) -> None:
        """Whoever waited while it was arranged comes before it is drawn."""
        await breathe()

    def answer(self, value: T | None) -> None:
        """Close with an answer, or with none; what comes after the first is not heard."""
        if not self._is_answered:
            self._is_answered = True
            self.dismiss(value)

    def render(self) -> RenderableType:
        """The board below. Its rows are taken as they were drawn: nothing tints them."""
        below = super().render()
        return _Below(below.screen) if isinstance(below, BackgroundScreen) else below  # type: ignore[return-value]


class _Below(Visual):
    """A screen that lies below, row by row."""

    def __init__(self, screen: Screen[object]) -> None:
        self._screen = screen

    def render_strips(self, _width: int, _height: int | None, _style: Style, _options: RenderOptions) -> list[Strip]:
        """Its rows."""
        return rows_of(self._screen)

    def get_optimal_width(self, _rules: RulesMap, container_width: int) -> int:
        """As wide as there is room."""
        return container_width

    def get_height(self, _rules: RulesMap, _width: int) -> int:
        """As high as it is."""
        return self._screen.size.height
