"""What someone else has changed since it was drawn is written over by no action; what only adds takes nothing away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsflow.services.session import Session
from opsflow.services.work import flow, items, marks
from tests.tui.conftest import Boards, Desk

Before = Callable[[Session], object]
Keys = tuple[str, ...]
"""Keys one after another; what stands in quotes is written."""


def nothing(_session: Session) -> None:
    """All is prepared already."""


def a_change(session: Session) -> None:
    items.edit(session, 2, {"type": "change", "owner": "bob"})


REFUSED: dict[str, tuple[Before, Keys, Keys]] = {
    "move-left": (lambda session: flow.move(session, 2, "ready"), ("g", "2", "enter"), ("H",)),
    "move-right": (nothing, (), ("L",)),
    "lane-behind": (nothing, ("w",), ("J",)),
    "lane-before": (lambda session: items.edit(session, 2, {"owner": "bob"}), ("w",), ("K",)),
    "move": (nothing, (), ("m", "2")),
    "start": (nothing, (), ("s",)),
    "done": (nothing, (), ("d",)),
    "cancel": (nothing, (), ("x", "k", "'not needed'", "enter")),
    "reopen": (lambda session: flow.cancel(session, 2, dependents="keep"), ("g", "2", "enter"), ("R",)),
    "block": (nothing, (), ("b", "'vendor'", "enter")),
    "unblock": (lambda session: marks.block(session, 2, "vendor"), (), ("B",)),
    "hold": (nothing, (), ("W", "1", "enter")),
    "resolve": (lambda session: items.edit(session, 2, {"type": "request"}), ("g", "2", "enter"), ("r", "3", "enter")),
    "approve": (a_change, (), ("p",)),
    "reject": (a_change, (), ("P", "'too early'", "enter")),
    "edit": (nothing, (), ("e", "' soon'", "enter")),
    "field-change": (nothing, ("f",), ("enter", "'Another title'", "enter")),
    "field-clear": (nothing, ("f", "end", "up"), ("delete",)),
    "owner": (nothing, (), ("o", "'dana'", "enter")),
    "own": (lambda session: items.edit(session, 2, {"owner": "bob"}), (), ("O",)),
    "priority": (nothing, (), ("I", "i", "1")),
    "parent": (nothing, (), ("circumflex_accent", "4", "enter")),
    "duplicate": (nothing, (), ("equals_sign", "4", "enter")),
    "relation-remove": (nothing, ("X",), ("delete",)),
    "criterion-tick": (nothing, ("c",), ("space",)),
    "criterion-evidence": (nothing, ("c",), ("e", "'seen'", "enter")),
    "criterion-waive": (nothing, ("c",), ("w", "'not needed'", "enter")),
    "criterion-reword": (nothing, ("c",), ("r", "' everywhere'", "enter")),
    "criterion-down": (nothing, ("c",), ("J",)),
    "criterion-up": (nothing, ("c", "down"), ("K",)),
    "criterion-remove": (nothing, ("c",), ("delete",)),
    "a marked item": (nothing, ("space",), ("O",)),
}  # fmt: skip
"""What has to be there, the keys before someone else is quicker, and those behind."""

ADDED: dict[str, Keys] = {
    "tags": ("t", "'lb'", "enter"),
    "note": ("n", "'asked'", "ctrl+s"),
    "depend": ("D", "4", "enter"),
    "link": ("ampersand", "1", "4", "enter"),
    "criterion-add": ("c", "a", "'told'", "enter", "escape"),
}


async def press(desk: Desk, keys: Keys) -> None:
    for key in keys:
        if key.startswith("'"):
            await desk.type(key.strip("'"))
        else:
            await desk.press(key)


@pytest.mark.parametrize("name", REFUSED)
async def test_an_action_on_what_someone_else_has_changed_is_refused_with_both_versions(
    filled: Session, board: Boards, name: str
) -> None:
    prepare, before, keys = REFUSED[name]
    prepare(filled)
    async with board(120, 50) as desk:
        desk.app.feed.changed = lambda: None
        await press(desk, before)
        for item_id in (2, 3):
            items.edit(filled, item_id, {"service": "shop"})
        seen = [filled_item.replace() for filled_item in (desk.item(2), desk.item(3))]
        await press(desk, keys)
        assert "Changed by someone else" in desk.screen()
        assert "service nothing → shop" in desk.screen()
        assert [desk.item(2), desk.item(3)] == seen


@pytest.mark.parametrize("name", ADDED)
async def test_what_only_adds_takes_nothing_from_what_someone_else_wrote(
    filled: Session, board: Boards, name: str
) -> None:
    async with board(120, 50) as desk:
        desk.app.feed.changed = lambda: None
        items.edit(filled, 2, {"service": "shop"}, ("web",))
        before = desk.item(2).version
        await press(desk, ADDED[name])
        assert desk.item(2).service == "shop"
        assert "web" in desk.detail(2).tags
        assert desk.item(2).version > before


async def test_the_whole_column_is_marked_and_not_what_is_in_sight_alone(session: Session, board: Boards) -> None:
    for place in range(60):
        items.add(session, items.Draft(f"Task {place}"))
    async with board(80, 24) as desk:
        await desk.press("A")
        assert "60 marked" in desk.app.head.text
        await desk.press("L")
        assert "moved 60 items to ready" in desk.said


async def test_a_marked_item_that_is_drawn_anew_is_marked_as_it_is_now(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("space")
        items.edit(filled, 2, {"title": "Renew all certificates"})
        await desk.until(lambda: "Renew all" in desk.screen())
        await desk.press("L")
        assert desk.item(2).state == "ready"
        assert not desk.app.model.marks
