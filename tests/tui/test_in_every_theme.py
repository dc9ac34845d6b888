"""Every kind of screen in every theme: what it paints can be read, in the colours that the terminal has, or in none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.color import ColorType
from rich.style import Style
from textual.color import Color
from textual.command import CommandPalette
from textual.screen import Screen

from opsflow.services.session import Session
from opsflow.services.work import marks
from opsflow.tui.themes import DARK, LIGHT, TERMINAL
from tests.tui.conftest import Boards
from tests.tui.test_themes import ENOUGH, contrast

SCREENS = (
    ("full cards", (), "web1"),
    ("cards of one line", ("z",), "web1"),
    ("compact cards", ("z",), "Patch web1"),
    ("lanes", ("w",), "ann  2 open"),
    ("a marked card", ("w", "w", "w", "w", "w", "space"), "1 marked"),
    ("the pane", ("escape", "enter"), "Definition of done"),
    ("the help", ("escape", "question_mark"), "Going about"),
    ("a refusal", ("escape", "g", "3", "enter", "s"), "refused: dependencies-before-start"),
    ("a question, and what completes its answer", ("escape", "o", "b"), "tab:"),
    ("a word that is no filter", ("escape", "slash", "x", "colon"), "There is no field"),
    ("a note", ("escape", "n"), "in the editor"),
    ("the criteria", ("escape", "c"), "space tick"),
    ("what is next", ("escape", "N"), "in the pull order"),
    ("what needs a look", ("escape", "exclamation_mark"), "go there"),
    ("the commands", ("escape", "colon"), "Search for commands"),
)
"""Kinds of screens, the keys that lead from one to the next, and a word on each."""
NO_COLORS = "no colours"
LOOKS = {
    DARK.name: {}, LIGHT.name: {}, f"{DARK.name} of 256": {"has_palette": True},
    f"{LIGHT.name} of 256": {"has_palette": True}, TERMINAL.name: {"has_few_colors": True},
    NO_COLORS: {"has_few_colors": True},
}  # fmt: skip
"""Themes on the terminals that show them, and how a board is told of these."""
_NAMED = {ColorType.DEFAULT, ColorType.STANDARD}
COLORS_OF = {look: {ColorType.TRUECOLOR} for look in LOOKS} | {TERMINAL.name: _NAMED, NO_COLORS: {ColorType.DEFAULT}}
"""Whose colours a look may paint in: its theme's own, or those that the terminal has a name for."""
SIZES = [(80, 24), (200, 50)]


@pytest.fixture
def pressing(filled: Session) -> Session:
    """With an item that is blocked and one on hold, so that all signs and tones are on the board."""
    marks.block(filled, [4], "the vendor is asked")
    marks.hold(filled, [1], "vendor")
    return filled


def painted(screen: Screen[object]) -> Iterator[tuple[str, Style]]:
    """What is painted; of the command palette, which dims the board behind it, the palette alone."""
    seen = screen.query_one("#--container").region if isinstance(screen, CommandPalette) else screen.region
    for strip in screen._compositor.render_strips()[seen.y : seen.bottom]:
        for text, style, _ in strip.crop(seen.x, seen.right):
            if style is not None and any(sign.isalnum() for sign in text):
                yield text, style


def kinds(style: Style) -> set[ColorType]:
    """Whose colours they are: those of a theme, those of the terminal, or none."""
    return {held.type for held in (style.color, style.bgcolor) if held is not None}


def is_faint(style: Style) -> bool:
    """Whether an ink does not stand out from its ground. Terminals have colours of their own for those with a name."""
    inks = [held for held in (style.color, style.bgcolor) if held is not None and held.type is ColorType.TRUECOLOR]
    return len(inks) == 2 and contrast(*[Color(*held.get_truecolor()) for held in inks]) < ENOUGH


@pytest.mark.parametrize("look", LOOKS)
async def test_what_is_painted_can_be_read(
    pressing: Session, board: Boards, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look == NO_COLORS:
        monkeypatch.setenv("NO_COLOR", "1")
    size = SIZES[list(LOOKS).index(look) % 2]
    async with board(*size, **LOOKS[look]) as desk:
        if look.startswith(LIGHT.name):
            await desk.press("T")
        for name, keys, word in SCREENS:
            await desk.press(*keys)
            assert word in desk.screen(), name
            shown = list(painted(desk.app.screen))
            assert [text for text, style in shown if kinds(style) - COLORS_OF[look]] == [], name
            assert [text for text, style in shown if is_faint(style)] == [], name
