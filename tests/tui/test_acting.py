"""Every action that changes the work, by its key."""

from __future__ import annotations

from opsflow.services.session import Session
from tests.tui.conftest import Boards


async def test_shift_l_moves_the_item_to_the_right_and_the_focus_follows(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("L")
        assert desk.item(2).state == "ready"
        assert desk.focus == 2
        assert "moved 2 to ready" in desk.said


async def test_shift_h_moves_it_back_and_says_when_there_is_no_column(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("L", "shift+left")
        assert desk.item(2).state == "backlog"
        await desk.press("H")
        assert "no column on that side" in desk.said


async def test_m_moves_to_a_column_by_its_number(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("m", "4")
        assert desk.item(2).state == "review"


async def test_m_says_which_states_there_are_when_the_name_is_wrong(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("m")
        await desk.type("revew")
        await desk.press("enter")
        assert "Did you mean review" in desk.screen()
        await desk.press("backspace", "backspace")
        await desk.type("iew")
        await desk.press("enter")
        assert desk.item(2).state == "review"


async def test_s_starts_and_d_finishes(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("g")
        await desk.type("1")
        await desk.press("enter", "s")
        assert desk.item(1).state == "doing"
        await desk.press("c", "space", "escape", "d")
        assert desk.item(1).state == "done"


async def test_x_cancels_for_a_reason_that_is_kept(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("x", "k")
        await desk.type("not needed")
        await desk.press("enter")
        assert desk.item(2).state == "cancelled"
        assert desk.focus != 2
        await desk.press("g")
        await desk.type("2")
        await desk.press("enter")
        assert "not needed" in desk.screen()


async def test_a_cancelled_item_is_opened_by_its_id_and_reopened(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("x", "k")
        await desk.type("by mistake")
        await desk.press("enter", "g", "2", "enter", "R")
        assert desk.item(2).state == "ready"


async def test_b_blocks_for_a_reason_and_unblocks(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("b")
        await desk.type("waits for the vendor")
        await desk.press("enter")
        assert desk.item(2).blocked_reason == "waits for the vendor"
        assert "■ blocked: waits for" in desk.screen()
        assert "■ 1 blocked" in desk.app.head.text
        await desk.press("b")
        assert not desk.item(2).is_blocked


async def test_escape_leaves_a_prompt_and_changes_nothing(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("x", "k", "escape")
        assert desk.item(2).is_open


async def test_u_takes_back_and_ctrl_r_puts_back(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("L", "u")
        assert desk.item(2).state == "backlog"
        assert "undid" in desk.said
        await desk.press("ctrl+r")
        assert desk.item(2).state == "ready"


async def test_marked_items_are_changed_together_or_not_at_all(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space", "space")
        assert "2 marked" in desk.app.head.text
        await desk.press("o")
        await desk.type("dana")
        await desk.press("enter")
        assert [desk.item(item_id).owner for item_id in (2, 3, 4)] == ["dana", "dana", None]
        assert not desk.app.model.marks


async def test_a_read_only_board_changes_nothing(filled: Session, board: Boards) -> None:
    async with board(is_read_only=True) as desk:
        await desk.press("L", "d", "x", "a", "u")
        assert desk.item(2).state == "backlog"
        assert "read-only" in desk.said
        await desk.pilot.mouse_down("#board", offset=(4, 3))
        await desk.pilot.hover("#board", offset=(60, 3))
        await desk.pilot.mouse_up("#board", offset=(60, 3))
        await desk.settle()
        assert desk.item(2).state == "backlog"
