"""Keeping the board in step with the store: what is in sight is read again when something has changed."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.services.looking import queries
from opsflow.services.looking.overview import Ask, Board, overview
from opsflow.services.looking.tally import Tally
from opsflow.tui.feed import Dropped

if TYPE_CHECKING:
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp


class Reading:
    """Reads the board for the application, one question at a time, and has it shown."""

    def __init__(self, app: BoardApp) -> None:
        self._app = app
        self._tally = Tally()
        self._is_wanted = self._is_reading = False
        self._asked: tuple[Ask, Future[tuple[str | None, Board]]] | None = None
        self._sought: int | None = None
        self._is_opened = True

    @property
    def is_under_way(self) -> bool:
        """Whether something is being read."""
        return self._is_reading

    def soon(self) -> None:
        """Read the board again; several wishes at once are one, and what is being read in vain is broken off."""
        self._is_wanted = True
        if self._asked is not None and self._is_outdated(self._asked[0]):
            self._app.feed.drop(self._asked[1])
        if not self._is_reading:
            self._is_reading = True
            self._app.run_worker(self._read(), group="reading")

    async def now(self) -> None:
        """Read the board, and go on when it is on the screen."""
        with suppress(OpsflowError):
            await self._read_once()
        self._app.retelling.soon()

    def go_to(self, item_id: int, opens: bool = True) -> None:
        """Put the focus on an item wherever it is; one that is not on the board is opened in the pane, with `opens`."""
        self._app.model.focus_id = self._sought = item_id
        self._is_opened = opens
        self.soon()

    async def _read(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                await self._read_once()
        except OpsflowError as error:
            self._app.say(error.message, "bad")
        finally:
            self._is_reading = False
        self._app.retelling.soon()
        self._app.counting.soon()

    async def _read_once(self) -> None:
        app = self._app
        asked, follows, tally = app.model.ask(), app.narrowing.follows_context, self._tally

        def question(session: Session) -> tuple[str | None, Board]:
            return (queries.context(session) if follows else None), overview(session, asked, tally)

        self._asked = asked, app.feed.put(question)
        try:
            context, board = await asyncio.wrap_future(self._asked[1])
        except Dropped:
            return
        finally:
            self._asked = None
        if context != app.narrowing.context:
            app.narrowing.take_context(context)
        if self._is_outdated(asked):
            self._is_wanted = True
            return
        app.model.take(board)
        self._is_wanted = self._is_wanted or (app.model.needs_reading() and app.model.ask() != asked)
        app.show()
        app.follow_focus()
        self._open_what_is_not_here()

    def _open_what_is_not_here(self) -> None:
        """Show in the pane what was sought and is not on the board."""
        sought, self._sought = self._sought, None
        item = self._app.model.item
        if sought is not None and self._is_opened and (item is None or item.id != sought):
            self._app.open_pane(sought, takes_focus=True)

    def _is_outdated(self, asked: Ask) -> bool:
        """Whether something else is wanted by now: another filter, other lanes, or an item that was asked for since."""
        is_sought = self._sought in (None, asked.focus)
        model = self._app.model
        return (asked.where, asked.lanes) != (model.where, model.lanes) or not is_sought
