"""What is sent to the terminal: of each frame the cells that differ from what it shows, of each style what changes.

Textual sends every line of a changed region from the left edge of the widget on, with the whole style before each piece
of text and a reset behind it. Over ssh that is felt; so the cells that the terminal shows are kept here, and a frame is
compared with them. A frame of the whole screen is sent as it is, for the terminal may have lost what it showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.cells import cell_len
from rich.console import COLOR_SYSTEMS, Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Pen = tuple[frozenset[str], str, str]
"""Attributes, the colour of the text and that of the ground, as the parameters of SGR."""
Cell = tuple[str, Pen, int]
"""A sign, how it looks, and which of its cells this is: a wide one takes two."""
Unit = tuple[int, int, str, Pen]
"""Where a sign begins, how many cells it takes, the sign, and how it looks."""

_PLAIN: Pen = (frozenset(), "", "")
_SEEN_ON_SPACES = frozenset({"4", "7", "9", "21", "53"})
"""Attributes that a space shows: lines, and the exchange of colours."""


class Sent:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._cells: dict[int, dict[int, Cell]] = {}
        self._whole: dict[int, tuple[int, list[Iterable[Segment]]]] = {}

    def thin(self, update: RenderableType | None) -> RenderableType | None:
        """The update, made to send no more than is needed."""
        if isinstance(update, (ChopsUpdate, LayoutUpdate)):
            return _Thin(self, update)
        self.forget()
        return update

    def forget(self) -> None:
        """Nothing is known any more."""
        self._cells.clear()
        self._whole.clear()

    def take(self, update: LayoutUpdate) -> None:
        """The whole screen was sent; rows are taken apart when they are compared for the first time."""
        self.forget()
        for y, strips in enumerate(update.strips, update.region.y):
            self._whole[y] = (update.region.x, list(strips))

    def differing(self, update: ChopsUpdate, color_system: str | None) -> str:
        """What the terminal has to be sent so that it shows the update."""
        sent: list[str] = []
        pen = _PLAIN
        for y, left, right in update.spans:
            known, reached = self._known(y, color_system), -1
            for x, cells, sign, look in _units_between(update, y, left, right, color_system):
                if all(known.get(x + place) == (sign, look, place) for place in range(cells)):
                    continue
                if reached != x:
                    sent.append(f"\x1b[{y + 1};{x + 1}H" if reached < 0 else f"\x1b[{x + 1}G")
                words, pen = _turned(pen, look, sign)
                sent.append(words + sign)
                _put(known, x, cells, sign, look)
                reached = x + cells
        return "".join(sent) + ("\x1b[0m" if pen != _PLAIN else "")

    def _known(self, y: int, color_system: str | None) -> dict[int, Cell]:
        row = self._cells.get(y)
        if row is None:
            row = self._cells[y] = {}
            left, strips = self._whole.pop(y, (0, []))
            for strip in strips:
                for x, cells, sign, look in _units(strip, left, color_system):
                    _put(row, x, cells, sign, look)
                    left = x + cells
        return row


class _Thin(CompositorUpdate):
    """An update that tells what was sent when it is sent."""

    def __init__(self, sent: Sent, update: ChopsUpdate | LayoutUpdate) -> None:
        self._sent, self._update = sent, update

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        if isinstance(self._update, ChopsUpdate):
            return self._sent.differing(self._update, console.color_system)
        self._sent.take(self._update)
        return self._update.render_segments(console)


def _units_between(update: ChopsUpdate, y: int, left: int, right: int, color_system: str | None) -> Iterator[Unit]:
    """The signs of a row that lie between two columns, from left to right."""
    for x, strip in sorted(update.chops[y].items()):
        if strip is None or x >= right or x + strip.cell_length <= left:
            continue
        for unit in _units(strip, x, color_system):
            if unit[0] < right and unit[0] + unit[1] > left:
                yield unit


def _units(segments: Iterable[Segment], x: int, color_system: str | None) -> Iterator[Unit]:
    """Signs with their places. A text with signs that are not one cell wide is a unit: how they join is not known."""
    for text, style, control in segments:
        if control:
            continue
        look = _look(style, color_system) if style is not None else _PLAIN
        cells = len(text) if text.isascii() else cell_len(text)
        if cells == len(text):
            for place, sign in enumerate(text, x):
                yield place, 1, sign, look if sign != " " else _of_space(look)
        elif cells:
            yield x, cells, text, look
        x += cells


def _put(row: dict[int, Cell], x: int, cells: int, sign: str, look: Pen) -> None:
    """Note what is shown; half of a wide sign that was written over is not known any more."""
    head, tail = row.get(x), row.get(x + cells)
    if head is not None and head[2]:
        row.pop(x - 1, None)
    if tail is not None and tail[2]:
        row.pop(x + cells, None)
    for place in range(cells):
        row[x + place] = (sign, look, place)


@lru_cache(maxsize=1024)
def _look(style: Style, color_system: str | None) -> Pen:
    """A style as the terminal is told of it."""
    codes = Strip.render_ansi(style, COLOR_SYSTEMS[color_system or "truecolor"]).split(";")
    attributes, ink, ground = set(), "", ""
    while codes:
        code = codes.pop(0)
        if code in ("38", "48"):
            count = 4 if codes[0] == "2" else 2
            code, codes = ";".join([code, *codes[:count]]), codes[count:]
        number = int(code.split(";")[0] or 0)
        if 30 <= number <= 39 or 90 <= number <= 97:
            ink = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            ground = "" if number == 49 else code
        elif number:
            attributes.add(code)
    return frozenset(attributes), ink, ground


@lru_cache(maxsize=1024)
def _of_space(look: Pen) -> Pen:
    """How a space looks: its ground, and the lines through it."""
    seen = look[0] & _SEEN_ON_SPACES
    return look if seen else (frozenset(), "", look[2])


def _turned(pen: Pen, look: Pen, sign: str) -> tuple[str, Pen]:
    """What changes one pen to another, and the pen that is then in hand."""
    if sign == " " and not look[0] and not pen[0] & _SEEN_ON_SPACES:
        look = (pen[0], pen[1], look[2])
    if look == pen:
        return "", pen
    if pen[0] - look[0]:
        codes = ["0", *sorted(look[0]), look[1], look[2]]
    else:
        codes = sorted(look[0] - pen[0])
        codes += [look[1] or "39"] if look[1] != pen[1] else []
        codes += [look[2] or "49"] if look[2] != pen[2] else []
    return f"\x1b[{';'.join([code for code in codes if code])}m", look
