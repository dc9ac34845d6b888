"""Filters, views, and going somewhere."""

from __future__ import annotations

import threading

import pytest

from opsflow.domain.settings import View
from opsflow.services.looking import queries
from opsflow.services.session import Session
from opsflow.tui.feed import Dropped
from tests.tui.conftest import Boards


async def test_the_filter_narrows_the_board_while_it_is_written(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("owner:ann")
        assert "backlog 1 of 3" in desk.screen()
        await desk.press("enter")
        assert desk.app.narrowing.text == "owner:ann"
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
        assert desk.app.narrowing.text == ""
        assert desk.focus == 2


async def test_tab_completes_the_filter(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("is:bl")
        assert "is:blocked" in desk.screen()
        await desk.press("tab", "enter")
        assert desk.app.narrowing.text == "is:blocked"


async def test_digits_choose_saved_views_and_zero_shows_everything(filled: Session, board: Boards) -> None:
    async with board() as desk:
        desk.app.site.settings.views = (View("mine", "owner:me"),)
        desk.app.site = desk.app.site.replace(context=desk.app.site.context.replace(views={"mine": "owner:me"}))
        await desk.press("1")
        assert desk.app.narrowing.text == "@mine"
        assert "backlog 1 of 3" in desk.screen()
        await desk.press("0")
        assert "backlog 3" in desk.screen()
        await desk.press("7")
        assert "Saved views: 1 mine." in desk.said


async def test_g_goes_to_an_id_a_column_or_says_what_there_is(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("g", "5", "enter")
        assert desk.focus == 5
        await desk.press("g", "c", "4", "enter")
        assert desk.app.model.column == 3
        await desk.press("g")
        await desk.answer("backlog")
        assert desk.app.model.column == 0
        await desk.press("g")
        await desk.answer("nowhere")
        assert "The columns are backlog" in desk.said


async def test_an_id_that_does_not_exist_is_said(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("g", "9", "9", "enter")
        assert "There is no item 99" in desk.said
        assert not desk.app.pane.is_open


async def test_the_board_opens_on_a_view_or_a_filter(filled: Session, board: Boards) -> None:
    async with board(words=("owner:bob",)) as desk:
        assert desk.app.narrowing.text == "owner:bob"
        assert "ready 1 of 2" in desk.screen()


async def test_the_context_of_the_shell_narrows_the_board_and_says_so(filled: Session, board: Boards) -> None:
    queries.set_context(filled, "owner:ann")
    async with board() as desk:
        assert "backlog 1 of 3" in desk.screen()
        assert "context owner:ann" in desk.screen()
        await desk.press("slash")
        await desk.answer("patch")
        assert "backlog 0 of 3" in desk.screen()
        await desk.press("0")
        assert "everything in the context owner:ann" in desk.said
        assert "backlog 1 of 3" in desk.screen()


async def test_a_context_changed_in_the_shell_is_followed(filled: Session, board: Boards) -> None:
    async with board() as desk:
        queries.set_context(filled, "owner:bob")
        await desk.until(lambda: "context owner:bob" in desk.screen())
        await desk.until(lambda: "backlog 0 of 3" in desk.screen())
        queries.set_context(filled, None)
        await desk.until(lambda: "backlog 3" in desk.screen())


async def test_the_context_is_changed_and_cleared_on_the_board(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("F")
        await desk.answer("owner:ann")
        assert queries.context(filled) == "owner:ann"
        assert "backlog 1 of 3" in desk.screen()
        await desk.press("F", *["backspace"] * len("owner:ann"), "enter")
        assert queries.context(filled) is None
        assert "backlog 3" in desk.screen()


async def test_a_board_without_the_context_shows_everything(filled: Session, board: Boards) -> None:
    queries.set_context(filled, "owner:ann")
    async with board(has_context=False) as desk:
        assert "backlog 3" in desk.screen()
        await desk.press("F")
        assert "opened without the context" in desk.said


async def test_on_a_narrow_screen_the_filter_stays_in_sight(filled: Session, board: Boards) -> None:
    async with board(60, 20, words=("owner:ann", "is:open", "created.after:2020-01-01")) as desk:
        assert "owner:ann is:open created" in desk.screen().splitlines()[0]


async def test_a_filter_that_is_written_on_breaks_off_the_one_before(filled: Session, board: Boards) -> None:
    async with board() as desk:
        held = threading.Event()
        waiting = desk.app.feed.put(lambda _session: held.wait(5))
        await desk.pilot.press("slash", "p", "a", "t", "c")
        asked = desk.app.reading._asked
        assert asked is not None
        await desk.pilot.press("h")
        held.set()
        await desk.settle()
        assert waiting.result()
        assert isinstance(asked[1].exception(), Dropped)
        assert "backlog 0 of 3" in desk.screen()
        assert "ready 1 of 2" in desk.screen()


async def test_a_filter_keeps_the_card_in_focus_through_what_matched_nothing_meanwhile(
    filled: Session, board: Boards
) -> None:
    async with board() as desk:
        await desk.press("down", "down")
        assert desk.focus == 4
        await desk.press("slash")
        await desk.type("zz")
        assert desk.focus is None
        await desk.press("backspace", "backspace", "enter")
        assert desk.focus == 4


async def test_a_filter_puts_the_focus_on_the_first_match_where_the_card_is_not_among_them(
    filled: Session, board: Boards
) -> None:
    async with board() as desk:
        await desk.press("end", "slash")
        await desk.answer("re")
        assert [item.id for item in desk.app.model.cell(0, 0).items] == [2, 3]
        assert desk.focus == 2


@pytest.mark.parametrize("width", [80, 200])
async def test_a_filter_entered_in_the_pane_leads_back_to_the_board(filled: Session, board: Boards, width: int) -> None:
    async with board(width, 40) as desk:
        await desk.press("enter", "slash")
        await desk.answer("owner:ann")
        assert desk.app.view.has_focus
        assert desk.app.view.display
        assert desk.app.pane.is_open == (width == 200)
        await desk.press("right")
        assert desk.focus == 1
