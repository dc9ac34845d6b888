"""Filters, views, and going somewhere."""

from __future__ import annotations

from opsflow.domain.settings import View
from opsflow.services.session import Session
from tests.tui.conftest import Boards


async def test_the_filter_narrows_the_board_while_it_is_written(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("owner:ann")
        assert "backlog 1 of 3" in desk.screen()
        await desk.press("enter")
        assert desk.app.filter_text == "owner:ann"
        await desk.press("escape")
        assert "backlog 3" in desk.screen()


async def test_a_wrong_filter_is_pointed_at_and_the_board_stays(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("owner:ann impct:high")
        lines = desk.screen().splitlines()
        (caret,) = [line for line in lines if line.strip() == "^"]
        (written,) = [line for line in lines if "owner:ann impct:high" in line and "ann impct" in line[:40]]
        assert caret.index("^") == written.index("impct")
        await desk.press("enter")
        assert "Filter:" in desk.screen()
        await desk.press("escape")
        assert desk.app.filter_text == ""
        assert desk.focus == 2


async def test_tab_completes_the_filter(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("is:bl")
        assert "is:blocked" in desk.screen()
        await desk.press("tab", "enter")
        assert desk.app.filter_text == "is:blocked"


async def test_digits_choose_saved_views_and_zero_shows_everything(filled: Session, board: Boards) -> None:
    async with board() as desk:
        desk.app.site.settings.views = (View("mine", "owner:me"),)
        desk.app.site = desk.app.site.replace(context=desk.app.site.context.replace(views={"mine": "owner:me"}))
        await desk.press("1")
        assert desk.app.filter_text == "@mine"
        assert "backlog 1 of 3" in desk.screen()
        await desk.press("0")
        assert "backlog 3" in desk.screen()
        await desk.press("7")
        assert "1 saved view" in desk.said


async def test_g_goes_to_an_id_a_column_or_says_what_there_is(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("g", "5", "enter")
        assert desk.focus == 5
        await desk.press("g", "c", "4", "enter")
        assert desk.app.model.column == 3
        await desk.press("g")
        await desk.type("backlog")
        await desk.press("enter")
        assert desk.app.model.column == 0
        await desk.press("g")
        await desk.type("nowhere")
        await desk.press("enter")
        assert "The columns are backlog" in desk.said


async def test_an_id_that_does_not_exist_is_said(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("g", "9", "9", "enter")
        assert "There is no item 99" in desk.said
        assert not desk.app.pane.is_open


async def test_the_board_opens_on_a_view_or_a_filter(filled: Session, board: Boards) -> None:
    async with board(words=("owner:bob",)) as desk:
        assert desk.app.filter_text == "owner:bob"
        assert "ready 1 of 2" in desk.screen()
