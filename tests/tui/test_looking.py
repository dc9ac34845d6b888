"""The pane, the pull order, lanes, densities, themes, help."""

from __future__ import annotations

import pytest

from opsflow.services.session import Session
from opsflow.services.work import items, marks
from opsflow.tui.actions import shown
from opsflow.tui.signs import LEGEND
from tests.conftest import Clock
from tests.tui.conftest import Boards


async def test_enter_opens_the_item_beside_the_board(filled: Session, board: Boards) -> None:
    async with board(160, 40) as desk:
        await desk.press("enter")
        screen = desk.screen()
        assert "Definition of done 0/2" in screen
        assert "Waited for by" in screen
        assert "backlog 3" in screen
        assert "History" in screen
        await desk.press("escape")
        assert "Definition of done" not in desk.screen()


async def test_on_a_narrow_screen_the_pane_takes_the_place_of_the_board(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("enter")
        assert "backlog 3" not in desk.screen()
        await desk.press("escape")
        assert "backlog 3" in desk.screen()


async def test_dependencies_are_walked_in_the_pane_and_back(filled: Session, board: Boards) -> None:
    async with board(160, 60) as desk:
        await desk.press("enter")
        while desk.app.pane.lines.row is not None and desk.app.pane.lines.row.target != 3:
            await desk.press("down")
        await desk.press("enter")
        assert desk.app.pane.item_id == 3
        await desk.press("left")
        assert desk.app.pane.item_id == 2
        await desk.press("h")
        assert desk.app.view.has_focus


async def test_a_long_chain_is_told_as_far_as_it_can_be_read_and_walked_on(session: Session, board: Boards) -> None:
    for place in range(1, 31):
        items.add(session, items.Draft(f"Step {place}", depends_on=(place - 1,) if place > 1 else ()))
    async with board(160, 60) as desk:
        desk.app.open_pane(30, takes_focus=True)
        await desk.settle()
        told = [row.target for row in desk.app.pane.lines.rows if row.target is not None]
        assert told == [29, 28, 27, 26, 25, 24]
        assert "Step 24  …" in desk.screen()
        while desk.app.pane.lines.row is not None and desk.app.pane.lines.row.target != 24:
            await desk.press("down")
        await desk.press("enter")
        assert "Step 18  …" in desk.screen()


async def test_what_is_done_in_the_pane_is_about_its_item(filled: Session, board: Boards) -> None:
    async with board(160, 60) as desk:
        await desk.press("enter", "b")
        await desk.answer("vendor")
        assert desk.item(2).is_blocked
        assert any("vendor" in text for row in desk.app.pane.lines.rows for text, _ in row.pieces)


async def test_i_lets_the_pane_follow_the_focus(filled: Session, board: Boards) -> None:
    async with board(160, 40) as desk:
        await desk.press("i")
        assert desk.app.pane.item_id == 2
        await desk.press("down")
        assert desk.app.pane.item_id == 3
        await desk.press("i")
        assert not desk.app.pane.is_open


async def test_capital_n_shows_the_pull_order_and_goes_there(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("N")
        assert "expedite" in desk.screen()
        await desk.press("down", "enter")
        assert desk.focus == 2


async def test_z_changes_how_much_is_on_a_card(filled: Session, board: Boards) -> None:
    async with board() as desk:
        heights = []
        for _ in range(3):
            heights.append(desk.app.model.layout().card)
            await desk.press("z")
        assert heights == [5, 1, 4]


@pytest.mark.parametrize("lanes", ["owner", "type", "class", "project", "planned"])
async def test_w_groups_by_lanes_and_every_item_is_still_there(filled: Session, board: Boards, lanes: str) -> None:
    async with board(120, 60) as desk:
        while desk.app.model.lanes != lanes:
            await desk.press("w")
        screen = desk.screen()
        assert "open, 0 done" in screen
        assert all(title in screen for title in ("Patch web1", "Renew the cert", "Write the runbook", "Disk full"))
        assert desk.focus == 2


async def test_the_focus_goes_from_lane_to_lane(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("w")
        seen = [desk.focus]
        for _ in range(3):
            await desk.press("down")
            seen.append(desk.focus)
        assert {2, 3, 4} <= set(seen)


async def test_braces_go_from_lane_to_lane(filled: Session, board: Boards) -> None:
    async with board(120, 60) as desk:
        await desk.press("w", "right_curly_bracket", "right_curly_bracket")
        assert desk.app.model.lane == 2
        await desk.press("ctrl+up")
        assert desk.app.model.lane == 1


@pytest.mark.parametrize("theme", ["opsflow-dark", "opsflow-light", "opsflow-terminal", "ansi-dark"])
async def test_every_theme_shows_the_same_words(filled: Session, board: Boards, theme: str) -> None:
    async with board() as desk:
        before = desk.screen()
        desk.app.theme = theme
        await desk.settle()
        assert desk.screen() == before


async def test_capital_t_changes_the_theme(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("T")
        assert desk.app.theme == "opsflow-light"
        await desk.press("T")
        assert desk.app.theme == "opsflow-dark"


async def test_help_shows_every_action_with_its_keys_and_does_one(filled: Session, board: Boards) -> None:
    async with board(120, 150) as desk:
        await desk.press("question_mark")
        screen = desk.screen()
        for held in desk.app.actions.actions:
            assert held.label in screen
            assert shown(held.keys) in screen
        await desk.press("end", "up", "up", "enter")
        assert desk.app.screen.is_modal is False or "Keys" in desk.screen()


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_the_palette_shows_what_it_offers(filled: Session, board: Boards, size: tuple[int, int]) -> None:
    async with board(*size) as desk:
        await desk.pilot.press("ctrl+p")
        await desk.until(lambda: "Move to the column on the left." in desk.screen())


async def test_a_colon_opens_the_palette(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.pilot.press("colon")
        await desk.until(lambda: "Search for commands" in desk.screen())


async def test_the_palette_offers_and_does_every_action(filled: Session, board: Boards) -> None:
    async with board(120, 50) as desk:
        await desk.pilot.press("ctrl+p")
        await desk.type("next active column")
        await desk.pilot.press("escape")
        await desk.pilot.press("ctrl+p")
        await desk.type("Move right")
        await desk.pilot.pause(0.3)
        await desk.pilot.press("enter")
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.item(2).state == "ready")


async def test_the_board_remembers_how_it_was_left(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("w", "z", "T", "slash")
        await desk.type("owner:ann")
        await desk.press("enter", "right", "q")
    async with board() as desk:
        assert (desk.app.model.lanes, desk.app.narrowing.text) == ("owner", "owner:ann")
        assert desk.app.theme == "opsflow-light"
        assert desk.focus == 1


async def test_capital_m_shows_what_was_said_whole(filled: Session, board: Boards) -> None:
    async with board(100, 24) as desk:
        await desk.press("L", "H", "M")
        screen = desk.screen()
        assert "moved 2 to ready: Renew the certificate" in screen
        assert "moved 2 to backlog: Renew the certificate" in screen


async def test_a_terminal_of_few_colours_shows_the_focus_by_exchanging_them(filled: Session, board: Boards) -> None:
    async with board(80, 24, has_few_colors=True) as desk:
        assert desk.app.theme == "opsflow-terminal"
        strips = desk.app.screen._compositor.render_strips()
        loud = [segment for line in strips for segment in line if segment.style and segment.style.reverse]
        assert "Renew the" in loud[0].text
        colors = {segment.style.color for line in strips for segment in line if segment.style and segment.style.color}
        assert all(color.is_default or (color.number is not None and color.number < 16) for color in colors)
        await desk.press("T")
        assert desk.app.theme == "opsflow-terminal"
        assert "few colours" in desk.said


async def test_the_last_row_of_a_long_sheet_can_be_seen(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("question_mark", "end")
        rows = desk.app.screen.query_one("Lines").rows  # type: ignore[attr-defined]
        assert "".join(text for text, _ in rows[-1].pieces).split()[-1] in desk.screen()


async def test_help_tells_what_the_signs_mean(filled: Session, board: Boards) -> None:
    async with board(200, 50) as desk:
        await desk.press("f2")
        for sign, _ in LEGEND:
            assert sign in desk.screen()
        await desk.press("escape", "question_mark", "end")
        assert LEGEND[-1][1] in desk.screen()


async def test_the_menu_offers_what_makes_sense(filled: Session, board: Boards) -> None:
    async with board(120, 50) as desk:
        await desk.press("g", "5", "enter", "full_stop")
        rows = desk.app.screen.query_one("Lines").rows  # type: ignore[attr-defined]
        offered = {row.pieces[1][0].strip() for row in rows}
        assert {"Start", "Done", "Block", "Resolve", "Edit"} <= offered
        assert not {"Reopen", "Unblock", "Approve", "Reject", "Close change", "Lane before"} & offered
        await desk.press("escape", "w", "full_stop")
        rows = desk.app.screen.query_one("Lines").rows  # type: ignore[attr-defined]
        assert "Lane before" in {row.pieces[1][0].strip() for row in rows}


@pytest.mark.parametrize(("width", "on_top"), [(200, "■ 1 blocked  ! 1 overdue"), (30, "■1  !1")])
async def test_where_there_is_little_room_on_top_less_is_said_of_more(
    filled: Session, board: Boards, clock: Clock, width: int, on_top: str
) -> None:
    marks.block(filled, 1, "no window")
    clock.advance(days=3)
    async with board(width, 24) as desk:
        await desk.until(lambda: on_top in desk.screen().splitlines()[0])
