"""Every way to done asks how what is resolved by a code ended: keys, the column by name or number, and the mouse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from opsflow.services.session import Session
from opsflow.services.work.items import Draft, add
from tests.tui.conftest import Boards, Desk


@pytest.fixture
def one(session: Session) -> Session:
    """A store with an incident, in ready."""
    add(
        session, Draft("Disk full", (("type", "incident"), ("owner", "ann"), ("impact", "high"), ("urgency", "medium")))
    )
    return session


async def _drag_to_done(desk: Desk) -> None:
    arranged = desk.app.model.layout()
    top = arranged.bands[0].top
    start, end = [(left + cells // 2, top) for left, cells in (arranged.places[1], arranged.places[4])]
    await desk.pilot.mouse_down("#board", offset=start)
    await desk.pilot.hover("#board", offset=end)
    await desk.pilot.mouse_up("#board", offset=end)
    await desk.settle()


def _move_to(name: str) -> Callable[[Desk], Awaitable[None]]:
    async def move(desk: Desk) -> None:
        await desk.press("m")
        await desk.answer(name)

    return move


WAYS: dict[str, Callable[[Desk], Awaitable[None]]] = {
    "d": lambda desk: desk.press("d"),
    "m and the number": lambda desk: desk.press("m", "5"),
    "m and the name": _move_to("done"),
    "m and the stage": _move_to("resolved"),
    "shift and l": lambda desk: desk.press("L", "L", "L"),
    "the mouse": _drag_to_done,
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_to_done_asks_how_an_incident_ended(one: Session, board: Boards, way: str) -> None:
    async with board(160, 40) as desk:
        await WAYS[way](desk)
        assert "resolution of 1" in desk.screen()
        assert desk.item(1).is_open
        await desk.press("2")
        await desk.answer("disk replaced")
        assert (desk.item(1).state, desk.detail(1).custom["resolution"]) == ("done", "workaround")
        assert [note.text for note in desk.detail(1).notes] == ["disk replaced"]
        assert "required-fields" not in desk.said
        assert "has no resolution" not in desk.said
        await desk.press("u")
        assert desk.item(1).is_open


@pytest.mark.parametrize("way", WAYS)
async def test_leaving_the_question_how_it_ended_leaves_it_open(one: Session, board: Boards, way: str) -> None:
    async with board(160, 40) as desk:
        await WAYS[way](desk)
        await desk.press("escape")
        assert desk.item(1).is_open
        assert "resolution" not in desk.detail(1).custom


@pytest.mark.parametrize("way", ["d", "m and the number"])
async def test_marked_items_of_several_types_end_together_each_as_its_type_does(
    one: Session, board: Boards, way: str
) -> None:
    add(one, Draft("Tidy up", (("owner", "ann"), ("state", "ready"))))
    async with board(160, 40) as desk:
        await desk.press("A")
        await WAYS[way](desk)
        await desk.press("1", "enter")
        assert (desk.item(1).state, desk.detail(1).custom["resolution"]) == ("done", "fixed")
        assert (desk.item(2).state, "resolution" in desk.detail(2).custom) == ("done", False)


@pytest.mark.parametrize("key", ["d", "r"])
async def test_what_an_item_has_is_not_overwritten_by_what_another_is_asked_for(
    one: Session, board: Boards, tmp_path: Path, key: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text('[types.incident]\nrequires = { done = ["resolution", "service"] }\n')
    add(one, Draft("Tidy up", (("owner", "ann"), ("service", "web"), ("state", "ready"))))
    add(
        one, Draft("No mail", (("type", "incident"), ("owner", "ann"), ("resolution", "duplicate"), ("state", "ready")))
    )
    async with board(160, 40) as desk:
        await desk.press("A", key, "1")
        await desk.answer("disks")
        await desk.answer("")
        assert [desk.item(number).service for number in (1, 2, 3)] == ["disks", "web", "disks"]
        assert [desk.detail(number).custom.get("resolution") for number in (1, 2, 3)] == ["fixed", None, "duplicate"]


async def test_a_move_to_an_open_column_asks_nothing(one: Session, board: Boards) -> None:
    async with board(160, 40) as desk:
        await desk.press("m", "4")
        assert desk.item(1).state == "review"


async def test_a_name_that_is_no_state_is_told_as_before(one: Session, board: Boards) -> None:
    async with board(160, 40) as desk:
        await _move_to("resolvd")(desk)
        assert "Did you mean resolved?" in desk.screen()
