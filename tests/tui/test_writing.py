"""Adding and changing items without leaving the board."""

from __future__ import annotations

import pytest

from opsflow.services.session import Session
from opsflow.services.work import flow, items
from tests.tui.conftest import Boards


async def test_a_adds_an_item_in_the_sentence_form_and_goes_there(session: Session, board: Boards) -> None:
    async with board() as desk:
        assert "Nothing here yet: press a" in desk.screen()
        await desk.press("a")
        await desk.answer("Rotate the key due:fri +cert owner:me impact:high")
        item = desk.item(1)
        assert (item.title, item.owner, item.impact) == ("Rotate the key", "ann", "high")
        assert desk.detail(1).tags == ("cert",)
        assert desk.focus == 1


async def test_tab_completes_fields_values_and_tags(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("a")
        await desk.type("Patch web2 own")
        await desk.press("tab")
        await desk.type("b")
        await desk.press("tab")
        await desk.type("+ce")
        await desk.press("tab", "enter")
        assert desk.item(6).owner == "bob"
        assert desk.detail(6).tags == ("cert",)


async def test_e_changes_the_title_and_fields(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("e")
        await desk.answer(" impact:high due:")
        item = desk.item(2)
        assert (item.title, item.impact, item.due) == ("Renew the certificate", "high", None)
        await desk.press("e", "ctrl+u")
        await desk.answer("Renew it")
        assert desk.item(2).title == "Renew it"


async def test_words_added_behind_the_title_become_part_of_it(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("e")
        await desk.answer(" of web1 +urgent")
        assert desk.item(2).title == "Renew the certificate of web1"
        assert "urgent" in desk.detail(2).tags


async def test_a_word_that_reads_like_a_field_does_not_slip_into_the_title(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("e")
        await desk.answer(" sprint:summer")
        assert "There is no field 'sprint'" in desk.screen()
        await desk.press(*["backspace"] * 7, "\\", "colon")
        await desk.answer("summer")
        assert desk.item(2).title == "Renew the certificate sprint:summer"
        await desk.press("e")
        await desk.answer(" soon")
        assert desk.item(2).title == "Renew the certificate sprint:summer soon"


async def test_a_marked_item_is_edited_and_not_the_one_in_focus(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space", "e")
        assert "Edit the marked item:" in desk.screen()
        await desk.answer("impact:high")
        assert (desk.item(2).title, desk.item(2).impact) == ("Renew the certificate", "high")
        assert desk.item(3).impact is None


async def test_o_gives_an_owner_and_an_empty_name_takes_it_away(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("o", "ctrl+u")
        await desk.answer("chen")
        assert desk.item(2).owner == "chen"
        await desk.press("o", "ctrl+u", "enter")
        assert desk.item(2).owner is None


async def test_t_puts_tags_on_and_takes_them_off(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("t")
        await desk.answer("+lb -cert")
        assert desk.detail(2).tags == ("lb",)


async def test_n_writes_a_note(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("n")
        await desk.answer("asked the vendor")
        await desk.type("no answer yet")
        await desk.press("ctrl+s")
        assert [note.text for note in desk.detail(2).notes] == ["asked the vendor\nno answer yet"]


async def test_a_note_is_given_up_by_escape_and_not_by_accident(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("n")
        await desk.type("half a thought")
        await desk.press("escape")
        assert "escape again throws it away" in desk.screen()
        await desk.press("x", "escape")
        assert "escape again throws it away" in desk.screen()
        await desk.press("escape")
        assert not desk.detail(2).notes
        await desk.press("n", "escape")
        assert not desk.app.screen.is_modal


async def test_a_note_is_about_what_was_in_focus_when_it_was_begun(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("n")
        flow.cancel(filled, 2)
        await desk.until(lambda: desk.focus != 2)
        await desk.type("why was this cancelled?")
        await desk.press("ctrl+s")
        assert [note.text for note in desk.detail(2).notes] == ["why was this cancelled?"]


async def test_the_editor_says_that_it_needs_a_terminal(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("n")
        await desk.type("long")
        await desk.press("ctrl+o")
        assert "needs a terminal of its own" in desk.screen()
        await desk.press("ctrl+s")
        assert desk.detail(2).notes[0].text == "long"


async def test_c_adds_rewords_waives_reopens_and_removes_criteria(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("c", "a")
        await desk.type("old one deleted")
        await desk.press("enter", "w")
        await desk.type("not in scope")
        await desk.press("enter", "down", "r", "ctrl+u")
        await desk.type("revoked everywhere")
        await desk.press("enter", "down", "delete", "escape")
        held = desk.detail(2).criteria
        assert [(c.text, c.state) for c in held] == [("served", "waived"), ("revoked everywhere", "open")]
        await desk.press("c", "space", "escape")
        assert desk.detail(2).criteria[0].state == "open"


async def test_capital_d_adds_a_dependency_by_id_and_takes_it_away(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("D", "4", "enter")
        assert [other.id for other in desk.detail(2).depends_on] == [4]
        await desk.press("D", "minus", "4", "enter")
        assert not desk.detail(2).depends_on


async def test_what_is_added_goes_into_the_column_and_the_lane_in_focus(filled: Session, board: Boards) -> None:
    async with board(120, 60) as desk:
        await desk.press("w", "g")
        await desk.type("5")
        await desk.press("enter", "a")
        assert "Add (owner:bob state:ready):" in desk.screen()
        await desk.answer("Look at the log")
        assert (desk.item(6).owner, desk.item(6).state) == ("bob", "ready")
        await desk.press("a")
        await desk.answer("For somebody else owner:dana state:doing")
        assert (desk.item(7).owner, desk.item(7).state) == ("dana", "doing")


async def test_a_value_that_is_wrong_is_said_before_anything_is_added(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("a")
        await desk.answer("Renew due:someday")
        assert "someday" in desk.screen()
        assert "due:someday" in desk.screen()
        assert desk.app.screen.is_modal
        await desk.press(*["backspace"] * 7)
        await desk.answer("fri")
        assert desk.item(6).due is not None


async def test_capital_y_makes_a_second_item_like_it(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("Y")
        assert desk.focus == 6
        assert (desk.item(6).title, desk.item(6).owner) == ("Renew the certificate", "ann")


async def test_y_copies_the_id_and_of_marked_items_all(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("y")
        assert desk.app.clipboard == "2"
        await desk.press("space", "space", "y")
        assert desk.app.clipboard == "2,3"


async def test_an_address_is_copied_where_there_is_no_desktop(
    filled: Session, board: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with board() as desk:
        await desk.press("U")
        assert "names no address" in desk.said
        items.note(filled, 2, "see https://wiki.example/certs.")
        await desk.press("U")
        assert desk.app.clipboard == "https://wiki.example/certs"
        assert "no desktop here: copied https://wiki.example/certs" in desk.said
        items.edit(filled, 2, {"title": "Renew https://shop.example"})
        await desk.press("U", "down", "y")
        assert desk.app.clipboard == "https://wiki.example/certs"
