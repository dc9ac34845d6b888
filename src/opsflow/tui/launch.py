"""Opening the board in a terminal. The widgets are loaded while the store is being read."""

from __future__ import annotations

import gc
import shutil
import signal
from collections.abc import Callable

from opsflow.services.session import Session
from opsflow.tui.feed import Feed
from opsflow.tui.opening import Opening, begin


def run(opener: Callable[[], Session], opening: Opening) -> None:
    """Show the board until it is left. Raises what stands against opening the store or the view."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # without its terminal a board is of no use, whoever started it
    width, height = shutil.get_terminal_size()
    opening = opening.replace(width=width, height=height)
    feed = Feed(opener)
    gc.disable()
    feed.start()
    try:
        first = feed.put(lambda session: begin(session, opening))
        from opsflow.tui.app import BoardApp
        from opsflow.tui.themes import has_few_colors

        site, model = first.result()
        app = BoardApp(feed, site.replace(opening=opening.replace(has_few_colors=has_few_colors())), model)
        _settle_memory()
        app.run()
    finally:
        gc.enable()
        feed.close()


def _settle_memory() -> None:
    """What was loaded stays until the end: the collector need not walk through it and hold up a key meanwhile."""
    gc.freeze()
    gc.enable()
