"""Progress is shown on a terminal, and nowhere else."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from opsflow.cli.output.progress import Progress
from tests.conftest import Opsflow


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


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


def test_the_line_is_cleared_in_the_end_and_no_thread_draws_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, threads = Terminal(), threading.active_count()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Progress("reading \x1b[31m") as told:
        told("x" * 1000)
        assert threading.active_count() == threads  # or an import would do with one process
    shown = terminal.getvalue().split("\r\x1b[2K")
    assert (shown[0], shown[-1]) == ("", "")
    assert "\x1b" not in shown[1]
    assert len(shown[2]) < 1000


def test_a_terminal_that_moves_no_cursor_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "dumb")
    with Progress("reading"):
        pass
    assert terminal.getvalue() == ""
