"""Keeping the pane in step with the store: the item that it shows is read again when something has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.tui.panes.telling import tell

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp


class Retelling:
    """Reads what the pane of the application is to show."""

    def __init__(self, app: BoardApp) -> None:
        self._app = app
        self._is_telling = False

    @property
    def is_under_way(self) -> bool:
        """Whether something is being read."""
        return self._is_telling

    def soon(self) -> None:
        """Read the item in the pane again, where one is open."""
        if self._app.pane.is_open and not self._is_telling:
            self._is_telling = True
            self._app.run_worker(self._tell(), group="telling")

    async def _tell(self) -> None:
        app, told = self._app, None
        try:
            while (item_id := app.pane.item_id) is not None and (told is None or told.item.id != item_id):
                told = await app.feed.ask(lambda session: tell(session, item_id))
                app.pane.put(told)
        except OpsflowError as error:
            app.say(error.message, "bad")
            if not app.pane.go_back():
                app.close_pane()
        finally:
            self._is_telling = False
