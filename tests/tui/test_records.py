"""Records on the board: clocks, approvals and conflicts on cards and in the pane, and the actions that end them."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.services.records import approving
from opsflow.services.session import Session
from opsflow.services.work import flow, marks
from opsflow.services.work.criteria import check
from opsflow.services.work.items import Draft, add, edit
from tests.conftest import Clock
from tests.tui.conftest import Boards, Desk

SIZES = [(80, 24), (200, 50)]
LEVELS = """
[sla]
warn = 0.75
[[sla.targets]]
name = "all"
type = ["incident"]
response = "1h"
resolution = "4h"
"""
_PLANS = (("risk", "low"), ("implementation-plan", "as ever"), ("backout-plan", "restore"))
_WINDOW = (("window-start", "22:00"), ("window-end", "23:00"))


async def to_item(desk: Desk, item_id: int) -> None:
    await desk.press("g", *str(item_id), "enter")


def change(session: Session, owner: str, title: str, service: str = "shop", *more: tuple[str, str]) -> int:
    values = (("type", "change"), ("owner", owner), ("service", service), ("state", "ready"), *_PLANS, *more)
    return add(session, Draft(title, values)).items[0]


def incident(session: Session, title: str, owner: str = "ann") -> int:
    values = (("type", "incident"), ("owner", owner), ("impact", "high"), ("urgency", "medium"))
    return add(session, Draft(title, values)).items[0]


def pane(desk: Desk) -> str:
    lines = ["".join([text for text, _ in row.pieces]) for row in desk.app.pane.lines.rows]
    return "\n".join([" ".join(line.split()) for line in lines])


def decisions(desk: Desk, item_id: int) -> list[tuple[str, str, str | None]]:
    return [(held.approver, held.decision, held.reason) for held in desk.detail(item_id).approvals]


@pytest.fixture
def timed(session: Session, store_path: Path, tmp_path: Path) -> Session:
    """A store in which service levels are in force, and a session that reads the same configuration."""
    (tmp_path / ".opsflow.toml").write_text(LEVELS)
    open_session(str(store_path)).close()
    return session


# Clocks


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_card_counts_down_without_the_store(
    timed: Session, board: Boards, clock: Clock, width: int, height: int
) -> None:
    incident(timed, "Disk full")
    async with board(width, height) as desk:
        await to_item(desk, 1)
        assert "◷1h00m" in desk.screen()
        desk.app.feed.close()  # nothing can be asked any more
        clock.advance(minutes=50)
        desk.app.show()
        await desk.pilot.pause()
        assert "◷10m!" in desk.screen()
        clock.advance(minutes=15)
        desk.app.show()
        await desk.pilot.pause()
        assert "◷-5m" in desk.screen()


async def test_a_paused_clock_is_told_as_paused_and_goes_on(timed: Session, board: Boards, clock: Clock) -> None:
    incident(timed, "Disk full")
    clock.advance(minutes=20)
    marks.hold(timed, 1, "vendor")
    clock.advance(minutes=90)
    async with board() as desk:
        await to_item(desk, 1)
        assert "◷40m‖" in desk.screen()
        await desk.press("enter")
        assert "SLA response paused, 40m left" in pane(desk)
        assert "paused: vendor, since 2026-03-04 09:20" in pane(desk)
        await desk.press("escape", "W")
        assert "◷40m " in desk.screen()


async def test_clocks_run_for_whoever_opens_the_store_without_levels_of_their_own(
    timed: Session, board: Boards, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").unlink()
    incident(timed, "Disk full")
    async with board() as desk:
        await to_item(desk, 1)
        assert "◷1h00m" in desk.screen()
        await desk.press("enter")
        assert "SLA response running, 1h00m left, due 2026-03-04 10:00" in pane(desk)


async def test_without_service_levels_no_clock_is_told(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    async with board() as desk:
        assert "◷" not in desk.screen()


async def test_the_line_on_top_counts_what_is_at_risk_and_missed(timed: Session, board: Boards, clock: Clock) -> None:
    incident(timed, "Disk full")
    clock.advance(minutes=30)
    incident(timed, "Queue stuck")
    clock.advance(minutes=50)
    async with board() as desk:
        assert "◷ 1 breached" in desk.app.head.text
        assert "◷ 1 at risk" in desk.app.head.text
        clock.advance(minutes=11)
        desk.app.tick()
        await desk.until(lambda: "◷ 2 breached" in desk.app.head.text)


async def test_the_pane_counts_down_with_the_cards(timed: Session, board: Boards, clock: Clock) -> None:
    incident(timed, "Disk full")
    async with board() as desk:
        await desk.press("enter")
        assert "running, 1h00m left" in desk.screen()
        clock.advance(minutes=10)
        desk.app.tick()
        await desk.settle()
        assert "running, 50m left" in desk.screen()


# Changes


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_approvals_wanted_given_and_refused_are_on_the_card(
    session: Session, board: Boards, width: int, height: int
) -> None:
    change(session, "bob", "Upgrade the database")
    async with board(width, height) as desk:
        await to_item(desk, 1)
        assert "⚑ 0/1" in desk.screen()
        await desk.press("p")
        assert decisions(desk, 1) == [("ann", "approved", None)]
        assert "⚑ 1/1" in desk.screen()
        await desk.press("P")
        await desk.answer("no backout plan")
        assert decisions(desk, 1) == [("ann", "rejected", "no backout plan")]
        assert "⚑ rejected" in desk.screen()
        await desk.press("u", "u")
        assert decisions(desk, 1) == []


async def test_an_emergency_tells_by_when_it_is_to_be_approved(session: Session, board: Boards, clock: Clock) -> None:
    change(session, "bob", "Roll back", "shop", ("change-type", "emergency"))
    session.actor = "bob"
    flow.start(session, 1)
    clock.advance(hours=2)
    async with board() as desk:
        await to_item(desk, 1)
        assert "⚑ 0/1 due 22h" in desk.screen()


async def test_ones_own_change_is_not_approved(session: Session, board: Boards) -> None:
    change(session, "ann", "Upgrade the database")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("p")
        assert "own change" in desk.said
        assert decisions(desk, 1) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_windows_in_each_others_way_are_on_the_cards_and_lead_to_the_other(
    session: Session, board: Boards, width: int, height: int
) -> None:
    change(session, "ann", "Upgrade the database", "shop", *_WINDOW)
    change(session, "bob", "Replace the switch", "shop", *_WINDOW)
    async with board(width, height) as desk:
        await to_item(desk, 1)
        await desk.until(lambda: desk.screen().count("⇄") >= 2)
        await desk.press("enter")
        screen = desk.screen()
        assert "2026-03-04 22:00" in screen
        rows = desk.app.pane.lines.rows
        place = next(place for place, row in enumerate(rows) if row.pieces and row.pieces[0][0].strip() == "conflict")
        assert "same service shop" in rows[place].pieces[1][0]
        desk.app.pane.lines.move(place - desk.app.pane.lines.cursor)
        await desk.press("enter")
        assert desk.app.pane.item_id == 2


async def test_a_window_that_was_moved_is_no_conflict_any_more(session: Session, board: Boards) -> None:
    change(session, "ann", "Upgrade the database", "shop", *_WINDOW)
    change(session, "bob", "Replace the switch", "shop", *_WINDOW)
    async with board() as desk:
        await desk.until(lambda: "⇄" in desk.screen())
        edit(session, 2, {"window-start": "tomorrow 22:00", "window-end": "tomorrow 23:00"})
        await desk.until(lambda: "⇄" not in desk.screen())


# Limits of lanes


async def test_a_lane_tells_the_limit_of_its_owner(filled: Session, board: Boards, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("[wip]\nowner = 1\n")
    flow.start(filled, 1)
    async with board() as desk:
        await desk.press("w")
        assert "1/1 in progress, full" in desk.screen()
        assert "0/1 in progress" in desk.screen()
        flow.start(filled, 2)
        await desk.until(lambda: "2/1 in progress, over" in desk.screen())
        await desk.press("slash")
        await desk.answer("id:1")
        assert "2/1 in progress, over" in desk.screen()


async def test_the_lane_of_expedite_work_tells_its_cap(filled: Session, board: Boards) -> None:
    flow.start(filled, 5)
    async with board() as desk:
        desk.app.model.lanes = "class"
        desk.app.reading.soon()
        await desk.settle()
        assert "1/1 in progress, full" in desk.screen()


# Ending records


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_resolve_asks_how_it_ended_and_finishes(session: Session, board: Boards, width: int, height: int) -> None:
    incident(session, "Disk full")
    async with board(width, height) as desk:
        await to_item(desk, 1)
        await desk.press("r")
        assert "1 fixed" in desk.screen()
        await desk.press("2")
        await desk.answer("moved the logs")
        assert (desk.item(1).state, desk.detail(1).custom["resolution"]) == ("done", "workaround")
        assert desk.detail(1).notes[0].text == "moved the logs"
        await desk.press("u")
        assert desk.item(1).is_open


async def test_a_code_is_chosen_with_the_mouse(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("r")
        lines = desk.app.screen.query_one("Lines")
        await desk.pilot.click(lines, offset=(4, 2), times=2)
        await desk.settle()
        await desk.press("enter")
        assert desk.detail(1).custom["resolution"] == "fulfilled"


async def test_a_problem_asks_for_its_cause_too(session: Session, board: Boards) -> None:
    add(session, Draft("Pool too small", (("type", "problem"), ("owner", "ann"))))
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("r", "1")
        await desk.type("the pool has ten places")
        await desk.press("enter", "enter")
        assert desk.detail(1).custom["root-cause"] == "the pool has ten places"
        assert desk.item(1).state == "done"


async def test_leaving_a_question_of_resolve_changes_nothing(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("r", "1", "escape")
        assert desk.item(1).is_open
        assert "resolution" not in desk.detail(1).custom


async def test_a_choice_is_found_by_typing_its_beginning(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("W", *"vendor", "enter")
        assert "Waiting for the vendor" in desk.screen()
        await desk.answer("ticket 4711")
        assert desk.item(1).hold_reason == "vendor"
        await desk.press("m", *"rev", "enter")
        assert desk.item(1).state == "review"
        await desk.press("W", "W", "j", "q")
        assert desk.item(1).held_at is None


async def test_leaving_the_last_question_about_a_change_says_that_it_is_still_open(
    session: Session, board: Boards
) -> None:
    change(session, "ann", "Upgrade the database", "shop", ("change-type", "emergency"))
    flow.start(session, 1)
    check(session, 1, [])
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("C", "1", "enter", "escape")
        assert "1 was not closed" in desk.said


async def test_done_asks_how_an_incident_ended_and_nothing_of_other_work(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    add(session, Draft("Tidy up", (("owner", "ann"),)))
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("d")
        assert "resolution" in desk.screen()
        assert desk.item(1).is_open
        await desk.press("1")
        await desk.answer("disk replaced")
        assert (desk.item(1).state, desk.detail(1).custom["resolution"]) == ("done", "fixed")
        await to_item(desk, 2)
        await desk.press("d")
        assert desk.item(2).state == "done"


async def test_marked_incidents_are_resolved_together(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    incident(session, "Queue stuck")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("A", "r", "1", "enter")
        assert [desk.detail(item_id).custom["resolution"] for item_id in (1, 2)] == ["fixed", "fixed"]


@pytest.mark.parametrize("key", ["C", "r"])
async def test_a_change_is_closed_with_its_code_and_what_follows(session: Session, board: Boards, key: str) -> None:
    change(session, "ann", "Upgrade the database", "shop", ("change-type", "emergency"))
    flow.start(session, 1)
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press(key, "4")
        await desk.answer("replication broke")
        await desk.answer("Find out why")
        assert "So far: Find out why" in desk.screen()
        await desk.press("enter")
        assert "criteria-before-done" in desk.screen()
        await desk.press("c", "space", "escape")
        assert (desk.item(1).state, desk.detail(1).custom["closing-code"]) == ("done", "backed-out")
        assert desk.item(2).title == "Find out why"
        assert [(link.kind, link.other_id) for link in desk.detail(2).links] == [("follow-up-of", 1)]


async def test_a_code_is_for_a_change(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("C")
        assert "1 is no change but of type incident: `opsflow resolve 1 --code fixed`" in desk.said


# On hold


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_hold_asks_for_whom_it_waits_and_takes_it_off(
    session: Session, board: Boards, width: int, height: int
) -> None:
    incident(session, "Disk full")
    async with board(width, height) as desk:
        await to_item(desk, 1)
        await desk.press("W", "down", "down", "down", "enter")
        await desk.answer("ticket 4711")
        assert desk.item(1).hold_reason == "vendor"
        assert "on hold" in desk.screen()
        await desk.press("W")
        assert desk.item(1).held_at is None


# Priority


async def test_a_priority_is_explained_and_changed(session: Session, board: Boards) -> None:
    incident(session, "Disk full")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("I")
        assert "P2: impact high x urgency medium" in desk.screen()
        assert "[P2]" in desk.screen()
        await desk.press("u", "1")
        assert desk.item(1).priority == 1


async def test_what_has_no_impact_has_no_priority_and_says_so(filled: Session, board: Boards) -> None:
    async with board(is_read_only=True) as desk:
        await desk.press("I")
        assert "no impact and no urgency" in desk.screen()
        assert "change impact" not in desk.screen()


# Refusals


async def test_an_unapproved_change_is_approved_out_of_the_refusal(session: Session, board: Boards) -> None:
    change(session, "bob", "Upgrade the database")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("s")
        assert "approval-before-implementation" in desk.screen()
        await desk.press("p")
        assert desk.item(1).state == "doing"


async def test_ones_own_change_waits_for_someone_else(session: Session, board: Boards) -> None:
    change(session, "ann", "Upgrade the database")
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("s")
        assert "p approve" not in desk.screen()
        assert "opsflow approve 1   # typed by someone other than ann" in desk.screen()
        assert "emergency" not in desk.screen()


@pytest.fixture
def strict(session: Session, tmp_path: Path) -> Session:
    (tmp_path / ".opsflow.toml").write_text('preset = "strict"\n[wip.columns]\ndoing = 1\n')
    return session


async def test_a_window_is_moved_out_of_the_refusal(strict: Session, board: Boards) -> None:
    change(strict, "bob", "Upgrade the database", "shop", *_WINDOW)
    approving.approve(strict, 1)
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("s")
        assert "change-window" in desk.screen()
        assert "1 window-start:now window-end:+2h" in desk.screen()
        await desk.press("1")
        assert desk.detail(1).custom["window-start"] == "2026-03-04T09:00:00Z"
        assert "approval-before-implementation" in desk.screen()  # what was approved is another window
        assert "What was done about it here is kept." in desk.screen()
        await desk.press("p")
        assert desk.item(1).state == "doing"


async def test_a_missing_field_is_given_out_of_the_refusal(strict: Session, board: Boards, tmp_path: Path) -> None:
    with (tmp_path / ".opsflow.toml").open("a") as config:
        config.write('[types.incident]\nrequires = { review = ["service"] }\n')
    add(strict, Draft("Disk full", (("type", "incident"), ("owner", "ann")), criteria=("below 80 %",)))
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("m", "4")
        assert "required-fields" in desk.screen()
        await desk.press("1")
        await desk.answer("mail")
        assert (desk.item(1).state, desk.item(1).service) == ("review", "mail")


async def test_the_fields_of_a_change_are_asked_for_one_by_one(strict: Session, board: Boards) -> None:
    values = (("type", "change"), ("owner", "bob"), ("state", "ready"), ("change-type", "standard"))
    add(strict, Draft("Upgrade the database", values, model="upgrades"))
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("s")
        assert "1 give risk, implementation-plan, backout-plan" in desk.screen()
        assert "Nothing was changed." in desk.screen()
        await desk.press("1", "3")
        await desk.answer("as in the runbook")
        await desk.answer("restore")
        custom = desk.detail(1).custom
        assert (custom["risk"], custom["implementation-plan"]) == ("low", "as in the runbook")
        assert desk.item(1).state == "doing"


async def test_how_a_change_ended_is_asked_out_of_the_refusal(strict: Session, board: Boards) -> None:
    change(strict, "ann", "Upgrade the database", "shop", ("change-type", "emergency"))
    flow.start(strict, 1)
    async with board() as desk:
        await to_item(desk, 1)
        await desk.press("d")
        assert "1 give closing-code" in desk.screen()
        await desk.press("c", "space", "escape", "1", "1")
        assert (desk.item(1).state, desk.detail(1).custom["closing-code"]) == ("done", "successful")


async def test_approving_is_offered_to_those_who_may(strict: Session, board: Boards) -> None:
    change(strict, "ann", "Upgrade the database", "shop", ("risk", "low"), ("backout-plan", "restore"))
    change(strict, "bob", "Rotate the keys", "mail", ("risk", "low"), ("backout-plan", "restore"))
    async with board() as desk:
        for item_id, is_offered in ((1, False), (2, True)):
            await to_item(desk, item_id)
            await desk.press("s")
            assert "approval-before-implementation" in desk.screen()
            assert (f"p approve {item_id}" in desk.screen()) == is_offered
            await desk.press("escape")


async def test_a_full_column_is_shown_out_of_the_refusal(strict: Session, board: Boards) -> None:
    for title in ("One", "Two"):
        add(strict, Draft(title, (("owner", "ann"),), criteria=("done",)))
    flow.start(strict, 1)
    async with board() as desk:
        await to_item(desk, 2)
        await desk.press("s")
        assert "wip-limit" in desk.screen()
        await desk.press("1")
        assert desk.app.narrowing.text == "state:doing"
        assert desk.item(2).state == "backlog"


async def test_what_ends_differently_is_finished_in_one_command_out_of_the_refusal(
    strict: Session, board: Boards
) -> None:
    incident(strict, "Disk full")
    add(strict, Draft("Order disks", (("owner", "ann"),), criteria=("ordered",)))
    check(strict, (2,), [1])
    add(strict, Draft("Close the month", (("owner", "ann"),), depends_on=(1, 2), criteria=("closed",)))
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s")
        assert "d finish 1-2" in desk.screen()
        await desk.press("d", "1")
        assert [desk.item(item_id).state for item_id in (1, 2, 3)] == ["done", "done", "doing"]
        assert desk.detail(1).custom["resolution"] == "fixed"
        await desk.press("u", "u")
        assert [desk.item(item_id).state for item_id in (1, 2)] == ["ready", "backlog"]
        assert "resolution" not in desk.detail(1).custom


async def test_leaving_what_one_of_them_asks_for_finishes_none(strict: Session, board: Boards) -> None:
    add(strict, Draft("Order disks", (("owner", "ann"),)))
    incident(strict, "Disk full")
    add(strict, Draft("Close the month", (("owner", "ann"),), depends_on=(1, 2), criteria=("closed",)))
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s", "d", "escape")
        assert [desk.item(item_id).state for item_id in (1, 2, 3)] == ["backlog", "ready", "backlog"]
