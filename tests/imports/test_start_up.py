"""A command loads its own modules only: each runs in a fresh interpreter, which then tells what it has loaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.services.work.items import Draft, add
from tests.conftest import Opsflow, own_machine

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
    "complete move": ["complete", "--", "move", "1", ""],
    "complete start": ["complete", "--", "start", ""],
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


BESIDES = {
    "complete a schema": ["complete", "--", "schema", ""],
    "config check": ["config", "check"],
    "config show": ["config", "show"],
    "schema": ["schema"],
    "schema NAME": ["schema", "items"],
    "types": ["types"],
    "workflow": ["workflow"],
}
"""What looks at a configuration that was read before, or prints what is made already."""

REPAIRS = ("opsflow.store.care", "opsflow.store.migrations")


@pytest.fixture(scope="session")
def store_with_an_item(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store to copy; never to be written to."""
    folder = tmp_path_factory.mktemp("one")
    path = Path(shutil.copy(template_store, folder / "one.db"))
    with own_machine(folder, folder), open_session(str(path)) as session:
        add(session, Draft("Replace the load balancer"))
    return path


def modules_loaded_by(command: list[str], store: Path, told: Path, status: int = 0) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN_AND_TELL, str(told), *command],
        env={**os.environ, "OPSFLOW_STORE": str(store)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return set(told.read_text().split())


@pytest.mark.parametrize("name", DAILY)
def test_a_daily_command_loads_nothing_that_it_can_do_without(
    name: str, store_with_an_item: Path, store_path: Path, tmp_path: Path
) -> None:
    shutil.copy(store_with_an_item, store_path)
    loaded = modules_loaded_by(DAILY[name], store_path, tmp_path / "told")
    assert sorted(loaded.intersection(HEAVY)) == []
    assert sorted(module for module in loaded if module.startswith(REPAIRS)) == []
    if name in TYPED_ALL_DAY:
        assert sorted(loaded.intersection(DEAR)) == []


@pytest.mark.parametrize("name", BESIDES)
def test_what_is_known_already_is_told_without_the_models(
    name: str, store_with_an_item: Path, store_path: Path, tmp_path: Path
) -> None:
    shutil.copy(store_with_an_item, store_path)
    (store_path.parent / ".opsflow.toml").write_text('preset = "light"\n')
    modules_loaded_by(["config", "show"], store_path, tmp_path / "first")
    loaded = modules_loaded_by(BESIDES[name], store_path, tmp_path / "told")
    assert sorted(loaded.intersection(HEAVY)) == []


def test_a_mistyped_command_is_answered_without_the_models(store_path: Path, tmp_path: Path) -> None:
    loaded = modules_loaded_by(["lsit"], store_path, tmp_path / "told", status=2)
    assert sorted(loaded.intersection(HEAVY)) == []


def test_help_is_there_although_daily_commands_do_not_load_it(opsflow_process: Opsflow) -> None:
    """The other half: what was put off is there when it is asked for."""
    assert "add" in opsflow_process("--help", check=0).out
