"""Every action that changes the work, by its key."""

from __future__ import annotations

import pytest

from opsflow.domain.items import Item
from opsflow.services.session import Session
from opsflow.services.work import marks
from opsflow.tui.registry import ACTIONS
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
        await desk.answer("revew")
        assert "Did you mean review" in desk.screen()
        await desk.press("backspace", "backspace")
        await desk.answer("iew")
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
        await desk.answer("not needed")
        assert desk.item(2).state == "cancelled"
        assert desk.focus != 2
        await desk.press("g")
        await desk.answer("2")
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
        await desk.answer("waits for the vendor")
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
        await desk.answer("dana")
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


async def test_cancelling_asks_what_becomes_of_items_that_wait(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("x")
        assert "1 wait for 2" in desk.screen()
        assert "3 backlog" in desk.screen()
        await desk.press("d")
        await desk.answer("not needed")
        assert desk.item(2).state == "cancelled"
        assert not desk.detail(3).depends_on


async def test_leaving_the_question_about_waiting_items_cancels_nothing(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("x", "escape")
        assert desk.item(2).is_open
        assert not desk.app.screen.is_modal


async def test_undo_and_redo_go_many_levels_and_say_what_was_taken_back(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("L", "O", "t")
        await desk.type("+lb")
        await desk.press("enter", "down")
        said = []
        for _ in range(2):
            await desk.press("u")
            said.append(desk.said)
            assert desk.focus == 2
        assert "tag 2: Renew the certificate" in said[0]
        assert "move 2: Renew the certificate" in said[1]
        assert (desk.detail(2).tags, desk.item(2).state) == (("cert",), "backlog")
        await desk.press("ctrl+r", "ctrl+r")
        assert (desk.detail(2).tags, desk.item(2).state) == (("cert", "lb"), "ready")


async def test_an_undo_is_refused_when_someone_else_has_changed_the_item(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("L")
        filled.actor = "bob"
        marks.block(filled, 2, "vendor")
        await desk.press("u")
        assert "bob has changed item 2 since" in desk.said
        assert desk.item(2).state == "ready"


async def test_capital_s_claims_what_is_next(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("S")
        assert "claimed" in desk.said
        claimed = [item_id for item_id in range(1, 6) if desk.item(item_id).state == "doing"]
        assert [desk.item(item_id).owner for item_id in claimed] == ["ann"]
        assert [desk.focus] == claimed


async def test_capital_o_takes_it_and_capital_b_unblocks_all_that_are_marked(filled: Session, board: Boards) -> None:
    marks.block(filled, 3, "vendor")
    async with board() as desk:
        await desk.press("A", "O")
        assert [desk.item(item_id).owner for item_id in (2, 3, 4)] == ["ann", "ann", "ann"]
        await desk.press("A", "B")
        assert not desk.item(3).is_blocked


async def test_capital_j_and_k_move_into_the_lane_beside(filled: Session, board: Boards) -> None:
    async with board(120, 60) as desk:
        await desk.press("J")
        assert "There are no lanes: w makes some." in desk.said
        await desk.press("w", "J")
        assert desk.item(2).owner == "bob"
        await desk.press("K")
        assert desk.item(2).owner == "ann"
        await desk.press("K")
        assert "no lane on that side" in desk.said


@pytest.mark.parametrize("name", [held.name for held in ACTIONS if held.writes and not held.place])
async def test_a_read_only_board_says_so_for_every_action_that_writes(
    filled: Session, board: Boards, name: str
) -> None:
    before = [desk_item.version for desk_item in _all(filled)]
    async with board(is_read_only=True) as desk:
        desk.app.action_do(name)
        await desk.settle()
        assert "the board was opened read-only" in desk.said
        assert not desk.app.screen.is_modal
    assert [desk_item.version for desk_item in _all(filled)] == before


def _all(session: Session) -> list[Item]:
    with session.store.reader() as reader:
        return list(reader.items(range(1, 6)).values())
