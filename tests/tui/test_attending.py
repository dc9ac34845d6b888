"""The attention view lists what `opsflow check` finds, and each line leads to its item."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.services.history import undoing
from opsflow.services.looking.check_reasons import TITLES, all_explained
from opsflow.services.looking.checks import CHECKS, check
from opsflow.services.looking.headline import headline
from opsflow.services.looking.pressing import pressing
from opsflow.services.session import Session
from opsflow.services.work import flow, marks
from opsflow.services.work.items import Draft, add
from opsflow.tui.panes.lines import Lines
from tests.conftest import Clock
from tests.tui.conftest import Boards

LEVELS = """
[wip.columns]
doing = 1
[sla]
[[sla.targets]]
name = "all"
type = ["incident"]
response = "1h"
"""


@pytest.fixture
def desk_in_trouble(store_path: Path, session: Session, clock: Clock, tmp_path: Path) -> Session:
    """Something for every check: 1 overdue, 2 blocked, 3 stale and without criteria, 4 late for its approval, 5 late
    for its response."""
    (tmp_path / ".opsflow.toml").write_text(LEVELS)
    open_session(str(store_path)).close()
    add(session, Draft("Renew the certificate", (("owner", "ann"), ("due", "+1d")), criteria=("served",)))
    add(session, Draft("Replace the disk", (("owner", "bob"),), criteria=("replaced",)))
    marks.block(session, 2, "spare part ordered")
    add(session, Draft("Tidy the alerts", (("owner", "ann"),)))
    flow.start(session, 3)
    values = (("type", "change"), ("change-type", "emergency"), ("owner", "ann"))
    add(session, Draft("Roll back", values, criteria=("rolled back",)))
    flow.start(session, 4)
    clock.advance(days=20)
    values = (("type", "incident"), ("owner", "bob"), ("class", "expedite"))
    add(session, Draft("Disk full", values, criteria=("below 80 %",)))
    clock.advance(hours=2)
    return session


def test_every_check_has_a_title() -> None:
    assert set(TITLES) == set(CHECKS)


def test_the_list_names_what_check_names(desk_in_trouble: Session) -> None:
    desk_in_trouble.settings.column_limits = {"doing": 1}
    listed = {
        group.name: [entry.item.id if entry.item else entry.text for entry in group.entries]
        for group in all_explained(desk_in_trouble, 100)
    }
    found = check(desk_in_trouble, ())
    assert listed == {held.name: [*held.lines, *[item.id for item in held.items]] for held in found if not held.is_fine}
    assert set(listed) == set(CHECKS)


def test_what_is_not_listed_is_counted(session: Session, clock: Clock) -> None:
    for place in range(7):
        add(session, Draft(f"Task {place}", (("due", "+1d"),)))
    clock.advance(days=3)
    (group,) = all_explained(session, 5)
    assert (len(group.entries), group.more) == (5, 2)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 50)])
async def test_one_key_shows_what_needs_a_look_and_why(
    desk_in_trouble: Session, board: Boards, width: int, height: int
) -> None:
    async with board(width, height) as desk:
        await desk.press("exclamation_mark")
        rows = ["".join(text for text, _ in row.pieces).strip() for row in desk.app.screen.query_one(Lines).rows]
        own = {"blocked": "Blocked 1", "expedite": "Expedite 1", "approvals": "Emergencies without approval 1"}
        for title in {**TITLES, **own, "unplanned": "Unplanned"}.values():
            assert any(row.startswith(title) for row in rows), title
        told = "\n".join(rows)
        for why in (
            "5 Disk full  response over by 1h00m", "≥ column doing holds 2, its limit is 1",
            "1 Renew the certificate  due -18d", "2 Replace the disk  spare part ordered (20d)",
            "3 Tidy the alerts  unchanged for 20d", "3 Tidy the alerts  doing without criteria",
            "4 Roll back  approval is 19d late",
        ):  # fmt: skip
            assert why in told
        assert "Needs a look: expedite 1, sla 1" in desk.screen()


async def test_a_line_leads_to_its_item(desk_in_trouble: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("exclamation_mark", "enter")
        assert desk.focus == 5


async def test_two_clicks_lead_to_the_item_as_well(desk_in_trouble: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("exclamation_mark")
        lines = desk.app.screen.query_one("Lines")
        await desk.pilot.click(lines, offset=(8, 1), times=2)
        await desk.settle()
        assert desk.focus == 5


async def test_a_limit_leads_to_what_counts_against_it(desk_in_trouble: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("exclamation_mark")
        lines = desk.app.screen.query_one(Lines)
        lines.move([row.pieces[:1] for row in lines.rows].index((("  ≥ ", "red"),)) - lines.cursor)
        await desk.press("enter")
        assert desk.app.narrowing.text == "state:doing"


async def test_a_click_on_the_line_on_top_shows_it_too(desk_in_trouble: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.pilot.click("#head", offset=(20, 0))
        await desk.settle()
        assert "Needs a look" in desk.screen()


async def test_that_nothing_needs_a_look_is_said(session: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("exclamation_mark")
        assert "Nothing needs a look" in desk.screen()
        await desk.press("escape")
        assert "Nothing needs a look" not in desk.screen()


async def test_the_palette_offers_it(desk_in_trouble: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("ctrl+p")
        await desk.answer("attention")
        await desk.until(lambda: "Needs a look" in desk.screen())


def test_what_the_line_on_top_counts_is_listed_item_by_item(session: Session, clock: Clock) -> None:
    add(session, Draft("Disk full", (("type", "incident"), ("class", "expedite"))))
    add(session, Draft("Patch web1"))
    marks.block(session, 2, "waiting for the window")
    window = (("window-start", "2099-01-01T10:00"), ("window-end", "2099-01-01T12:00"))
    for title in ("Upgrade", "Migrate"):
        add(session, Draft(title, (("type", "change"), ("service", "shop"), *window)))
    listed = {
        section.name: [entry.item.id for entry in section.entries if entry.item] for section in pressing(session, 9)
    }
    counted = headline(session)
    assert listed["expedite"] == [1]
    assert listed["blocked"] == [2]
    assert listed["conflicts"] == [3, 4]
    assert listed["unplanned"] == [1]
    assert counted.clashing == frozenset(listed["conflicts"])
    assert (counted.expedite, counted.blocked, counted.unplanned_today) == (1, 1, 1)
    assert [section.more for section in pressing(session, 1) if section.name == "conflicts"] == [1]


async def test_a_line_about_an_item_that_is_no_more_is_said_to_lead_nowhere(
    desk_in_trouble: Session, board: Boards
) -> None:
    async with board() as desk:
        await desk.press("exclamation_mark")
        undoing.undo(desk_in_trouble)
        await desk.press("enter")
        assert "Item 5 was undone" in desk.said
        await desk.press("exclamation_mark")
        assert "Disk full" not in desk.screen()
        assert "Blocked 1" in desk.screen()


async def test_an_emergency_that_runs_without_approval_is_named_before_it_is_late(
    session: Session, board: Boards
) -> None:
    values = (("type", "change"), ("change-type", "emergency"), ("owner", "ann"))
    add(session, Draft("Roll back", values, criteria=("rolled back",)))
    flow.start(session, 1)
    async with board(80, 24) as desk:
        await desk.press("exclamation_mark")
        assert "Emergencies without approval 1" in desk.screen()
        assert "1 Roll back  approval is due in 1d" in desk.screen()


def test_what_came_in_today_and_is_finished_needs_no_look(desk_in_trouble: Session) -> None:
    assert headline(desk_in_trouble).unplanned_today == 1
    flow.cancel(desk_in_trouble, 5)
    assert headline(desk_in_trouble).unplanned_today == 0
    assert "unplanned" not in [section.name for section in pressing(desk_in_trouble, 10)]
