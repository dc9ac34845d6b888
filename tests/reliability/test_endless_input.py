"""Input that has no end is refused within bounded memory, and a command that is told to end leaves nothing behind."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILOBYTES = 1_500_000
ITEM = {
    "kind": "item", "uid": "5d2a6c1e-0f4b-4c8e-9b57-3f1f0c2d7a90", "title": "x", "created": "2026-01-01T00:00:00Z",
}  # fmt: skip


def bounded(command: str, store: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `opsflow` may have so much memory and no more."""
    program = f'opsflow() {{ (ulimit -v {KILOBYTES}; exec {shlex.quote(sys.executable)} -m opsflow "$@"); }}\n'
    env = {**os.environ, "OPSFLOW_STORE": str(store)}
    return subprocess.run(["bash", "-c", program + command], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        "opsflow import ndjson /dev/zero",
        "opsflow import taskwarrior /dev/zero",
        "opsflow ingest alertmanager /dev/zero",
        "opsflow import ndjson - < /dev/zero",
        "tr '\\0' x < /dev/zero | opsflow import taskwarrior -",
        "opsflow note 1 - < /dev/zero",
        "yes 1 | opsflow done -",
        "yes '[' | opsflow import taskwarrior -",
    ],
)
def test_input_without_an_end_is_refused(store_path: Path, command: str) -> None:
    done = bounded(command, store_path)
    assert done.returncode == 2, done.stderr
    assert " has no end within " in done.stderr


def test_lines_that_are_no_records_are_refused_at_the_first(store_path: Path) -> None:
    done = bounded("yes | opsflow import ndjson -", store_path)
    assert (done.returncode, "Line 1 is no JSON" in done.stderr) == (2, True)


def test_too_little_memory_is_said(store_path: Path) -> None:
    line = f"yes '[' | (ulimit -v 200000; exec {shlex.quote(sys.executable)} -m opsflow import taskwarrior -)"
    done = bounded(line, store_path)
    assert done.returncode == 6
    assert done.stderr == "opsflow: there is not enough memory for this; nothing was left half done\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process answers cannot be seen")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_import_that_is_told_to_end_leaves_no_store(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "opsflow", "--store", str(tmp_path / "new.db"), "import", "ndjson", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(json.dumps(ITEM) + "\n")
        process.stdin.flush()
        deadline = time.monotonic() + 30
        while not answers(process.pid, number):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(30) == 130
        assert process.stderr.read() == "opsflow: interrupted; nothing was left half done\n"
    assert list(tmp_path.iterdir()) == []


def answers(process: int, number: int) -> bool:
    """Whether a process has a handler for a signal."""
    status = Path(f"/proc/{process}/status").read_text().split("SigCgt:")[1].split()[0]
    return bool(int(status, 16) >> (number - 1) & 1)
