"""Progress is shown on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.conftest import Opsflow


def test_on_a_terminal_it_says_what_is_being_done(store_path: Path) -> None:
    main, side = pty.openpty()
    command = [sys.executable, "-m", "opsflow", "--store", str(store_path), "doctor"]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=side, env={**os.environ, "TERM": "xterm"}
    )
    os.close(side)
    shown = b""
    try:
        while chunk := os.read(main, 1024):
            shown += chunk
    except OSError:
        pass  # the terminal is gone once the process has ended
    assert process.wait(30) == 0
    os.close(main)
    assert process.stdout is not None
    assert process.stdout.read() == b"no problem in 0 items and 0 events\n"
    process.stdout.close()
    assert b"looking the store over" in shown or b"comparing the tables with the log" in shown  # whichever took longer


def test_in_a_pipe_it_says_nothing(opsflow_process: Opsflow) -> None:
    assert opsflow_process("doctor", check=0).err == ""
