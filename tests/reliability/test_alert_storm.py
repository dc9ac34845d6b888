"""Many alerts at once, as processes of their own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("alerts", "keys"), [(60, 5), pytest.param(1000, 50, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_a_storm_of_parallel_alerts_makes_one_item_for_each_key(store_path: Path, alerts: int, keys: int) -> None:
    environment = {**os.environ, "OPSFLOW_STORE": str(store_path)}

    def send(number: int) -> int:
        words = ["add", "--key", f"host{number % keys}/disk", f"Disk full, alert {number}", "type:incident"]
        done = subprocess.run(
            [sys.executable, "-m", "opsflow", *words], env=environment, capture_output=True, timeout=300, check=False
        )
        return done.returncode

    with ThreadPoolExecutor(32) as crowd:
        assert set(crowd.map(send, range(alerts))) == {0}
    with sqlite3.connect(store_path) as connection:
        counted = connection.execute("SELECT count(*), sum(occurrences) FROM alert").fetchone()
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (keys,)
    connection.close()
    assert counted == (keys, alerts)
