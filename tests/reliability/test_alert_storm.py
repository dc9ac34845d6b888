"""Many alerts at once, as processes of their own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

SENDER = """
import sys
from opsflow.__main__ import main
first, alerts, senders, keys = map(int, sys.argv[1:])
for number in range(first, alerts, senders):
    status = main(["add", "--key", f"host{number % keys}/disk", f"Disk full, alert {number}", "type:incident"])
    if status:
        sys.exit(status)
"""


@pytest.mark.parametrize(
    ("alerts", "keys", "senders"),
    [(60, 5, 60), pytest.param(1000, 50, 40, marks=pytest.mark.slow)],
    ids=["a process for each", "many"],
)
def test_a_storm_of_parallel_alerts_makes_one_item_for_each_key(
    store_path: Path, alerts: int, keys: int, senders: int
) -> None:
    environment = {**os.environ, "OPSFLOW_STORE": str(store_path)}

    def send(first: int) -> int:
        words = [sys.executable, "-c", SENDER, *map(str, (first, alerts, senders, keys))]
        return subprocess.run(words, env=environment, capture_output=True, timeout=300, check=False).returncode

    with ThreadPoolExecutor(40) as crowd:
        assert set(crowd.map(send, range(senders))) == {0}
    with sqlite3.connect(store_path) as connection:
        counted = connection.execute("SELECT count(*), sum(occurrences) FROM alert").fetchone()
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (keys,)
    connection.close()
    assert counted == (keys, alerts)
