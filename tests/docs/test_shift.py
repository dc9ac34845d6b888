"""The shift in `examples/` is worked through, from the alert storm to the hand-over."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, install_in


@pytest.mark.slow
def test_a_shift_goes_as_the_example_tells_it(tmp_path: Path) -> None:
    install_in(tmp_path)
    done = subprocess.run(
        ["sh", ROOT / "examples" / "shift.sh", tmp_path / "shift"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for line in (
        "1\tresponse\tP1\trunning",
        "refused: exit 4",
        "closed 5 as successful: Rotate the shop logs hourly",
        "6 follows from it: Rotate the logs of all services hourly",
        "added the recurrence patching",
        "to look at: exit 1",
        "criteria\t1\tDisk full on shop0",
        "P1\tresolution\t4\t0\t0\t100%",
        "no problem in",
    ):
        assert line in done.stdout + done.stderr, line
