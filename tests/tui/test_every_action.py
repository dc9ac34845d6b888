"""Every action by every way that leads to it: its keys, the mouse, the palette and the help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import pytest
from textual.command import Hit

from opsflow.cli.words.registry import PLACES, SECTIONS
from opsflow.services.session import Session
from opsflow.tui.actions import Action
from opsflow.tui.app import BoardApp
from opsflow.tui.doing import looking
from opsflow.tui.palette import ActionsProvider
from opsflow.tui.registry import ACTIONS
from tests.tui.conftest import Boards, Desk

Sheet = Callable[[BoardApp], Awaitable[None]]
ON_BOARD = [held for held in ACTIONS if not held.place]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the actions that are called for, in the place of carrying them out."""
    names: list[str] = []
    monkeypatch.setattr(BoardApp, "action_do", lambda _app, name: names.append(name))
    return names


async def test_every_key_calls_for_its_action(filled: Session, board: Boards, called: list[str]) -> None:
    async with board() as desk:
        for held in ON_BOARD:
            for key in held.keys:
                called.clear()
                await desk.pilot.press(key)
                assert called == [held.name], key


async def test_every_key_counts_in_the_pane_too(filled: Session, board: Boards, called: list[str]) -> None:
    async with board(200, 50) as desk:
        desk.app.open_pane(2, takes_focus=True)
        await desk.settle()
        for held in ON_BOARD:
            for key in held.keys:
                called.clear()
                await desk.pilot.press(key)
                assert called == [held.name], key


def rows_of(desk: Desk) -> list[str]:
    """What the rows of the sheet on the screen offer, by the label that each names."""
    rows = desk.app.screen.query_one("Lines").rows  # type: ignore[attr-defined]
    return [row.pieces[1][0].strip() if len(row.pieces) > 1 else "" for row in rows]


async def take(desk: Desk, label: str) -> None:
    """Click twice on the row of the sheet that names an action."""
    lines = desk.app.screen.query_one("Lines")
    place = rows_of(desk).index(label)
    lines.scroll_to(0, place, animate=False)
    await desk.settle()
    await desk.pilot.click("Lines", offset=(4, place - lines.scroll_offset.y), times=2)
    await desk.settle()


async def take_each(desk: Desk, sheet: Sheet, wanted: Iterable[Action], called: list[str]) -> None:
    """Open a sheet for each of some actions, and take that one there."""
    for held in wanted:
        called.clear()
        desk.app.run_worker(sheet(desk.app))
        await desk.settle()
        await take(desk, held.label)
        assert called == [held.name]


async def test_what_is_done_with_an_item_is_done_with_the_mouse_alone(
    filled: Session, board: Boards, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "fits", lambda _name, _item: True)
    async with board(120, 80) as desk:
        wanted = [held for held in ON_BOARD if held.needs_item and held.name != "menu" and "lane" not in held.name]
        await take_each(desk, looking.menu, wanted, called)


async def test_every_action_is_done_from_the_help(filled: Session, board: Boards, called: list[str]) -> None:
    async with board(120, 50) as desk:
        await take_each(desk, looking.help_here, ON_BOARD, called)


async def test_the_palette_offers_every_action_once(filled: Session, board: Boards, called: list[str]) -> None:
    async with board() as desk:
        provider = ActionsProvider(desk.app.screen)
        offered = [hit async for hit in provider.discover()]
        for hit in offered:
            hit.command()
        assert sorted(called) == sorted([held.name for held in ACTIONS])


async def found(provider: ActionsProvider, query: str) -> list[str]:
    """What the palette offers for a query, the best first."""
    hits = sorted([hit async for hit in provider.search(query)], reverse=True)
    return [str(hit.text) for hit in hits if isinstance(hit, Hit)]


async def test_the_palette_knows_an_action_by_every_word_of_the_shell_for_it(filled: Session, board: Boards) -> None:
    async with board() as desk:
        provider = ActionsProvider(desk.app.screen)
        for held in ACTIONS:
            for verb in held.verbs:
                same = sum(verb in other.verbs or verb == other.label.lower() for other in ACTIONS)
                assert any(label.startswith(f"{held.label}  ") for label in (await found(provider, verb))[:same]), verb


NOT_OF_THE_BOARD = {
    "board", "sla", "wip", "interruptions", "types", "approvals", "change list", "change score",
    "change conflicts", "criteria trust", "dep graph",
}  # fmt: skip
"""Commands that look at more than the board shows, each at the shell."""


def test_the_palette_finds_what_the_shell_does_with_items_by_the_shells_word() -> None:
    sections = ["Looking", "Items", "Flow", "Definition of done and dependencies", "Incidents and changes"]
    words = {word for section in sections for word in SECTIONS[section]}
    names = [name for name in PLACES if name.split()[0] in words and name not in NOT_OF_THE_BOARD]
    known = {word for held in ACTIONS for word in (held.name, held.label.lower(), *held.verbs)}
    assert [name for name in names if name not in known] == []
