"""What the store does by itself: others write, it keeps us waiting, it is gone. Each is told on the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

_BUSY_SECONDS = 1.0
_BUSY = "The store is busy: another process holds it. Waiting."


class Hearing:
    """Hears the feed for the application, from the time when `begin` was called."""

    def __init__(self, app: BoardApp) -> None:
        self._app = app
        self._is_waiting = False
        self._lost = ""

    def begin(self) -> None:
        """Have the feed, which is a thread of its own, hand over what it sees."""
        feed = self._app.feed
        feed.changed = lambda: self._app.call_later(self._take_change)
        feed.lost = lambda text: self._app.call_later(self._take_loss, text)
        self._app.set_interval(_BUSY_SECONDS, self._say_busy)

    def _take_change(self) -> None:
        """Show what someone else has done."""
        if self._lost:
            self._lost = ""
            self._app.say("The store is there again.", "good")
        self._app.reading.soon()

    def _take_loss(self, text: str) -> None:
        """Say it plainly, and keep what is on the screen."""
        if text != self._lost:
            self._lost = text
            self._app.say(text, "bad")

    def _say_busy(self) -> None:
        is_busy = self._app.feed.busy_for > _BUSY_SECONDS
        if is_busy and not self._is_waiting:
            self._app.say(_BUSY, "warn")
        elif self._is_waiting and not is_busy and self._app.said == _BUSY:
            self._app.say("")
        self._is_waiting = is_busy
