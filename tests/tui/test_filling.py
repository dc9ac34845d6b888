"""Fields are changed where they stand, completed, and checked before they are sent."""

from __future__ import annotations

from opsflow.services.session import Session
from opsflow.services.work.items import edit
from opsflow.tui.panes.lines import Lines
from tests.tui.conftest import Boards, Desk


async def to_field(desk: Desk, name: str) -> None:
    await desk.press("home")
    for _ in range(60):
        row = desk.app.screen.query_one(Lines).row
        if row is not None and row.pieces[0][0].strip() == name:
            return
        await desk.press("down")
    raise AssertionError(name)


async def test_a_field_is_completed_and_changed(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("f")
        await to_field(desk, "impact")
        await desk.press("enter", "h", "tab", "enter")
        assert desk.item(2).impact == "high"
        await to_field(desk, "owner")
        await desk.press("enter", "m", "tab", "enter", "escape")
        assert desk.item(2).owner == "ann"


async def test_a_value_that_is_wrong_is_said_where_it_is_written(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("f")
        await to_field(desk, "due")
        await desk.press("enter")
        await desk.answer("soonish")
        assert "soonish" in desk.screen()
        assert desk.app.screen.is_modal
        assert desk.item(2).due is not None
        await desk.press("ctrl+u")
        await desk.answer("+3d")
        assert not (desk.item(2).due or 0) < filled.clock() + 2 * 86400
        await desk.press("delete", "escape")
        assert desk.item(2).due is None


async def test_tags_and_the_title_are_fields_too(filled: Session, board: Boards) -> None:
    async with board(120, 50) as desk:
        await desk.press("f")
        await desk.press("enter")
        await desk.answer(" of web1")
        assert desk.item(2).title == "Renew the certificate of web1"
        await to_field(desk, "tags")
        await desk.press("enter", "ctrl+u")
        await desk.type("lb web")
        await desk.press("enter", "escape")
        assert desk.detail(2).tags == ("lb", "web")


async def test_a_field_of_all_marked_items_is_changed_at_once(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space", "space", "f")
        assert "Fields of 2 items" in desk.screen()
        await to_field(desk, "owner")
        assert "…" in desk.screen()
        await desk.press("enter")
        await desk.type("dana")
        await desk.press("enter", "escape")
        assert [desk.item(item_id).owner for item_id in (2, 3, 4)] == ["dana", "dana", None]
        assert any("edited 2 items: 2-3" in text for _, text, _ in desk.app.messages)


async def test_a_field_that_someone_else_was_quicker_with_shows_both_and_keeps_the_words(
    filled: Session, board: Boards
) -> None:
    async with board() as desk:
        await desk.press("f")
        await to_field(desk, "project")
        await desk.press("enter")
        await desk.type("net")
        filled.actor = "bob"
        edit(filled, 2, {"project": "web"})
        await desk.press("enter")
        assert "Changed by someone else" in desk.screen()
        assert "project nothing → web" in desk.screen()
        assert desk.item(2).project == "web"
        await desk.press("escape")
        assert "project of 2 Renew the certificate:" in desk.screen()


async def test_two_clicks_on_a_field_change_it(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("f")
        await desk.pilot.click("Sheet Lines", offset=(4, 3), times=2)
        await desk.settle()
        assert "project of 2 Renew the certificate:" in desk.screen()
