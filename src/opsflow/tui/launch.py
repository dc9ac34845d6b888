"""Opening the board in a terminal. The widgets are loaded while the store is being read."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Callable

from opsflow.services.session import Session
from opsflow.tui.feed import Feed
from opsflow.tui.opening import Opening, begin

_FRAMES_A_SECOND = "200"
"""Something that has changed is drawn after no more than one of these; with sixty a move is felt to lag."""


def run(opener: Callable[[], Session], opening: Opening) -> int:
    """Show the board until it is left; 0 unless it broke down. Raises what stands against opening the store or view."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # without its terminal a board is of no use, whoever started it
    width, height = shutil.get_terminal_size()
    opening = opening.replace(width=width, height=height)
    feed = Feed(opener)
    gc.disable()
    feed.start()
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES_A_SECOND)
    try:
        first = feed.put(lambda session: begin(session, opening))
        from opsflow.tui.app import BoardApp
        from opsflow.tui.themes import colors_here

        site, model = first.result()
        colors = colors_here()
        opening = opening.replace(has_few_colors=colors in (None, "standard"), has_palette=colors == "256")
        app = BoardApp(feed, site.replace(opening=opening), model)
        _settle_memory()
        _take_any_byte()
        app.run()
        return app.return_code or 0
    finally:
        gc.enable()
        feed.close()


def _take_any_byte() -> None:
    """A byte that is no UTF-8, as a paste can bring, becomes a replacement character and does not end the board."""
    from codecs import getincrementaldecoder
    from functools import partial

    from textual.drivers import linux_driver

    def lenient(encoding: str) -> Callable[[], object]:
        return partial(getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = lenient


def _settle_memory() -> None:
    """What was loaded stays until the end: the collector need not walk through it and hold up a key meanwhile."""
    gc.freeze()
    gc.enable()
