"""How the board reaches the terminal: in its themes, and so that no more is sent than what differs.

Another theme takes several steps, none of which keeps a key waiting for long: its styles are read in a thread.
"""

from __future__ import annotations

import asyncio

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen

from opsflow.tui.breathing import breathe
from opsflow.tui.opening import Opening
from opsflow.tui.sending import Sent
from opsflow.tui.themes import DARK, TERMINAL, themes

_GROUP = "dressing"


class Dressed(App[None]):
    """An application in the themes of the board."""

    def __init__(self, opening: Opening, theme: str) -> None:
        """`theme` is the one to begin with, where there is one of that name and the terminal has its colours."""
        super().__init__(ansi_color=True if opening.has_few_colors else None)
        self._sent = Sent()
        for held in (*themes(opening.has_palette), TERMINAL):
            self.register_theme(held)
        if opening.has_few_colors:
            self.theme = TERMINAL.name
        else:
            self.theme = theme if theme in self.available_themes else DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of our own, for themes that do not have them."""
        return dict(DARK.variables)

    def refresh_css(self, animate: bool = True) -> None:
        """Read the styles anew beside the event loop, and take them over; nothing here is animated."""
        self.run_worker(self._dress_anew(), group=_GROUP, exclusive=True)

    @property
    def is_dressing(self) -> bool:
        """Whether another theme is on its way to the screen."""
        return any(worker.group == _GROUP and worker.is_running for worker in self.workers)

    async def _dress_anew(self) -> None:
        styles = self.stylesheet.copy()
        styles.set_variables(self.get_css_variables())
        await asyncio.to_thread(styles.parse)
        for place, held in self.stylesheet.source.items():  # a prompt that was opened meanwhile has brought its own
            styles.add_source(held.content, place, held.is_defaults, held.tie_breaker, held.scope)
        self.stylesheet = styles
        for root in (self, *self.screen_stack[:-1]):
            styles.update(root, animate=False)
            await breathe()
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send what differs from what the terminal shows."""
        super()._display(screen, self._sent.thin(renderable))

    def draw_anew(self, _app: App[None] | None = None) -> None:
        """Send the whole screen, whatever the terminal is thought to show."""
        self._sent.forget()
        self.screen.refresh()
