"""The mouse: clicking, dragging, scrolling."""

from __future__ import annotations

import pytest
from textual import events

from opsflow.services.session import Session
from opsflow.services.work.items import Draft, add, edit
from tests.tui.conftest import Boards, Desk


def middle(desk: Desk, column: int, slot: int) -> tuple[int, int]:
    """A place on a card, within the board."""
    arranged = desk.app.model.layout()
    left, cells = arranged.places[column - arranged.first]
    return left + cells // 2, arranged.bands[0].top + slot * arranged.card


async def drag(desk: Desk, start: tuple[int, int], end: tuple[int, int]) -> None:
    await desk.pilot.mouse_down("#board", offset=start)
    await desk.pilot.hover("#board", offset=end)
    await desk.pilot.mouse_up("#board", offset=end)
    await desk.settle()


async def test_a_click_takes_the_focus_and_two_open(filled: Session, board: Boards) -> None:
    async with board(160, 40) as desk:
        await desk.pilot.click("#board", offset=middle(desk, 0, 1))
        await desk.settle()
        assert desk.focus == 3
        await desk.pilot.click("#board", offset=middle(desk, 1, 0), times=2)
        await desk.settle()
        assert desk.app.pane.item_id == 5


async def test_dragging_moves_a_card_to_another_column(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await drag(desk, middle(desk, 0, 0), middle(desk, 1, 0))
        assert desk.item(2).state == "ready"
        assert desk.focus == 2


async def test_a_card_let_go_where_it_was_stays(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await drag(desk, middle(desk, 0, 0), middle(desk, 0, 2))
        assert desk.item(2).state == "backlog"


async def test_a_refused_drag_says_why_and_moves_nothing(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await drag(desk, middle(desk, 0, 1), middle(desk, 2, 0))
        assert "dependencies-before-start" in desk.screen()
        await desk.press("escape")
        assert desk.item(3).state == "backlog"


async def test_someone_else_writes_during_a_drag_and_the_drag_is_refused(filled: Session, board: Boards) -> None:
    from opsflow.services.work.flow import assign

    async with board() as desk:
        start, end = middle(desk, 0, 0), middle(desk, 1, 0)
        await desk.pilot.mouse_down("#board", offset=start)
        await desk.pilot.hover("#board", offset=end)
        assign(filled, 2, "dana")
        await desk.pilot.mouse_up("#board", offset=end)
        await desk.settle()
        assert desk.item(2).state == "backlog"
        assert desk.item(2).owner == "dana"
        assert "changed meanwhile" in desk.screen()


async def test_a_click_on_a_heading_takes_the_focus_to_the_column(filled: Session, board: Boards) -> None:
    async with board() as desk:
        x, _ = middle(desk, 1, 0)
        await desk.pilot.click("#board", offset=(x, 0))
        await desk.settle()
        assert desk.focus == 5


async def test_the_wheel_scrolls_the_lanes_where_a_cell_is_all_in_sight(filled: Session, board: Boards) -> None:
    async with board(120, 20) as desk:
        await desk.press("w")
        assert " ann  " in desk.screen()
        for _ in range(2):
            desk.app.view.on_mouse_scroll_down(_wheel(desk))
            await desk.settle()
        assert " ann  " not in desk.screen()
        assert "no owner" in desk.screen()


async def test_the_wheel_scrolls_the_column_under_it_and_leaves_the_focus(session: Session, board: Boards) -> None:
    for place in range(60):
        add(session, Draft(f"Task {place}"))
    async with board(120, 30) as desk:
        assert "↓" in desk.screen()
        await desk.pilot.hover("#board", offset=middle(desk, 0, 0))
        for _ in range(4):
            desk.app.view.on_mouse_scroll_down(_wheel(desk))
        await desk.settle()
        assert desk.app.model.top(0, 0) == 8
        assert "↑ 8 more" in desk.screen()
        assert desk.focus == 1
        await desk.press("down")
        assert "Task 1" in desk.screen()


def _wheel(desk: Desk) -> events.MouseScrollDown:

    x, y = middle(desk, 0, 0)
    return events.MouseScrollDown(desk.app.view, x, y, 0, 1, 0, False, False, False, x, y)


async def test_the_other_button_shows_what_can_be_done_and_does_it(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.pilot.mouse_down("#board", offset=middle(desk, 0, 1), button=3)
        await desk.settle()
        screen = desk.screen()
        assert "3 Replace the balancer" in screen
        assert "Move right" in screen
        await desk.press("L")
        assert desk.item(3).state == "ready"


async def test_a_click_with_ctrl_marks_and_a_drag_takes_all_marked_ones_along(filled: Session, board: Boards) -> None:
    async with board() as desk:
        for slot in (0, 2):
            await desk.pilot.click("#board", offset=middle(desk, 0, slot), control=True)
        await desk.settle()
        assert set(desk.app.model.marks) == {2, 4}
        await drag(desk, middle(desk, 0, 2), middle(desk, 1, 0))
        assert [desk.item(item_id).state for item_id in (2, 3, 4)] == ["ready", "backlog", "ready"]
        assert "moved 2 items to ready: 2,4" in desk.said


async def test_a_drag_of_an_unmarked_card_leaves_the_marked_ones(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space")
        await drag(desk, middle(desk, 0, 1), middle(desk, 1, 0))
        assert [desk.item(item_id).state for item_id in (2, 3)] == ["backlog", "ready"]


def cell(desk: Desk, value: object, column: int) -> tuple[int, int]:
    """A place on the first card of a lane."""
    arranged = desk.app.model.layout()
    lane = desk.app.model.board.lanes.index(value)
    band = arranged.band(lane)
    assert band is not None
    left, cells = arranged.places[column - arranged.first]
    return left + cells // 2, band.top


@pytest.mark.parametrize(
    ("lanes", "start", "end", "field", "kept"),
    [
        ("owner", "ann", "bob", "owner", "bob"),
        ("owner", "ann", None, "owner", None),
        ("type", "task", "incident", "type", "incident"),
        ("class", "standard", "expedite", "service_class", "expedite"),
        ("project", None, "web", "project", "web"),
        ("planned", 1, 0, "planned", 0),
    ],
)
async def test_dragging_into_another_lane_changes_what_the_lane_stands_for(
    filled: Session, board: Boards, lanes: str, start: object, end: object, field: str, kept: object
) -> None:
    edit(filled, 5, {"project": "web"})
    async with board(120, 60) as desk:
        while desk.app.model.lanes != lanes:
            await desk.press("w")
        await drag(desk, cell(desk, start, 0), cell(desk, end, 0))
        assert getattr(desk.item(2), field) == kept
        assert desk.item(2).state == "backlog"
        assert desk.focus == 2
        await desk.press("u")
        assert getattr(desk.item(2), field) == start


async def test_dragging_to_another_lane_and_column_is_one_command(filled: Session, board: Boards) -> None:
    async with board(120, 60) as desk:
        await desk.press("w")
        await desk.pilot.mouse_down("#board", offset=cell(desk, "ann", 0))
        await desk.pilot.hover("#board", offset=cell(desk, "bob", 2))
        await desk.settle()
        assert "▸bob" in desk.screen()
        await desk.pilot.mouse_up("#board", offset=cell(desk, "bob", 2))
        await desk.settle()
        assert (desk.item(2).owner, desk.item(2).state) == ("bob", "doing")
        assert "moved 2 to doing, bob" in desk.said
        await desk.press("u")
        assert (desk.item(2).owner, desk.item(2).state) == ("ann", "backlog")


async def test_someone_else_writes_during_a_drag_into_another_lane(filled: Session, board: Boards) -> None:
    async with board(120, 60) as desk:
        await desk.press("w")
        await desk.pilot.mouse_down("#board", offset=cell(desk, "ann", 0))
        await desk.pilot.hover("#board", offset=cell(desk, "bob", 0))
        edit(filled, 2, {"title": "Renew it at once"})
        await desk.pilot.mouse_up("#board", offset=cell(desk, "bob", 0))
        await desk.settle()
        assert desk.item(2).owner == "ann"
        assert "changed meanwhile" in desk.screen()


async def test_keys_that_a_sheet_or_a_prompt_names_can_be_clicked(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("c")
        await desk.pilot.click("#answers", offset=(1, 0))
        await desk.settle()
        assert desk.detail(2).criteria[0].state == "met"
        await desk.press("escape", "D")
        await desk.type("4")
        keys = desk.app.screen.query_one("#hint")
        x = desk.screen().splitlines()[keys.region.y + keys.region.height - 1].index("enter take it")
        await desk.pilot.click("#hint", offset=(x - keys.region.x, keys.region.height - 1))
        await desk.settle()
        assert [other.id for other in desk.detail(2).depends_on] == [4]
