"""The definition of done on the board: of one item criterion by criterion, of several at once."""

from __future__ import annotations

from opsflow.services.session import Session
from opsflow.services.work import criteria
from tests.tui.conftest import Boards, Desk


def states(desk: Desk, item_id: int) -> list[tuple[str, str]]:
    return [(held.text, held.state) for held in desk.detail(item_id).criteria]


async def test_criteria_change_places_and_the_cursor_goes_along(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("c", "J")
        assert [text for text, _ in states(desk, 2)] == ["revoked", "served"]
        await desk.press("space")
        assert states(desk, 2) == [("revoked", "open"), ("served", "met")]
        await desk.press("K", "escape")
        assert [text for text, _ in states(desk, 2)] == ["served", "revoked"]


async def test_evidence_and_the_reason_of_a_waiver_are_kept(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("c", "e")
        await desk.type("curl shows the new one")
        await desk.press("enter", "down", "w")
        await desk.answer("never issued")
        assert "met by ann" in desk.screen()
        assert "waived by ann" in desk.screen()
        await desk.press("escape")
        held = desk.detail(2).criteria
        assert (held[0].evidence, held[1].reason) == ("curl shows the new one", "never issued")


async def test_the_criteria_of_marked_items_are_added_ticked_and_waived_at_once(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space", "space", "c")
        assert "Definition of done of 2 items" in desk.screen()
        await desk.press("a")
        await desk.answer("told the users")
        assert ("told the users", "open") in states(desk, 2)
        assert ("told the users", "open") in states(desk, 3)
        assert "added criteria to 2 items: 2-3" in desk.said
        await desk.press("g", "2", "enter", "space", "space", "c", "w")
        await desk.answer("nobody uses it")
        assert {state for item_id in (2, 3) for _, state in states(desk, item_id)} == {"waived"}


async def test_a_criterion_that_someone_else_reworded_is_not_ticked_unseen(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("c")
        filled.actor = "bob"
        criteria.edit(filled, 2, 1, "served by both nodes")
        await desk.press("space")
        assert "changed meanwhile" in desk.screen()
        assert states(desk, 2)[0] == ("served by both nodes", "open")
        await desk.press("escape")
        assert "served by both nodes" in desk.screen()
        await desk.press("space")
        assert states(desk, 2)[0][1] == "met"


async def test_a_read_only_board_shows_criteria_and_changes_none(filled: Session, board: Boards) -> None:
    async with board(is_read_only=True) as desk:
        await desk.press("c", "space", "a")
        assert "served" in desk.screen()
        assert "tick" not in desk.screen()
        assert states(desk, 2)[0][1] == "open"


async def test_the_palette_opens_the_criteria_to_do_one_thing(filled: Session, board: Boards) -> None:
    async with board() as desk:
        desk.app.action_do("criterion-waive")
        await desk.settle()
        assert "Which one to waive?" in desk.screen()
        await desk.press("down", "enter")
        await desk.type("not needed")
        await desk.press("enter", "escape")
        assert states(desk, 2) == [("served", "open"), ("revoked", "waived")]
