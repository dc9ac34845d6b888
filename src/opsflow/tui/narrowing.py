"""What the board is narrowed by: the context that it shares with the shell, and a filter of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.tui.opening import condition

if TYPE_CHECKING:
    from opsflow.domain.filters.context import FilterContext
    from opsflow.tui.app import BoardApp


class Narrowing:
    """Narrows the model of the application. `text` is the filter, `context` that of the shell."""

    def __init__(self, app: BoardApp) -> None:
        self._app = app
        self.text, self.context = app.site.filter_text, app.site.shell_context
        self.follows_context = app.site.opening.has_context

    def meaning(self) -> FilterContext:
        """What the words of a filter mean here and now."""
        return self._app.site.context.replace(now=self._app.site.clock())

    def to(self, words: str) -> None:
        """Narrow the board by filter words that are known to be right; by none it shows all of the context again."""
        self.text = words.strip()
        self.again()

    def again(self) -> None:
        """Show what the context of the shell and the filter leave now."""
        app = self._app
        where = condition(self.context, self.text, self.meaning())
        if where != app.model.where:
            app.model.where, app.model.seeks_card = where, True
            app.reading.soon()
        app.show()

    def take_context(self, text: str | None) -> None:
        """The shell's context is another one now."""
        self.context = text
        self.again()
