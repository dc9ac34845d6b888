"""Whatever a user opens over the board stands on the screen, at the smallest size and at a large one."""

from __future__ import annotations

import pytest

from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import flow, items
from tests.tui.conftest import Boards

SIZES = pytest.mark.parametrize("size", [(80, 24), (200, 50)])

OPENED = {
    "help": (("question_mark",), ("Keys, and what the signs mean", "What you do is about 2", "The column on the left")),
    "signs": (("f2",), ("What the signs mean", "expedite", "esc close")),
    "menu": (("full_stop",), ("2 Renew the certificate", "Move to the column", "enter do it")),
    "next": (("N",), ("Next: ", "5 Disk full on db1", "enter go there")),
    "attention": (("exclamation_mark",), ("Needs a look", "Expedite 1", "5 Disk full on db1", "enter go there")),
    "messages": (("M",), ("Messages", "Nothing was said yet.", "esc close")),
    "priority": (("I",), ("priority", "esc close")),
    "criteria": (("c",), ("served", "revoked", "waive", "esc close")),
    "fields": (("f",), ("owner", "ann", "change", "esc close")),
    "relations": (("X",), ("what it has to do with others", "waited for by", "3 backlog", "esc close")),
    "link picker": (("ampersand",), ("How is 2 Renew the certificate linked?", "fixed-by", "enter take it")),
    "column picker": (("m",), ("Move 2 Renew the certificate to which column?", "1 backlog", "5 done", "esc leave")),
    "add": (("a",), ("Add:", "Words make the title", "enter take it", "esc leave")),
    "edit": (("e",), ("Edit 2:", "Renew the certificate", "esc leave")),
    "filter": (("slash",), ("Filter:", "owner:me", "enter take it", "esc leave")),
    "context": (("F",), ("Context:", "esc leave")),
    "go": (("g",), ("Go to:", "An id, the name of a column", "esc leave")),
    "owner": (("o",), ("Owner of 2 Renew the certificate:", "ann", "me is you", "esc leave")),
    "tags": (("t",), ("Tags of 2 Renew the certificate:", "cert +lb puts on", "esc leave")),
    "block": (("b",), ("What blocks 2 Renew the certificate?", "the time counts", "esc leave")),
    "cancel": (("x",), ("1 wait for 2", "3 backlog", "they keep waiting", "drop the dependency")),
    "note": (("n",), ("Note on 2 Renew the certificate:",)),
    "refusal": (("d",), ("Not possible as it is", "criteria-before-done", "go ahead and say why", "esc close")),
    "undo": (("u",), ("not done on this board", "add 5: Disk full on db1", "take it back")),
    "pane": (("enter",), ("2  Renew the certificate", "served", "revoked")),
}  # fmt: skip


@SIZES
@pytest.mark.parametrize("name", OPENED)
async def test_what_is_opened_can_be_read(filled: Session, board: Boards, size: tuple[int, int], name: str) -> None:
    keys, words = OPENED[name]
    async with board(*size) as desk:
        await desk.press(*keys)
        for word in words:
            assert word in desk.screen(), word


IN_EVERY_THEME = ("help", "criteria", "filter", "refusal", "note", "pane")


@SIZES
@pytest.mark.parametrize("theme", ["opsflow-dark", "opsflow-light", "opsflow-terminal"])
async def test_in_every_theme_what_is_opened_says_the_same(
    filled: Session, board: Boards, size: tuple[int, int], theme: str
) -> None:
    async with board(*size) as desk:
        desk.app.theme = theme
        for name in IN_EVERY_THEME:
            keys, words = OPENED[name]
            await desk.press(*keys)
            for word in words:
                assert word in desk.screen(), (name, word)
            await desk.press("escape")


@SIZES
async def test_both_versions_of_a_stale_edit_can_be_read(filled: Session, board: Boards, size: tuple[int, int]) -> None:
    async with board(*size) as desk:
        await desk.press("e")
        items.edit(filled, 2, {"impact": "high"})
        await desk.answer(" soon")
        for word in ("Changed by someone else", "you saw version", "impact", "esc close"):
            assert word in desk.screen(), word


@SIZES
async def test_picking_says_how_it_is_ended(filled: Session, board: Boards, size: tuple[int, int]) -> None:
    async with board(*size) as desk:
        await desk.press("D", "enter")
        for word in ("2 Renew the certificate waits for:", "enter picks it", "escape gives up"):
            assert word in " ".join(desk.screen().split()), word


@SIZES
async def test_a_long_message_is_read_whole(filled: Session, board: Boards, size: tuple[int, int]) -> None:
    async with board(*size) as desk:
        desk.app.say("warning: " + "a word " * 40 + "and the last", "warn")
        await desk.settle()
        assert "and the last" in desk.screen()
        assert "…" not in desk.screen().splitlines()[-1]
        desk.app.say("short")
        await desk.settle()
        assert "short" in desk.screen().splitlines()[-1]
        assert "a word" not in desk.screen()


async def test_a_rule_that_warns_is_called_a_warning(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("down", "down", "L", "L")
        assert "warning: 4 has no owner." in " ".join(desk.screen().split())


async def test_what_is_done_without_criteria_is_told(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        await desk.press("down", "down", "d")
        assert "4 had no criteria: nothing said what done means." in " ".join(desk.screen().split())


async def test_a_filter_that_empties_the_column_takes_the_focus_to_the_nearest_card(
    filled: Session, board: Boards
) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.answer("owner:bob")
        assert desk.focus == 5
        await desk.press("slash", "ctrl+u", "enter")
        assert desk.focus == 5


async def test_a_filter_that_is_given_up_leaves_the_focus_where_it_was(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("down", "slash")
        await desk.type("owner:bob")
        await desk.press("escape")
        assert desk.focus == 3


async def test_a_mistyped_field_is_said_while_it_is_written(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("a")
        await desk.type("Patch prio:high")
        assert "There is no field 'prio'" in desk.screen()


async def test_a_column_that_holds_nothing_gives_way_to_those_that_do(filled: Session, board: Boards) -> None:
    async with board(80, 24) as desk:
        assert "doing 0" in desk.screen()
        (_, backlog), (_, ready), (_, doing) = desk.app.model.layout().places
        assert (backlog, ready, doing) == (32, 32, 14)
    async with board(200, 50) as desk:
        assert {cells for _, cells in desk.app.model.layout().places} == {39, 40}


async def test_a_lane_with_nothing_in_sight_is_one_line(filled: Session, board: Boards) -> None:
    flow.move(filled, 5, "done", WriteOptions(force=True, reason="gone by itself"))
    async with board(80, 24) as desk:
        await desk.press("w", "right")
        lines = desk.screen().splitlines()
        row = next(place for place, line in enumerate(lines) if "bob  0 open, 1 done" in line)
        assert "no owner  2 open, 0 done" in lines[row + 1]
        await desk.press("right", "right", "right")
        assert "5▲ Disk full on db1" in desk.screen()
        assert desk.app.model.layout().last == 4
