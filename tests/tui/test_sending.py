"""The terminal shows each frame cell by cell, though only what differs is sent."""

from __future__ import annotations

import inspect
import re
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip

from opsflow.tui.sending import Sent

WIDTH, HEIGHT = 12, 3
CONSOLE = Console(file=StringIO(), force_terminal=True, color_system="truecolor")
STYLES = [
    Style.parse(text)
    for text in ("none", "red", "bold red on #102030", "on #102030", "reverse blue", "dim", "underline on blue")
]
Screen = list[list[tuple[str, str]]]


class Emulator:
    """As much of a terminal as the board needs: it remembers each cell with the style it was written in."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, frozenset[str], str, str]] = {}
        self.x = self.y = 0
        self.pen: tuple[frozenset[str], str, str] = (frozenset(), "", "")

    def feed(self, text: str) -> None:
        for words, letter, sign in re.findall(r"\x1b\[([\d;]*)([A-Za-z])|([^\x1b])", text):
            if letter == "H":
                self.y, self.x = (int(word) - 1 for word in words.split(";"))
            elif letter == "G":
                self.x = int(words) - 1
            elif letter == "m":
                self._turn(words)
            elif sign != "\n":
                self._write(sign)

    def _write(self, sign: str) -> None:
        attributes, ink, ground = self.pen
        if sign == " " and not attributes & {"4", "7"}:
            attributes, ink = frozenset(), ""
        self.cells[self.y, self.x] = (sign, attributes, ink, ground)
        self.x += 1

    def _turn(self, words: str) -> None:
        attributes, ink, ground = self.pen
        for code in re.findall(r"[34]8;2;\d+;\d+;\d+|\d+", words) or ["0"]:
            if code == "0":
                attributes, ink, ground = frozenset(), "", ""
            elif code[0] in "39" and len(code) > 1:
                ink = "" if code == "39" else code
            elif code[0] == "4" and len(code) > 1:
                ground = "" if code == "49" else code
            else:
                attributes |= {code}
        self.pen = (attributes, ink, ground)


ROWS = st.lists(
    st.lists(st.tuples(st.sampled_from("ab ▌☐"), st.integers(0, len(STYLES) - 1)), min_size=WIDTH, max_size=WIDTH),
    min_size=HEIGHT,
    max_size=HEIGHT,
)
SPANS = st.lists(
    st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), st.integers(1, WIDTH)), min_size=1, max_size=4
).map(lambda spans: sorted({y: (y, min(a, b - 1), b) for y, a, b in spans}.values()))


def strips(rows: list[list[tuple[str, int]]]) -> list[Strip]:
    return [Strip([Segment(sign, STYLES[style]) for sign, style in row]) for row in rows]


def part(rows: list[list[tuple[str, int]]], spans: list[tuple[int, int, int]]) -> ChopsUpdate:
    return ChopsUpdate([{0: strip} for strip in strips(rows)], spans, [[WIDTH]] * HEIGHT)


def whole(rows: list[list[tuple[str, int]]]) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in strips(rows)], Region(0, 0, WIDTH, HEIGHT))


def words(sent: Sent, update: ChopsUpdate | LayoutUpdate) -> str:
    thin = sent.thin(update)
    assert isinstance(thin, CompositorUpdate)
    return thin.render_segments(CONSOLE)


@given(ROWS, st.lists(st.tuples(ROWS, SPANS), max_size=4))
def test_what_is_sent_makes_the_terminal_show_the_frame(
    first: list[list[tuple[str, int]]], later: list[tuple[list[list[tuple[str, int]]], list[tuple[int, int, int]]]]
) -> None:
    sent, thrifty, plain = Sent(), Emulator(), Emulator()
    updates: list[ChopsUpdate | LayoutUpdate] = [
        whole(first),
        *[part(rows, spans) for rows, spans in later],
        whole(first),
    ]
    for place, update in enumerate(updates):
        thrifty.feed(words(sent, update))
        if isinstance(update, ChopsUpdate):
            for y, left, right in update.spans:
                rows = later[place - 1][0][y]
                for x in range(left, right):
                    plain.feed(f"\x1b[{y + 1};{x + 1}H" + strips([[rows[x]]])[0].render(CONSOLE))
        else:
            plain.feed(update.render_segments(CONSOLE))
        assert thrifty.cells == plain.cells
        assert thrifty.pen == (frozenset(), "", "")


def test_a_frame_that_is_there_already_is_not_sent_again() -> None:
    rows = [[("a", 2)] * WIDTH for _ in range(HEIGHT)]
    sent = Sent()
    words(sent, whole(rows))
    assert words(sent, part(rows, [(1, 0, WIDTH)])) == ""


def test_a_wide_sign_is_sent_whole_and_what_it_covered_again() -> None:
    def row(text: str) -> ChopsUpdate:
        return ChopsUpdate([{0: Strip([Segment(text, Style())])}], [(0, 0, 4)], [[4]])

    sent = Sent()
    assert "更" in words(sent, row("更ab"))
    assert words(sent, row("xyab")) == "\x1b[1;1Hxyab"
    assert "更" in words(sent, row("更ab"))


def test_a_whole_frame_is_sent_again_when_the_terminal_may_have_lost_it() -> None:
    rows = [[("a", 2)] * WIDTH for _ in range(HEIGHT)]
    sent = Sent()
    first = words(sent, whole(rows))
    assert words(sent, whole(rows)) == ""
    sent.forget()
    assert words(sent, whole(rows)) == first


def test_a_style_is_sent_once_for_all_that_has_it() -> None:
    rows = [[("a", 2), ("a", 1)] * (WIDTH // 2)] * HEIGHT
    assert words(Sent(), whole([[("a", 2)] * WIDTH] * HEIGHT)).count("\x1b[1;31") == 1
    assert "48;2;" in words(Sent(), whole(rows))


def test_textual_composes_frames_as_the_board_takes_them() -> None:
    """Textual does not publish how it composes. Where this fails after an upgrade, `tui/sending.py` has to follow: what
    `_Thin` compares are the spans and the rows of an update, and `rows_of` is what a screen shows below a sheet.
    """
    of_part = {"chops", "spans", "chop_ends"} <= set(vars(ChopsUpdate([], [], [])))
    of_whole = {"strips", "region"} <= set(vars(LayoutUpdate([], Region())))
    assert (of_part, of_whole) == (True, True)
    assert inspect.signature(Compositor.render_strips).parameters.keys() == {"self", "size"}
    assert inspect.signature(App._display).parameters.keys() == {"self", "screen", "renderable"}
