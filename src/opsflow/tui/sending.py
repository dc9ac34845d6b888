"""What is sent to the terminal: of each frame the cells that differ from what it shows, of each style what changes.

Textual sends every line of a changed region from the left edge of the widget on, with the whole style before each piece
of text and a reset behind it. Over ssh that is felt; so the cells that the terminal shows are kept here, and a frame is
compared with them. Whoever has reason to think that the terminal shows something else says `forget`.

This is the one module that knows how Textual composes a frame, which it does not publish; `tests/tui/test_sending.py`
says what to do when that changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.screen import Screen
from textual.strip import Strip

Pen = tuple[frozenset[str], str, str]
"""Attributes, the colour of the text and that of the ground, as the parameters of SGR."""
Cell = tuple[str, Pen, int]
"""A sign, how it looks, and which of its cells this is: a wide one takes two."""
Row = tuple[int, int, int, Mapping[int, Strip | None]]
"""A row, the columns between which it is to be shown, and its strips by where they begin."""
Unit = tuple[int, int, str, Pen]
"""Where a sign begins, how many cells it takes, the sign, and how it looks."""

_FAR = 1 << 30
_NEAR = 4
"""So many signs are sent again rather than the cursor past them."""
_PLAIN: Pen = (frozenset(), "", "")
_ONE: Cell = ("", _PLAIN, 0)
_SEEN_ON_SPACES = frozenset({"4", "7", "9", "21", "53"})
"""Attributes that a space shows: lines, and the exchange of colours."""


class Sent:
    """What the terminal shows, as far as it is known: rows taken apart into cells, or whole as they were sent."""

    def __init__(self) -> None:
        self._cells: dict[int, dict[int, Cell]] = {}
        self._whole: dict[int, tuple[int, list[Strip]]] = {}
        self._size = (0, 0)

    def thin(self, update: RenderableType | None) -> RenderableType | None:
        """The update, made to send no more than is needed."""
        if isinstance(update, (ChopsUpdate, LayoutUpdate)):
            return _Thin(self, update)
        self.forget()
        return update

    def forget(self) -> None:
        """The terminal may show anything."""
        self._cells.clear()
        self._whole.clear()

    def part(self, update: ChopsUpdate, colors: ColorSystem) -> str:
        """What the terminal has to be sent so that it shows the update of some spans."""
        return self._sent([(y, left, right, update.chops[y]) for y, left, right in update.spans], colors)

    def whole(self, update: LayoutUpdate, colors: ColorSystem) -> str:
        """What the terminal has to be sent so that it shows the whole screen."""
        if update.region.size != self._size:
            self.forget()
            self._size = update.region.size
        rows = []
        left, right = update.region.x, update.region.right
        for y, held in enumerate(update.strips, update.region.y):
            strips = list(held)
            if self._whole.get(y) != (left, strips):
                rows.append((y, left, right, _places(left, strips)))
        sent = self._sent(rows, colors)
        self._whole = {y: (left, list(strips)) for y, strips in enumerate(update.strips, update.region.y)}
        return sent

    def _sent(self, rows: Iterable[Row], colors: ColorSystem) -> str:
        sent: list[str] = []
        pen = _PLAIN
        for y, left, right, strips in rows:
            known, reached = self._known(y, colors), -1
            alike: list[Unit] = []
            for x, cells, sign, look in _units_between(strips, left, right, colors):
                if known.get(x) == (sign, look, 0) and (cells == 1 or _is_whole(known, x, cells, sign, look)):
                    alike.append((x, cells, sign, look))
                    continue
                sent.append(_reach(y, x, reached, alike, pen))
                words, pen = _turned(pen, look, sign)
                sent.append(words + sign)
                _put(known, x, cells, sign, look)
                reached = x + cells
                alike = []
        return "".join(sent) + ("\x1b[0m" if pen != _PLAIN else "")

    def _known(self, y: int, colors: ColorSystem) -> dict[int, Cell]:
        """The cells of a row; one that was sent whole is taken apart."""
        row = self._cells.setdefault(y, {})
        for x, strip in _places(*self._whole.pop(y, (0, []))).items():
            for place, cells, sign, look in _units(strip, x, colors):
                _put(row, place, cells, sign, look)
        return row


def rows_of(screen: Screen[object]) -> list[Strip]:
    """What a screen shows, row by row."""
    return screen._compositor.render_strips()


class _Thin(CompositorUpdate):
    """An update that is compared when it is sent, and not when it is made."""

    def __init__(self, sent: Sent, update: ChopsUpdate | LayoutUpdate) -> None:
        self._sent, self._update = sent, update

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The update as it was made, for whoever prints it."""
        return self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        colors = COLOR_SYSTEMS[console.color_system or "truecolor"]
        if isinstance(self._update, ChopsUpdate):
            return self._sent.part(self._update, colors)
        return self._sent.whole(self._update, colors)


