"""What needs somebody, for the line on top: dear to count, so it waits for a quiet moment and gives way to the rest."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.services.looking.headline import Headline, headline
from opsflow.tui.feed import Dropped

if TYPE_CHECKING:
    from textual.timer import Timer

    from opsflow.tui.app import BoardApp

_QUIET_SECONDS = 0.25
"""How long nothing has to happen before it is counted again."""


class Counting:
    """Counts for the application. `found` is what was counted last."""

    def __init__(self, app: BoardApp) -> None:
        self._app = app
        self.found: Headline | None = None
        self._is_due = False
        self._timer: Timer | None = None
        self._counting: Future[Headline] | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it is to be counted as soon as nothing else happens."""
        return self._is_due

    def soon(self) -> None:
        """Count, once nothing else has to be read."""
        if self._timer is not None:
            self._timer.stop()
        self._is_due = True
        self._timer = self._app.set_timer(_QUIET_SECONDS if self.found else 0.01, self._count)

    def _count(self) -> None:
        """Ask, and wait in a worker: a timer that waited itself would keep the keys waiting."""
        self._is_due = False
        self._counting = self._app.feed.put(headline, gives_way=True)
        self._app.run_worker(self._take(self._counting), group="counting")

    async def _take(self, counting: Future[Headline]) -> None:
        try:
            self.found = await asyncio.wrap_future(counting)
        except Dropped:
            if self._counting is counting:
                self.soon()
            return
        except OpsflowError as error:
            self._app.say(error.message, "bad")
        self._app.show()
