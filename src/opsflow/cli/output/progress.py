"""How far long work has come: a line that changes where someone is watching a terminal, nothing anywhere else.

It is drawn when it changes, and by no thread: a process with threads does not take a second one to its help
(`store/bulk/second_process.py`).
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CLEAR = "\r\x1b[2K"


class Progress:
    """For a `with` block; call it with what is being done now."""

    def __init__(self, begin: str) -> None:
        self._begin = begin
        self._terminal: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            self._terminal = sys.stderr
            self(self._begin)
        return self

    def __exit__(self, *_error: object) -> None:
        self._draw("")

    def __call__(self, text: str) -> None:
        from shutil import get_terminal_size

        from opsflow.domain.text import visible

        self._draw(f"{visible(text)} ..."[: get_terminal_size().columns - 1])

    def _draw(self, text: str) -> None:
        if self._terminal is not None:
            self._terminal.write(_CLEAR + text)
            self._terminal.flush()
