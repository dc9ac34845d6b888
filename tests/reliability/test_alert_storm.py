"""Many alerts at once, as processes of their own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Opsflow

SENDER = """
import sys
from opsflow.__main__ import main
first, alerts, senders, keys = map(int, sys.argv[1:])
for number in range(first, alerts, senders):
    status = main(["add", "--key", f"host{number % keys}/disk", f"Disk full, alert {number}", "type:incident"])
    if status:
        sys.exit(status)
"""


HOOKED = """
[alerts]
reopen_minutes = 60
[wip]
columns = { ready = 2 }
[rules]
wip-limit = "refuse"
[hooks]
folder = "hooks"
"""


def storm(environment: dict[str, str], alerts: int, keys: int, senders: int) -> set[int]:
    """Send alerts from so many processes at once; answers with their statuses."""

    def send(first: int) -> int:
        words = [sys.executable, "-c", SENDER, *map(str, (first, alerts, senders, keys))]
        return subprocess.run(words, env=environment, capture_output=True, timeout=300, check=False).returncode

    with ThreadPoolExecutor(40) as crowd:
        return set(crowd.map(send, range(senders)))


def counted(store: Path) -> tuple[int, int, int]:
    """How many items there are, how many of them count alerts, and how many alerts they counted."""
    with closing(sqlite3.connect(store)) as connection:
        (items,) = connection.execute("SELECT count(*) FROM item").fetchone()
        return (items, *connection.execute("SELECT count(*), sum(occurrences) FROM alert").fetchone())


@pytest.mark.parametrize(
    ("alerts", "keys", "senders"),
    [(60, 5, 60), pytest.param(1000, 50, 40, marks=pytest.mark.slow)],
    ids=["a process for each", "many"],
)
def test_a_storm_of_parallel_alerts_makes_one_item_for_each_key(
    store_path: Path, alerts: int, keys: int, senders: int
) -> None:
    assert storm({**os.environ, "OPSFLOW_STORE": str(store_path)}, alerts, keys, senders) == {0}
    assert counted(store_path) == (keys, keys, alerts)


def test_a_storm_loses_nothing_to_hooks_to_limits_or_to_what_was_finished_a_moment_ago(
    store_path: Path, tmp_path: Path, opsflow_process: Opsflow
) -> None:
    (tmp_path / "opsflow" / "hooks").mkdir(parents=True)
    (tmp_path / "opsflow" / "config.toml").write_text(HOOKED)
    hook = tmp_path / "opsflow" / "hooks" / "pre-all"
    hook.write_text("#!/bin/sh\nsleep 0.05\n")
    hook.chmod(0o755)
    environment = {**os.environ, "OPSFLOW_STORE": str(store_path), "XDG_CONFIG_HOME": str(tmp_path)}
    assert storm(environment, 24, 3, 24) == {0}
    opsflow_process("done", "--where", "is:open", env=environment, check=0)
    assert storm(environment, 24, 3, 24) == {0}
    assert counted(store_path) == (3, 3, 48)
    assert opsflow_process("list", "--quiet", env=environment, check=0).out == "1\n2\n3\n"
