"""A command loads its own modules only: each runs in a fresh interpreter, which then tells what it has loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Opsflow

RUN_AND_TELL = """
import sys
from opsflow.__main__ import main
code = main(sys.argv[2:])
with open(sys.argv[1], "w") as told:
    told.write("\\n".join(sys.modules))
sys.exit(code)
"""

# Loaded to complete words, print tables, show the board, read a config or change the schema.
HEAVY = (
    "argparse", "asyncio", "click", "dataclasses", "inspect", "logging", "pydantic", "rich", "sqlalchemy", "sqlmodel",
    "textual", "tomllib", "typer",
)  # fmt: skip

# Cheap each, and dear together. sqlite3 itself brings datetime, collections and functools.
DEAR = ("contextlib", "enum", "hashlib", "json", "pathlib", "re", "shutil", "subprocess", "typing", "uuid", "zoneinfo")

TYPED_ALL_DAY = {
    "add": ["add", "Renew", "the", "certificate"],
    "done": ["done", "1"],
    "list": ["list"],
    "move": ["move", "1", "ready"],
    "next": ["next"],
    "note": ["note", "1", "asked the vendor"],
    "start": ["start", "1"],
}

ASKED_BY_MACHINES = {
    "add --key": ["add", "--key", "web1/disk", "Disk", "full"],
    "check": ["check", "overdue", "blocked", "wip"],
    "complete": ["complete", "--", "show", ""],
    "done --key": ["done", "--key", "web1/disk"],
    "list words": ["list", "balancer", "project:net"],
    "prompt": ["prompt"],
    "recur list": ["recur", "list"],
    "sla": ["sla"],
    "tick": ["tick"],
}

DAILY = {
    **TYPED_ALL_DAY,
    **ASKED_BY_MACHINES,
    "criteria add": ["criteria", "add", "1", "answers"],
    "hold": ["hold", "1", "vendor"],
    "assign": ["assign", "1", "bob"],
    "board": ["board", "--print"],
    "block": ["block", "1", "waits for the vendor"],
    "show": ["show", "1"],
    "undo": ["undo"],
}


@pytest.fixture
def store_with_an_item(opsflow_process: Opsflow, store_path: Path) -> Path:
    opsflow_process("add", "Replace the load balancer", check=0)
    return store_path


def modules_loaded_by(command: list[str], store: Path, told: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN_AND_TELL, str(told), *command],
        env={**os.environ, "OPSFLOW_STORE": str(store)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(told.read_text().split())


@pytest.mark.parametrize("command", DAILY.values(), ids=DAILY)
def test_a_daily_command_loads_nothing_heavy(command: list[str], store_with_an_item: Path, tmp_path: Path) -> None:
    assert sorted(modules_loaded_by(command, store_with_an_item, tmp_path / "told").intersection(HEAVY)) == []


@pytest.mark.parametrize("command", DAILY.values(), ids=DAILY)
def test_a_daily_command_loads_nothing_of_upgrades_and_repairs(
    command: list[str], store_with_an_item: Path, tmp_path: Path
) -> None:
    loaded = modules_loaded_by(command, store_with_an_item, tmp_path / "told")
    repairs = ("migrations", "care")
    assert [name for name in loaded if name.startswith(tuple([f"opsflow.store.{part}" for part in repairs]))] == []


@pytest.mark.parametrize("command", TYPED_ALL_DAY.values(), ids=TYPED_ALL_DAY)
def test_a_command_typed_all_day_loads_nothing_dear(
    command: list[str], store_with_an_item: Path, tmp_path: Path
) -> None:
    assert sorted(modules_loaded_by(command, store_with_an_item, tmp_path / "told").intersection(DEAR)) == []


def test_help_is_there_although_daily_commands_do_not_load_it(opsflow_process: Opsflow) -> None:
    """The other half: what was put off is there when it is asked for."""
    assert "add" in opsflow_process("--help", check=0).out
