"""Nothing that is in the store, or is pasted into a prompt, reaches the terminal as anything but text."""

from __future__ import annotations

import pytest

from opsflow.services.session import Session
from opsflow.services.work import criteria, items, marks
from tests.tui.conftest import Boards, Desk

EVIL = "a\x1b]0;owned\x07\x1b[31m\u202eb\x9bc[bold]d[/bold]"


def is_harmless(desk: Desk) -> bool:
    texts = [segment.text for line in desk.app.screen._compositor.render_strips() for segment in line]
    return all(text.isprintable() for text in texts)


@pytest.fixture
def evil(session: Session) -> Session:
    items.add(session, items.Draft(EVIL, (("project", EVIL), ("owner", EVIL)), criteria=(EVIL,), notes=(EVIL,)))
    items.add(session, items.Draft(f"{EVIL} 2", depends_on=(1,)))
    items.tag(session, 1, ["\x1b[31mtag"])
    marks.block(session, 1, EVIL)
    criteria.check(session, 1, [1], evidence=EVIL)
    return session


@pytest.mark.parametrize("keys", [
    "", "z", "z z", "w", "enter", "c", "N", "e", "o", "D", "M", "question_mark", "down s", "a plus tab", "g tab",
])  # fmt: skip
async def test_every_screen_shows_it_as_text(evil: Session, board: Boards, keys: str) -> None:
    async with board(140, 40) as desk:
        await desk.press(*keys.split())
        assert is_harmless(desk)


async def test_what_is_pasted_becomes_text_too(evil: Session, board: Boards) -> None:
    from textual import events

    async with board() as desk:
        await desk.press("e")
        desk.app.screen.query_one("#line").post_message(events.Paste(EVIL))
        await desk.settle()
        assert is_harmless(desk)
        await desk.press("enter")
        assert "\x1b" not in desk.item(1).title
        await desk.press("n")
        desk.app.screen.query_one("#page").post_message(events.Paste(f"{EVIL}\n{EVIL}"))
        await desk.settle()
        assert is_harmless(desk)
        await desk.press("ctrl+s")
        assert "\x1b" not in desk.detail(1).notes[-1].text
        assert len(desk.detail(1).notes[-1].text.splitlines()) == 2
