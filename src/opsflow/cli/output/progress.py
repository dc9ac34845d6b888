"""How far long work has come: a line that moves where someone is watching a terminal, nothing anywhere else."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Progress:
    """For a `with` block; call it with what is being done now."""

    def __init__(self, begin: str) -> None:
        self._status: Any = None
        self._begin = begin

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status(_text(self._begin))
            self._status.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, text: str) -> None:
        if self._status is not None:
            self._status.update(_text(text))


def _text(words: str) -> Any:
    from rich.text import Text

    from opsflow.domain.text import visible

    return Text(visible(words))
