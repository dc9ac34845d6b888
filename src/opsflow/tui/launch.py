"""Opening the board in a terminal. The widgets are loaded while the store is being read."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from opsflow.services.session import Session
from opsflow.tui.feed import Feed
from opsflow.tui.opening import Opening, begin


def run(opener: Callable[[], Session], opening: Opening) -> None:
    """Show the board until it is left. Raises what stands against opening the store or the view."""
    width, height = shutil.get_terminal_size()
    opening = opening.replace(width=width, height=height)
    feed = Feed(opener)
    feed.start()
    first = feed.put(lambda session: begin(session, opening))
    from opsflow.tui.app import BoardApp

    try:
        BoardApp(feed, *first.result()).run()
    finally:
        feed.close()
