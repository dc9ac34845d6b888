"""Keeping the screen in step with the store: what is in sight is read again when something has changed."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import App
from textual.message import Message
from textual.timer import Timer

from opsflow.domain.errors import OpsflowError
from opsflow.services.looking import queries
from opsflow.services.looking.headline import Headline, headline
from opsflow.services.looking.overview import Ask, Board, overview
from opsflow.tui.feed import Dropped
from opsflow.tui.panes.telling import tell

if TYPE_CHECKING:
    from opsflow.services.session import Session
    from opsflow.tui.feed import Feed
    from opsflow.tui.model import Model
    from opsflow.tui.panes.pane import Pane

_QUIET_SECONDS = 0.25
"""How long nothing has to happen before the dear counts of the header are made."""
_BUSY_SECONDS = 1.0
_BUSY = "The store is busy: another process holds it. Waiting."


class Reading(App[None]):
    """The half of the application that reads. It knows the model and the feed, and shows by `show` and `say`."""

    feed: Feed
    model: Model
    pane: Pane
    shell_context: str | None
    follows_context: bool

    class StoreChanged(Message):
        """Someone else has written."""

    class StoreLost(Message):
        """The store cannot be read any more."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, has_few_colors: bool) -> None:
        super().__init__(ansi_color=True if has_few_colors else None)
        self.attention: Headline | None = None
        self._is_waiting = self._is_wanted = self._is_reading = self._is_counting = self._is_telling = False
        self._lost = ""
        self._asked: tuple[Ask, Future[tuple[str | None, Board]]] | None = None
        self._counting: Future[Headline] | None = None
        self._sought: int | None = None
        self._is_opened = True
        self._timer: Timer | None = None

    @property
    def said(self) -> str:
        """What was told last."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw what differs."""
        raise NotImplementedError

    def say(self, text: str, tone: str = "") -> None:
        """Tell something."""
        raise NotImplementedError

    def listen(self) -> None:
        """Hear from the feed what others do, and say so when the store keeps us waiting."""
        self.feed.changed = lambda: self.post_message(self.StoreChanged())
        self.feed.lost = lambda text: self.post_message(self.StoreLost(text))
        self.set_interval(_BUSY_SECONDS, self._say_busy)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being read or carried out."""
        busy = self._is_reading or self._is_counting or self._is_telling or self.feed.has_work
        return not busy and not any(worker.group == "offers" and worker.is_running for worker in self.workers)

    def show_soon(self) -> None:
        """Draw, and read what has come into sight."""
        self.show()
        if self.model.needs_reading():
            self.read_soon()
        self._follow()

    def _follow(self) -> None:
        """Show the item in focus in the pane, when that is what the pane is for."""
        item = self.model.item
        if self.pane.follows_focus and item is not None and item.id != self.pane.item_id:
            self.pane.open_for(item.id, takes_focus=False)

    def read_soon(self) -> None:
        """Read the board again; several wishes at once are one, and what is being read in vain is broken off."""
        self._is_wanted = True
        if self._counting is not None:
            self.feed.drop(self._counting)
        if self._asked is not None and self._is_outdated(self._asked[0]):
            self.feed.drop(self._asked[1])
        if not self._is_reading:
            self._is_reading = True
            self.run_worker(self._read(), group="reading")

    async def read_now(self) -> None:
        """Read the board, and go on when it is on the screen."""
        with suppress(OpsflowError):
            await self._read_once()
        self.tell_soon()

    async def _read(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                await self._read_once()
        except OpsflowError as error:
            self.say(error.message, "bad")
        finally:
            self._is_reading = False
        self.tell_soon()
        self.count_soon()

    async def _read_once(self) -> None:
        asked, follows = self.model.ask(), self.follows_context

        def question(session: Session) -> tuple[str | None, Board]:
            return (queries.context(session) if follows else None), overview(session, asked)

        self._asked = asked, self.feed.put(question)
        try:
            context, board = await asyncio.wrap_future(self._asked[1])
        except Dropped:
            return
        finally:
            self._asked = None
        if context != self.shell_context:
            self.take_context(context)
        if self._is_outdated(asked):
            self._is_wanted = True
            return
        self.model.take(board)
        self._is_wanted = self._is_wanted or (self.model.needs_reading() and self.model.ask() != asked)
        self.show()
        self._follow()
        sought, self._sought = self._sought, None
        item = self.model.item
        if sought is not None and self._is_opened and (item is None or item.id != sought):
            self.open_pane(sought, takes_focus=True)

    def _is_outdated(self, asked: Ask) -> bool:
        """Whether something else is wanted by now: another filter, other lanes, or an item that was asked for since."""
        is_sought = self._sought in (None, asked.focus)
        return (asked.where, asked.lanes) != (self.model.where, self.model.lanes) or not is_sought

    def take_context(self, text: str | None) -> None:
        """The shell's context is another one now."""
        raise NotImplementedError

    def focus_item(self, item_id: int, opens: bool = True) -> None:
        """Put the focus on an item wherever it is; one that is not on the board is opened in the pane, with `opens`."""
        self.model.focus_id = self._sought = item_id
        self._is_opened = opens
        self.read_soon()

    def open_pane(self, item_id: int, takes_focus: bool) -> None:
        """Show an item whole."""
        raise NotImplementedError

    def tell_soon(self) -> None:
        """Read the item in the pane again."""
        if self.pane.is_open and not self._is_telling:
            self._is_telling = True
            self.run_worker(self._tell(), group="telling")

    async def _tell(self) -> None:
        told = None
        try:
            while (item_id := self.pane.item_id) is not None and (told is None or told.item.id != item_id):
                told = await self.feed.ask(lambda session: tell(session, item_id))
                self.pane.put(told)
        except OpsflowError as error:
            self.say(error.message, "bad")
            if not self.pane.go_back():
                self.close_pane()
        finally:
            self._is_telling = False

    def close_pane(self) -> None:
        """Leave the screen to the board."""
        raise NotImplementedError

    def count_soon(self) -> None:
        """Count what needs attention, once nothing else has to be read."""
        if self._timer is not None:
            self._timer.stop()
        self._is_counting = True
        self._timer = self.set_timer(_QUIET_SECONDS if self.attention else 0.01, self._count)

    def _count(self) -> None:
        """Ask, and wait in a worker: a timer that waited itself would keep the keys waiting."""
        self._is_counting = False
        self._counting = self.feed.put(headline)
        self.run_worker(self._take_count(self._counting), group="counting")

    async def _take_count(self, counting: Future[Headline]) -> None:
        try:
            self.attention = await asyncio.wrap_future(counting)
        except Dropped:
            return
        except OpsflowError as error:
            self.say(error.message, "bad")
        finally:
            if self._counting is counting:
                self._counting = None
        self.show()

    def _say_busy(self) -> None:
        is_busy = self.feed.busy_for > _BUSY_SECONDS
        if is_busy and not self._is_waiting:
            self.say(_BUSY, "warn")
        elif self._is_waiting and not is_busy and self.said == _BUSY:
            self.say("")
        self._is_waiting = is_busy

    def on_reading_store_changed(self) -> None:
        """Show what someone else has done."""
        if self._lost:
            self._lost = ""
            self.say("The store is there again.", "good")
        self.read_soon()

    def on_reading_store_lost(self, message: StoreLost) -> None:
        """Say so plainly, and keep what is on the screen."""
        if message.text != self._lost:
            self._lost = message.text
            self.say(message.text, "bad")
