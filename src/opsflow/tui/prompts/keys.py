"""The keys that a prompt or a sheet hears, below it; a click on one is as good as pressing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from opsflow.domain.text import visible, width
from opsflow.domain.value import Value

APART = 3


class Key(Value):
    """What is written of a key, what it does, and the action of the screen that does it."""

    shown: str
    label: str
    action: str

    @property
    def text(self) -> str:
        """How it reads."""
        return f"{self.shown} {visible(self.label)}".rstrip()


class Keys(Widget):
    """A few words and the keys after them, in as many lines as they take; no key is broken in two."""

    DEFAULT_CSS = "Keys { height: auto; color: $faint; link-color: $faint; link-style: none; }"

    def __init__(self, keys: Sequence[Key], before: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys, self._before = keys, before

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many rows as the keys take."""
        return len(keys_lines(self._keys, self._before, width))

    def render(self) -> Text:
        """The lines."""
        return Text("\n").join(keys_lines(self._keys, self._before, self.size.width))


def keys_lines(keys: Iterable[Key], before: str, cells: int) -> list[Text]:
    """A few words and the keys after them, in lines of so many cells."""
    pieces = [(Text(word), 1) for word in visible(before).split()]
    pieces += [(Text(key.text, Style(meta={"@click": key.action})), APART) for key in keys]
    lines = [Text()]
    for piece, apart in pieces:
        gap = apart if lines[-1].plain else 0
        if gap and width(lines[-1].plain) + gap + width(piece.plain) > cells:
            lines.append(Text())
            gap = 0
        lines[-1].append(" " * gap)
        lines[-1].append_text(piece)
    return lines
