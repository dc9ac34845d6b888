"""Criteria that check themselves, run from the board: in the background, what is trusted alone, with evidence."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from opsflow.services.session import Session
from opsflow.services.work import criteria
from opsflow.services.work.items import Draft, add
from opsflow.system.trust import checks_trusted, trust_checks
from tests.tui.conftest import Boards, Desk


def with_checks(session: Session, *commands: str, is_trusted: bool = True) -> None:
    """An item whose criteria are checked by these commands."""
    add(session, Draft("Renew the certificate", (("owner", "ann"), ("state", "ready"))))
    for place, command in enumerate(commands, 1):
        criteria.add(session, 1, [f"criterion {place}"], command=command)
    if is_trusted:
        trust_checks(os.environ, "ann", commands)


async def verified(desk: Desk) -> None:
    await desk.until(lambda: "checks hold" in desk.screen())


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 50)])
async def test_checks_are_run_and_told_with_their_output(
    session: Session, board: Boards, width: int, height: int
) -> None:
    with_checks(session, "true", "sh -c 'echo certificate of 2019; exit 3'")
    async with board(width, height) as desk:
        await desk.press("g", "1", "enter", "v")
        await verified(desk)
        screen = desk.screen()
        assert "1 of 2 checks hold" in screen
        assert "✓ met" in screen
        assert "✗ failed" in screen
        assert "certificate of 2019" in screen
        held = desk.detail(1).criteria
        assert [one.state for one in held] == ["met", "open"]
        assert (held[0].evidence or "").startswith("exit 0 in ")
        assert "certificate of 2019" in (held[1].evidence or "")
        await desk.press("escape", "u")
        assert [one.state for one in desk.detail(1).criteria] == ["open", "open"]


async def test_the_board_goes_on_while_checks_run_and_tells_how_far_they_are(
    session: Session, board: Boards, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    with_checks(session, "true", f"sh -c 'while ! test -e {gate}; do sleep 0.02; done'")
    add(session, Draft("Something else", (("state", "ready"),)))
    async with board() as desk:
        await desk.press("g", "1", "enter", "v")
        await desk.until(lambda: "verifying: 1 of 2 checks have ended" in desk.said)
        await desk.press("j", "H")
        assert desk.item(2).state == "backlog"
        await desk.press("k", "v")
        assert "checks are running already" in desk.said
        gate.touch()
        await verified(desk)
        assert [one.state for one in desk.detail(1).criteria] == ["met", "met"]


async def test_what_was_not_written_here_is_shown_and_not_run(session: Session, board: Boards, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    with_checks(session, f"touch {mark}", is_trusted=False)
    async with board() as desk:
        await desk.press("g", "1", "enter", "v")
        assert "Not trusted yet" in desk.screen()
        assert f"$ touch {mark}"[:40] in desk.screen()
        await desk.press("escape")
        await desk.pilot.pause(0.2)
        assert not mark.exists()
        assert not checks_trusted(os.environ, "ann")(f"touch {mark}")


async def test_what_was_read_is_trusted_and_run(session: Session, board: Boards, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    with_checks(session, f"touch {mark}", is_trusted=False)
    async with board() as desk:
        await desk.press("g", "1", "enter", "v", "t")
        await verified(desk)
        assert mark.exists()
        assert desk.detail(1).criteria[0].state == "met"


async def test_the_trusted_ones_run_without_the_others(session: Session, board: Boards, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    with_checks(session, "true")
    criteria.add(session, 1, ["a strange one"], command=f"touch {mark}")
    async with board() as desk:
        await desk.press("g", "1", "enter", "v")
        assert "enter run the other 1" in desk.screen()
        await desk.press("enter")
        await verified(desk)
        assert "? untrusted" in desk.screen()
        assert not mark.exists()
        assert [one.state for one in desk.detail(1).criteria] == ["met", "open"]


async def test_checks_are_run_out_of_a_refusal_and_the_work_is_done(session: Session, board: Boards) -> None:
    with_checks(session, "true")
    async with board() as desk:
        await desk.press("g", "1", "enter", "d")
        assert "v run their checks" in desk.screen()
        await desk.press_only("v")
        await verified(desk)
        await desk.press("escape")
        assert desk.item(1).state == "done"


async def test_an_item_without_checks_says_so(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("v")
        assert "No criterion of 2 has a check" in desk.said
        await desk.press("d")
        assert "run their checks" not in desk.screen()


async def test_leaving_the_board_ends_what_runs(session: Session, board: Boards, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with_checks(session, f"sh -c 'touch {begun}; sleep 60'")
    before = threading.active_count()
    async with board() as desk:
        await desk.press("g", "1", "enter", "v")
        await desk.until(begun.exists)
        await desk.pilot.press("q")
    deadline = threading.Event()
    for _ in range(100):
        if threading.active_count() <= before + 1:
            break
        deadline.wait(0.05)
    assert not [held for held in threading.enumerate() if held.name.startswith("ThreadPoolExecutor")]
