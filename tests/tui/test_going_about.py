"""Going about the board with keys, at small and large sizes."""

from __future__ import annotations

import pytest

from opsflow.services.session import Session
from opsflow.services.work.items import Draft, add
from tests.tui.conftest import Boards


async def test_the_first_item_of_the_first_column_has_the_focus(filled: Session, board: Boards) -> None:
    async with board() as desk:
        assert desk.focus == 2
        await desk.press("down")
        assert desk.focus == 3
        await desk.press("up", "l", "j")
        assert desk.focus == 1


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 50), (40, 12)])
async def test_the_focused_column_is_whole_at_every_size(
    filled: Session, board: Boards, width: int, height: int
) -> None:
    async with board(width, height) as desk:
        for name in ("backlog", "ready", "doing", "review", "done"):
            assert name in desk.screen()
            await desk.press("right")
        assert "done 0" in desk.screen()


async def test_expedite_work_stands_on_top_of_its_column(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("right")
        assert desk.focus == 5
        assert "5▲ Disk full on db1" in desk.screen()


async def test_a_board_begins_at_the_first_card_there_is(session: Session, board: Boards) -> None:
    add(session, Draft("Patch web1", (("state", "review"),)))
    async with board(80, 24) as desk:
        assert desk.focus == 1
        assert "review 1" in desk.screen()


async def test_ctrl_c_says_how_the_board_is_left(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("ctrl+c")
        assert "q leaves the board." in desk.said
