"""Dependencies, links, parents and duplicates: by id, by picking on the board, and taken away again."""

from __future__ import annotations

from opsflow.services.session import Session
from tests.tui.conftest import Boards, Desk
from tests.tui.test_mouse import middle


async def to_item(desk: Desk, item_id: int) -> None:
    await desk.press("g", *str(item_id), "enter")


async def test_a_dependency_is_picked_on_the_board(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("D", "enter")
        assert "2 Renew the certificate waits for: go to it" in desk.said
        await desk.press("down", "down")
        assert desk.focus == 4
        await desk.press("enter")
        assert [other.id for other in desk.detail(2).depends_on] == [4]
        assert desk.focus == 2
        assert not desk.app.pane.is_open
        assert "go to it" not in desk.said


async def test_several_are_picked_with_space_and_the_marks_from_before_come_back(
    filled: Session, board: Boards
) -> None:
    async with board() as desk:
        await desk.press("space")
        await desk.press("D", "enter")
        assert not desk.app.model.marks
        await to_item(desk, 1)
        await desk.press("space")
        await to_item(desk, 4)
        await desk.press("space", "enter")
        assert [other.id for other in desk.detail(2).depends_on] == [1, 4]


async def test_while_picking_nothing_is_changed_and_escape_gives_up(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("D", "enter", "L")
        assert "Move right: pick an item first" in desk.said
        assert desk.item(2).state == "backlog"
        await desk.press("down", "escape")
        assert not desk.detail(2).depends_on
        assert desk.focus == 2
        await desk.press("L")
        assert desk.item(2).state == "ready"


async def test_two_clicks_pick_as_well(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("D", "enter")
        await desk.pilot.click("#board", offset=middle(desk, 0, 2), times=2)
        await desk.settle()
        assert [other.id for other in desk.detail(2).depends_on] == [4]


async def test_all_marked_items_wait_for_what_is_picked(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space", "space", "D", "1", "enter")
        assert [other.id for other in desk.detail(2).depends_on] == [1]
        assert [other.id for other in desk.detail(3).depends_on] == [1, 2]
        assert "linked 2 items after 1" in desk.said


async def test_an_unknown_id_is_said_where_it_is_written(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("D", "9", "9", "enter")
        assert "There is no item 99" in desk.screen()
        await desk.press("backspace", "backspace", "4", "enter")
        assert [other.id for other in desk.detail(2).depends_on] == [4]


async def test_a_link_is_made_and_taken_away_on_the_sheet_of_relations(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("ampersand", "2")
        await desk.answer("5")
        assert [(held.kind, held.other_id) for held in desk.detail(2).links] == [("caused-by", 5)]
        await desk.press("X")
        screen = desk.screen()
        assert "caused-by      5" in screen
        assert "waited for by  3" in screen
        await desk.press("down", "delete", "escape")
        assert not desk.detail(2).links


async def test_a_link_and_a_dependency_are_taken_away_from_their_other_end(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("ampersand", "2", "5", "enter")
        await to_item(desk, 5)
        await desk.press("X")
        assert "caused         2" in desk.screen()
        await desk.press("delete", "escape")
        assert not desk.detail(2).links
        await to_item(desk, 2)
        await desk.press("X", "delete", "escape")
        assert not desk.detail(3).depends_on


async def test_relations_are_added_from_the_sheet_and_lead_on(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("X", "D", "4", "enter")
        assert "waits for      4" in desk.screen()
        await desk.press("enter")
        assert desk.focus == 4


async def test_a_parent_is_picked_refused_when_it_is_a_part_and_taken_away(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("circumflex_accent", "enter", "down", "enter")
        assert desk.item(2).parent_id == 3
        await to_item(desk, 3)
        await desk.press("circumflex_accent", "2", "enter")
        assert "cannot be its own ancestor" in desk.said
        await to_item(desk, 2)
        await desk.press("circumflex_accent", "minus", "enter")
        assert desk.item(2).parent_id is None


async def test_a_duplicate_is_marked_and_the_work_goes_on_with_the_other(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 4)
        await desk.press("equals_sign", "2", "enter")
        assert desk.item(4).state == "cancelled"
        assert [(held.kind, held.other_id) for held in desk.detail(4).links] == [("duplicate-of", 2)]


async def test_a_read_only_board_shows_relations_and_changes_none(filled: Session, board: Boards) -> None:
    async with board(is_read_only=True) as desk:
        await desk.press("X", "delete")
        assert "waited for by" in desk.screen()
        assert "take away" not in desk.screen()
        assert [other.id for other in desk.detail(3).depends_on] == [2]
