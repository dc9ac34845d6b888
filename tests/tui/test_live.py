"""What others do appears by itself, and takes nothing from what is under way."""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path

import pytest

from opsflow.domain.errors import Busy
from opsflow.services.session import Session
from opsflow.services.work import flow, items
from opsflow.tui import counting
from tests.conftest import Clock, Opsflow, connection_of
from tests.tui.conftest import Boards


async def test_a_change_made_elsewhere_appears_by_itself(filled: Session, board: Boards) -> None:
    async with board() as desk:
        flow.move(filled, 4, "ready")
        await desk.until(lambda: "ready 3" in desk.screen())


async def test_another_process_is_heard_too(filled: Session, board: Boards, opsflow_process: Opsflow) -> None:
    async with board() as desk:
        opsflow_process("add", "From cron", check=0)
        await desk.until(lambda: "From cron" in desk.screen())


async def test_another_process_writes_during_a_drag_and_the_drag_is_refused(
    filled: Session, board: Boards, opsflow_process: Opsflow
) -> None:
    async with board() as desk:
        await desk.pilot.mouse_down("#board", offset=(8, 2))
        await desk.pilot.hover("#board", offset=(60, 2))
        opsflow_process("edit", "2", "owner:dana", check=0)
        await desk.until(lambda: [item.owner for item in [desk.app.model.item] if item] == ["dana"])
        await desk.pilot.mouse_up("#board", offset=(60, 2))
        await desk.settle()
        assert (desk.item(2).state, desk.item(2).owner) == ("backlog", "dana")
        assert "owner ann → dana" in desk.screen()


async def test_another_process_writes_during_an_edit_and_the_words_are_kept(
    filled: Session, board: Boards, opsflow_process: Opsflow
) -> None:
    async with board() as desk:
        await desk.press("e")
        await desk.type(" soon")
        opsflow_process("edit", "2", "owner:dana", check=0)
        await desk.press("enter")
        assert "owner ann → dana" in desk.screen()
        await desk.press("escape", "enter")
        assert (desk.item(2).title, desk.item(2).owner) == ("Renew the certificate soon", "dana")


async def test_another_process_writes_during_a_filter_and_both_are_shown(
    filled: Session, board: Boards, opsflow_process: Opsflow
) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("owner:d")
        opsflow_process("edit", "4", "owner:dana", check=0)
        await desk.type("ana")
        await desk.until(lambda: "backlog 1 of 3" in desk.screen())
        await desk.press("enter")
        assert desk.focus == 4


async def test_the_focus_stays_on_its_item_when_others_come_before_it(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("down")
        assert desk.focus == 3
        items.add(filled, items.Draft("Urgent", (("class", "expedite"), ("impact", "high"))))
        await desk.until(lambda: "Urgent" in desk.screen())
        assert desk.focus == 3


async def test_the_focus_goes_where_its_item_went(filled: Session, board: Boards) -> None:
    async with board() as desk:
        flow.move(filled, 2, "ready")
        await desk.until(lambda: desk.app.model.column == 1)
        assert desk.focus == 2


async def test_a_change_while_something_is_being_written_leaves_the_words(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("slash")
        await desk.type("owner:a")
        flow.move(filled, 4, "ready")
        await desk.until(lambda: "ready 1 of 3" in desk.screen() or "ready 0 of 3" in desk.screen())
        await desk.answer("nn")
        assert desk.app.narrowing.text == "owner:ann"


async def test_two_boards_never_lose_a_change(filled: Session, board: Boards) -> None:
    async with board() as one, board() as other:
        await one.press("n")
        await one.type("from one")
        await one.press("ctrl+s")
        await other.until(lambda: [item.version for item in [other.app.model.item] if item] == [one.item(2).version])
        await other.press("n")
        await other.type("from the other")
        await other.press("ctrl+s")
        assert [note.text for note in one.detail(2).notes] == ["from one", "from the other"]


async def test_nothing_is_drawn_when_nothing_in_sight_has_changed(
    filled: Session, board: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with board() as desk:
        drawn: list[object] = []
        monkeypatch.setattr(desk.app.view, "refresh", lambda *regions, **_named: drawn.extend(regions))
        desk.app.reading.soon()
        await desk.settle()
        assert drawn == []


async def test_a_step_draws_two_cards_and_nothing_else(
    filled: Session, board: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with board() as desk:
        drawn: list[object] = []
        monkeypatch.setattr(desk.app.view, "refresh", lambda *regions, **_named: drawn.extend(regions))
        await desk.press("down")
        assert len(set(drawn)) == 2


async def test_a_store_that_is_gone_is_said_plainly_and_the_board_runs_on(
    filled: Session, board: Boards, store_path: Path
) -> None:
    async with board() as desk:
        os.rename(store_path, store_path.with_suffix(".away"))
        await desk.until(lambda: "is gone" in desk.said)
        await desk.press("down")
        assert desk.focus == 3
        os.rename(store_path.with_suffix(".away"), store_path)
        await desk.until(lambda: "there again" in desk.said)


async def test_a_busy_store_is_waited_for_and_the_keys_still_work(filled: Session, board: Boards) -> None:
    async with board() as desk:
        with filled.store.transaction():
            await desk.press_only("L")
            await desk.until(lambda: "busy" in desk.said)
            await desk.press_only("down")
            assert desk.focus == 3
        await desk.settle()
        assert desk.item(2).state == "ready"


async def test_time_alone_makes_work_overdue_and_moves_what_today_means(
    filled: Session, board: Boards, clock: Clock
) -> None:
    async with board(words=("due:tomorrow",)) as desk:
        assert "backlog 1 of 3" in desk.screen()
        clock.advance(days=3)
        desk.app.tick()
        await desk.settle()
        assert "! 1 overdue" in desk.app.head.text
        assert "backlog 0 of 3" in desk.screen()


async def test_keys_are_heard_while_what_needs_attention_is_counted(
    filled: Session, board: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_counting, may_go_on = threading.Event(), threading.Event()

    def slowly(_session: Session) -> object:
        is_counting.set()
        may_go_on.wait(20)
        raise Busy("The store is busy.")

    async with board() as desk:
        monkeypatch.setattr(counting, "headline", slowly)
        desk.app.counting.soon()
        try:
            await desk.until(is_counting.is_set)
            await desk.press_only("down")
            assert desk.focus == 3
        finally:
            may_go_on.set()


class Endless:
    """A count of what needs attention that ends when it is broken off; it tells how often it has begun."""

    def __init__(self) -> None:
        self.begun = 0

    def __call__(self, session: Session) -> object:
        fresh = [1]
        with session.store.reader() as reader:
            connection = connection_of(reader)
            connection.create_function("begun", 0, lambda: self._begin(fresh))
            numbers = "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + begun() FROM one)"
            return connection.execute(f"{numbers} SELECT count(*) FROM one").fetchone()

    def has_begun(self, times: int) -> bool:
        """Whether it has begun that often."""
        return self.begun >= times

    def _begin(self, fresh: list[int]) -> int:
        if fresh:  # the statement runs, so it can be broken off from now on
            self.begun += fresh.pop()
        return 1


@pytest.mark.parametrize("times", [1, 2])
async def test_a_change_does_not_wait_for_what_needs_attention_to_be_counted_once_or_anew(
    filled: Session, board: Boards, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    endless = Endless()
    async with board() as desk:
        with monkeypatch.context() as patched:
            patched.setattr(counting, "headline", endless)
            for begun in range(1, times + 1):
                desk.app.counting.soon()
                await desk.until(partial(endless.has_begun, begun))
        await desk.press("L")
        assert desk.item(2).state == "ready"
