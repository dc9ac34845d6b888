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


def test_a_wrong_name_in_the_configuration_is_found_before_the_board_opens(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text('[board]\nkey = {start = ["f5"]}\n')
    assert "did you mean keys" in opsflow("list", check=2).err
