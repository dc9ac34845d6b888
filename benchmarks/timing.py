"""Timing whole processes, in a pipe and on a terminal."""

from __future__ import annotations

import os
import pty
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
BARE = [sys.executable, "-c", "pass"]
Timer = Callable[[list[str], dict[str, str]], float]


def program() -> list[str]:
    """The installed command beside this interpreter, else the module."""
    found = shutil.which("opsflow", path=os.path.dirname(sys.executable))
    return [found] if found else [sys.executable, "-m", "opsflow"]


def in_a_pipe(command: list[str], env: dict[str, str]) -> float:
    """Seconds from start to end, with standard output in a pipe."""
    start = time.perf_counter()
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return time.perf_counter() - start


def on_a_terminal(command: list[str], env: dict[str, str]) -> float:
    """Seconds from start until the terminal was closed, with colour."""
    main, side = pty.openpty()
    seen = {**env, "TERM": "xterm-256color", "COLUMNS": "120"}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=seen, stdin=subprocess.DEVNULL, stdout=side, stderr=side)
    os.close(side)
    try:
        while os.read(main, 65536):
            pass
    except OSError:
        pass  # the last one who wrote has gone
    process.wait()
    os.close(main)
    return time.perf_counter() - start


def median(commands: Iterator[list[str]], env: dict[str, str], runs: int, timer: Timer = in_a_pipe) -> float:
    """The median of some runs; the first one warms up and does not count."""
    timer(next(commands), env)
    return statistics.median(timer(next(commands), env) for _ in range(runs))


def against_bare(
    commands: Iterator[list[str]], env: dict[str, str], runs: int, timer: Timer = in_a_pipe
) -> dict[str, float]:
    """Median seconds of a command and of bare Python, and the ratio; both take turns, so that neither is favoured."""
    timer(next(commands), env)
    ours, bare = [], []
    for _ in range(runs):
        bare.append(timer(BARE, env))
        ours.append(timer(next(commands), env))
    mine, theirs = statistics.median(ours), statistics.median(bare)
    return {"seconds": mine, "ratio": mine / theirs, "bare": theirs}


_WATCH = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
print(os.wait4(child, 0)[2].ru_maxrss, file=sys.stderr)
"""


def peak_memory(command: list[str], env: dict[str, str]) -> int:
    """The most memory that one run held, in KiB. A small process starts it, since a child begins as large as that."""
    done = subprocess.run([sys.executable, "-c", _WATCH, *command], env=env, capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1])
