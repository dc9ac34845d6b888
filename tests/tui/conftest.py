"""A board without a terminal: Textual's pilot presses the keys, on the test's own store and clock."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from opsflow.composition import open_session
from opsflow.services.looking import queries
from opsflow.services.work.items import Draft, add
from opsflow.tui.app import BoardApp
from opsflow.tui.feed import Feed
from opsflow.tui.opening import Opening, begin

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from opsflow.domain.items import Item
    from opsflow.services.session import Session
    from tests.conftest import Clock

_PATIENCE = 20.0
"""Seconds until a test gives up waiting."""
_CALM = 5
"""How often running a board has to be found at rest; each time all that is queued is carried out first."""


class Desk:
    """A running board with what a test asks of it."""

    def __init__(self, app: BoardApp, pilot: Pilot[None], session: Session) -> None:
        self.app, self.pilot, self.session = app, pilot, session

    async def press(self, *keys: str) -> None:
        """Press keys one after another, and wait until nothing is under way any more."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def press_only(self, key: str) -> None:
        """Press a key and do not wait for the store."""
        await self.pilot.press(key)

    async def type(self, text: str) -> None:
        """Write a text into what has the focus."""
        await self.pilot.press(*[_NAMES.get(sign, sign) for sign in text])
        await self.settle()

    async def answer(self, text: str) -> None:
        """Write a text into what has the focus, and have it taken."""
        await self.type(text)
        await self.press("enter")

    async def settle(self) -> None:
        """Wait until the feed has answered and the screen has been told.

        An answer can lead to another question, so the board has to be found at rest several times running.
        """
        end, calm = time.monotonic() + _PATIENCE, 0
        while calm < _CALM:
            assert time.monotonic() < end, "the board does not come to rest"
            is_busy = not self.app.is_at_rest
            await self.pilot.pause(0.005 if is_busy else 0)
            calm = 0 if is_busy else calm + 1
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool], otherwise: str = "it did not happen") -> None:
        """Wait for something that happens by itself, however slow the machine is."""
        end = time.monotonic() + _PATIENCE
        await self.pilot.pause()
        while not holds():
            assert time.monotonic() < end, otherwise
            await self.pilot.pause(0.005)

    def item(self, item_id: int) -> Item:
        """An item as the store has it."""
        return queries.show(self.session, item_id).item

    def detail(self, item_id: int) -> queries.Detail:
        """An item with everything around it."""
        return queries.show(self.session, item_id)

    @property
    def focus(self) -> int | None:
        """The id of the item in focus."""
        item = self.app.model.item
        return item.id if item else None

    @property
    def said(self) -> str:
        """What the line below the board says."""
        return self.app.foot.text

    def screen(self) -> str:
        """The text on the screen."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line)[:width].rstrip() for line in lines[:height])


_NAMES = {" ": "space", ":": "colon", "+": "plus", "-": "minus", "@": "at", ".": "full_stop", ",": "comma"}

Boards = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture(autouse=True)
def _quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot asks every 20 ms whether all is quiet after a key; a board is quiet sooner than that."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.005)


@pytest.fixture
def session(store_path: Path, clock: Clock) -> Any:
    """A session beside the board's own."""
    with open_session(str(store_path)) as opened:
        yield opened


@pytest.fixture
def filled(session: Session) -> Session:
    """Five items: two in the backlog, one ready, one of them waiting for another."""
    add(session, Draft("Patch web1", (("owner", "ann"), ("state", "ready")), criteria=("patched",)))
    add(session, Draft("Renew the certificate", (("owner", "ann"), ("due", "+1d")), ("cert",), ("served", "revoked")))
    add(session, Draft("Replace the balancer", depends_on=(2,), criteria=("replaced",)))
    add(session, Draft("Write the runbook", (("impact", "low"),)))
    add(session, Draft("Disk full on db1", (("type", "incident"), ("owner", "bob"), ("class", "expedite")),
                       criteria=("below 80 %",)))  # fmt: skip
    return session


@pytest.fixture
def board(session: Session, store_path: Path) -> Boards:
    """Opens a board: `async with board(width=80, height=24) as desk`."""

    @asynccontextmanager
    async def opened(width: int = 120, height: int = 40, **asked: Any) -> AsyncIterator[Desk]:
        feed = Feed(lambda: open_session(str(store_path), origin="board"))
        feed.start()
        try:
            opening = Opening(width=width, height=height, **asked)
            app = BoardApp(feed, *feed.put(lambda held: begin(held, opening)).result(_PATIENCE))
            async with app.run_test(size=(width, height)) as pilot:
                desk = Desk(app, pilot, session)
                await desk.settle()
                yield desk
        finally:
            feed.close()

    return opened
