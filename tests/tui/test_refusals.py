"""A refused action names the rule, and offers what would help."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsflow.domain.errors import Busy
from opsflow.services.session import Session
from opsflow.services.work.items import Draft, add, edit
from tests.tui.conftest import Boards, Desk


async def to_item(desk: Desk, item_id: int) -> None:
    await desk.press("g", *str(item_id), "enter")


async def test_a_refusal_names_the_rule_and_the_remedy(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s")
        screen = desk.screen()
        assert "refused: dependencies-before-start" in screen
        assert "opsflow done 2" in screen
        await desk.press("escape")
        assert desk.item(3).state == "backlog"


async def test_the_blocking_item_is_one_key_away(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s", "g")
        assert desk.focus == 2


async def test_an_override_needs_a_reason_and_is_kept_in_history(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s", "f")
        await desk.answer("the vendor insists")
        assert desk.item(3).state == "doing"
        await desk.press("enter")
        assert "the vendor insists" in " ".join("".join(t for t, _ in row.pieces) for row in desk.app.pane.lines.rows)


async def test_open_criteria_are_gone_through_and_the_work_is_done(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("d")
        assert "refused: criteria-before-done" in desk.screen()
        await desk.press("c", "space", "down", "e")
        await desk.type("seen in the log")
        await desk.press("enter", "escape")
        assert desk.item(2).state == "done"
        assert [held.state for held in desk.detail(2).criteria] == ["met", "met"]
        assert desk.detail(2).criteria[1].evidence == "seen in the log"


@pytest.fixture
def strict(filled: Session, tmp_path: Path) -> Session:
    (tmp_path / ".opsflow.toml").write_text('preset = "strict"\n')
    return filled


async def test_a_missing_criterion_is_added_and_the_work_starts(strict: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 4)
        await desk.press("s")
        assert "criteria-before-start" in desk.screen()
        await desk.press("a")
        await desk.answer("read by a colleague")
        assert "owner-before-start" in desk.screen()
        await desk.press("o")
        assert (desk.item(4).state, desk.item(4).owner) == ("doing", "ann")


async def test_what_would_help_writes_over_nothing_that_someone_else_wrote(strict: Session, board: Boards) -> None:
    from opsflow.services.work import criteria

    criteria.add(strict, 4, ["read by a colleague"])
    async with board() as desk:
        await to_item(desk, 4)
        await desk.press("s")
        assert "owner-before-start" in desk.screen()
        strict.actor = "bob"
        edit(strict, 4, {"owner": "dana"})
        await desk.press("o")
        assert "Changed by someone else" in desk.screen()
        assert "→ dana" in desk.screen()
        await desk.press("escape")
        assert (desk.item(4).owner, desk.item(4).state) == ("dana", "backlog")


async def test_what_an_action_meets_is_said_and_the_board_goes_on(
    filled: Session, board: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with board() as desk:

        async def ask(_question: object) -> object:
            raise Busy("The store is busy.")

        monkeypatch.setattr(desk.app.feed, "ask", ask)
        for key in ("N", "exclamation_mark", "c", "f", "I", "U", "r", "x", "s"):
            await desk.press(key)
            assert "The store is busy." in desk.said, key
            desk.app.say("")
        monkeypatch.undo()
        await desk.press("N")
        assert "Next: " in desk.screen()


async def test_a_cycle_is_refused_without_an_override(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("D", "3", "enter")
        assert "cycle: 2 → 3 → 2" in desk.said.replace("3 → 2 → 3", "2 → 3 → 2")


async def test_a_stale_edit_is_refused_with_both_versions_shown(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("o")
        filled.actor = "bob"
        edit(filled, 2, {"title": "Renew all certificates"})
        desk.app.feed.changed = lambda: None
        await desk.answer("dana")
        screen = desk.screen()
        assert "Changed by someone else" in screen
        assert "you saw version" in screen
        assert "title Renew the certificate → Renew all certificates" in screen
        await desk.press("escape")
        assert desk.item(2).owner == "ann"
        assert "Renew all certificates" in desk.screen()


async def test_an_edit_that_someone_else_was_quicker_than_keeps_its_words(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("e")
        await desk.type(" soon")
        filled.actor = "bob"
        edit(filled, 2, {"impact": "high"})
        await desk.until(lambda: desk.app.model.item is not None and desk.app.model.item.impact == "high")
        await desk.press("enter")
        assert "Changed by someone else" in desk.screen()
        assert "impact nothing → high" in desk.screen()
        assert desk.item(2).title == "Renew the certificate"
        await desk.press("escape", "enter")
        assert (desk.item(2).title, desk.item(2).impact) == ("Renew the certificate soon", "high")


async def test_an_item_of_another_sort_is_no_help_to_a_limit(session: Session, board: Boards) -> None:
    session.settings.column_limits = {"doing": 1}
    for place in range(2):
        add(session, Draft(f"Task {place}", (("owner", "ann"),), criteria=("done",)))
    async with board() as desk:
        desk.app.site.settings.column_limits = {"doing": 1}
        await desk.press("s", "left", "left", "s")
        assert "its limit is 1" in desk.said
        assert "doing 2/1 over" in desk.screen()
        assert "≥ doing over its limit" in desk.app.head.text


async def test_what_it_waits_for_is_finished_first_and_then_it_starts(filled: Session, board: Boards) -> None:
    from opsflow.services.work import criteria

    criteria.check(filled, 2, ())
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s", "d")
        assert (desk.item(2).state, desk.item(3).state) == ("done", "doing")


async def test_an_incident_that_is_finished_first_is_asked_how_it_ended(session: Session, board: Boards) -> None:
    add(session, Draft("Mail is down", (("type", "incident"), ("owner", "ann")), criteria=()))
    add(session, Draft("Move the mail", (("owner", "ann"),), criteria=("done",), depends_on=(1,)))
    async with board() as desk:
        await to_item(desk, 2)
        await desk.press("s", "d")
        assert "resolution of" in desk.screen()
        await desk.press("escape")
        assert (desk.item(1).state, desk.item(2).state) == ("ready", "backlog")
        await desk.press("escape", "s", "d", "2")
        assert (desk.item(1).state, desk.item(2).state) == ("done", "doing")
        assert desk.detail(1).custom["resolution"] == "workaround"


async def test_what_would_help_can_itself_be_refused_and_helped(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s", "d")
        assert "criteria-before-done" in desk.screen()
        await desk.press("c", "space", "down", "space", "escape")
        assert (desk.item(2).state, desk.item(3).state) == ("done", "doing")


async def test_it_waits_no_longer_in_one_key_and_then_it_starts(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await to_item(desk, 3)
        await desk.press("s", "x")
        assert desk.item(3).state == "doing"
        assert not desk.detail(3).depends_on


async def test_what_helps_several_items_helps_all_of_them_in_one_key(strict: Session, board: Boards) -> None:
    add(strict, Draft("Another without anything"))
    async with board() as desk:
        for item_id in (4, 6):
            await to_item(desk, item_id)
            await desk.press("space")
        await desk.press("s", "a")
        await desk.type("read by a colleague")
        await desk.press("enter", "o")
        assert [(desk.item(item_id).state, desk.item(item_id).owner) for item_id in (4, 6)] == [("doing", "ann")] * 2
        assert "started 2 items: 4,6" in desk.said


async def test_a_drag_is_helped_like_a_key(filled: Session, board: Boards) -> None:
    from tests.tui.test_mouse import drag, middle

    async with board() as desk:
        await drag(desk, middle(desk, 0, 1), middle(desk, 2, 0))
        await desk.press("x")
        assert desk.item(3).state == "doing"


async def test_fields_that_are_missing_are_asked_for_and_then_it_moves(strict: Session, board: Boards) -> None:
    values = (("type", "change"), ("owner", "ann"), ("change-type", "standard"))
    add(strict, Draft("Upgrade the database", values, model="upgrades"))
    async with board() as desk:
        await to_item(desk, 6)
        await desk.press("s")
        assert "required-fields" in desk.screen()
        assert "give risk" in desk.screen()


async def test_what_several_items_wait_for_is_let_go_in_one_command(filled: Session, board: Boards) -> None:
    add(filled, Draft("Another that waits", depends_on=(2, 4), criteria=("it waits",)))
    async with board() as desk:
        for item_id in (3, 6):
            await to_item(desk, item_id)
            await desk.press("space")
        await desk.press("s", "x")
        assert [desk.item(item_id).state for item_id in (3, 6)] == ["doing", "doing"]
        await desk.press("u", "u")
        assert [len(desk.detail(item_id).depends_on) for item_id in (3, 6)] == [1, 2]
