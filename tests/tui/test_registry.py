"""One registry feeds keys, palette, help and documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsflow.domain.errors import ConfigError
from opsflow.services.session import Session
from opsflow.tui.actions import Registry, shown
from opsflow.tui.registry import ACTIONS
from tests.conftest import Opsflow
from tests.tui.conftest import Boards

ROOT = Path(__file__).resolve().parents[2]


def test_every_key_does_one_thing() -> None:
    keys = [(held.place, key) for held in ACTIONS for key in held.keys]
    assert len(keys) == len(set(keys))
    assert len({held.name for held in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize("name", [held.name for held in ACTIONS])
def test_the_documentation_lists_every_action_as_it_is(name: str) -> None:
    held = Registry(ACTIONS)[name]
    assert f"| `{shown(held.keys)}` | {held.name} | {held.about} |" in (ROOT / "docs" / "board.md").read_text()


def test_an_action_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean start"):
        Registry(ACTIONS, {"strat": ("s",)})


def test_a_key_given_to_one_action_is_taken_from_the_other() -> None:
    changed = Registry(ACTIONS, {"done": ("s", "f5")})
    assert changed["done"].keys == ("s", "f5")
    assert changed["start"].keys == ()


async def test_keys_of_the_configuration_are_in_force(filled: Session, board: Boards, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text('[board.keys]\nmove-right = ["f5"]\nhelp = ["f6"]\n')
    async with board() as desk:
        await desk.press("L")
        assert desk.item(2).state == "backlog"
        await desk.press("f5")
        assert desk.item(2).state == "ready"
        assert "F6 help" in desk.said


async def test_a_sign_that_does_nothing_is_answered_with_where_the_keys_stand(filled: Session, board: Boards) -> None:
    async with board() as desk:
        await desk.press("Q")
        assert "Q does nothing here: ? or F1 shows what each key does." in desk.said
        await desk.press("j", "j", "f9", "semicolon")
        assert "; does nothing here" in desk.said
        assert "Q does nothing" not in desk.said
        assert not desk.app.messages
        await desk.press("enter", "Q")
        assert "Q does nothing here" in desk.said


async def test_signs_in_a_prompt_a_sheet_the_help_and_the_palette_are_not_remarked_on(
    filled: Session, board: Boards
) -> None:
    async with board() as desk:
        for opens in ("slash", "e", "c", "question_mark", "colon"):
            await desk.press(opens, "Q", "Z", "semicolon")
            assert "does nothing" not in desk.said
            await desk.press("escape", "escape")


async def test_the_answer_to_a_sign_that_does_nothing_names_the_keys_in_force(
    filled: Session, board: Boards, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text('[board.keys]\nmove-right = [";"]\nhelp = ["f6"]\n')
    async with board() as desk:
        await desk.press("L")
        assert "L does nothing here: F6 shows what each key does." in desk.said
        await desk.press("semicolon")
        assert desk.item(2).state == "ready"
        assert "does nothing" not in desk.said


def test_a_wrong_name_in_the_configuration_is_found_before_the_board_opens(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text('[board]\nkey = {start = ["f5"]}\n')
    assert "did you mean keys" in opsflow("list", check=2).err