def _places(x: int, strips: Iterable[Strip]) -> dict[int, Strip]:
    """Strips that stand side by side, by where they begin."""
    found = {}
    for strip in strips:
        found[x] = strip
        x += strip.cell_length
    return found


def _units_between(strips: Mapping[int, Strip | None], left: int, right: int, colors: ColorSystem) -> Iterator[Unit]:
    """The signs of a row that lie between two columns, from left to right."""
    for x, strip in sorted(strips.items()):
        if strip is not None and x < right and x + strip.cell_length > left:
            for unit in _units(strip, x, colors, left, right):
                if unit[0] < right and unit[0] + unit[1] > left:
                    yield unit


def _units(
    segments: Iterable[Segment], x: int, colors: ColorSystem, left: int = 0, right: int = _FAR
) -> Iterator[Unit]:
    """Signs with their places. A text with signs that are not one cell wide is a unit: how they join is not known."""
    for text, style, control in segments:
        if control:
            continue
        cells = len(text) if text.isascii() else cell_len(text)
        if x < right and x + cells > left:
            look = _look(style, colors) if style is not None else _PLAIN
            if cells == len(text):
                space = _of_space(look)
                for place, sign in enumerate(text, x):
                    yield place, 1, sign, look if sign != " " else space
            elif cells:
                yield x, cells, text, look
        x += cells


def _reach(y: int, x: int, reached: int, alike: list[Unit], pen: Pen) -> str:
    """What brings the cursor to a place: a few signs that are there already, where they cost less than going there."""
    if reached == x:
        return ""
    if reached < 0:
        return f"\x1b[{y + 1};{x + 1}H"
    is_near = len(alike) == x - reached <= _NEAR
    if is_near and all(_turned(pen, look, sign)[1] == pen for _, _, sign, look in alike):
        return "".join([sign for _, _, sign, _ in alike])
    return f"\x1b[{x + 1}G"


def _is_whole(row: Mapping[int, Cell], x: int, cells: int, sign: str, look: Pen) -> bool:
    return all(row.get(x + place) == (sign, look, place) for place in range(cells))


def _put(row: dict[int, Cell], x: int, cells: int, sign: str, look: Pen) -> None:
    """Note what is shown; half of a wide sign that was written over is not known any more."""
    if cells == 1 and row.get(x, _ONE)[2] == 0 and row.get(x + 1, _ONE)[2] == 0:
        row[x] = (sign, look, 0)
        return
    if row.get(x, _ONE)[2]:
        row.pop(x - 1, None)
    if row.get(x + cells, _ONE)[2]:
        row.pop(x + cells, None)
    for place in range(cells):
        row[x + place] = (sign, look, place)


@lru_cache(maxsize=1024)
def _look(style: Style, colors: ColorSystem) -> Pen:
    """A style as the terminal is told of it."""
    codes = Strip.render_ansi(style, colors).split(";")
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
