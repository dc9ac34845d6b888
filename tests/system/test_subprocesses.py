"""Programs that are run: what they say, how long they may take, and what is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, TypeVar

import pytest

from opsflow.system.subprocesses import run, run_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


@pytest.mark.parametrize(
    ("words", "problem", "status"),
    [
        (["true"], "", 0),
        (["sh", "-c", "exit 7"], "failed", 7),
        (["/nowhere/program"], "unrunnable", None),
        (["sh", "-c", "kill -9 $$"], "failed", -9),
    ],
)
def test_how_a_program_ended(words: list[str], problem: str, status: int | None) -> None:
    ran = run(words, 5, 100)
    assert (ran.problem, ran.status) == (problem, status)


def test_a_program_that_takes_too_long_is_killed_with_what_it_started() -> None:
    ran = run(["sh", "-c", "sleep 60 & echo $!; wait"], 0.5, 100)
    assert ran.problem == "late"
    child = int(ran.output)
    assert _until(lambda: not _lives(child))


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().split()[2] != "Z"
    except OSError:
        return False


def test_a_program_that_leaves_someone_on_its_pipe_does_not_hold_us() -> None:
    ran = run(["sh", "-c", "setsid sleep 600 & echo $!"], 60, 100)
    left = int(ran.output)
    assert (ran.problem, ran.status) == ("", 0)
    assert _lives(left)  # so nobody waited for it
    os.kill(left, signal.SIGKILL)


def test_output_is_kept_up_to_a_bound_and_the_rest_is_counted() -> None:
    ran = run(["sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"], 10, 10)
    assert ran.output == "xxxxxxxxxx… and 999,990 bytes more"


def test_the_input_is_given_and_a_program_that_does_not_read_it_is_no_trouble() -> None:
    assert run(["cat"], 5, 100, b"hello").output == "hello"
    assert run(["true"], 5, 100, b"x" * 1_000_000).problem == ""


def test_several_run_at_once_and_answer_in_order(tmp_path: Path) -> None:
    meet = f"cd {tmp_path}; touch $0; until [ $(ls | wc -l) = 4 ]; do sleep 0.01; done; echo $0"
    found = run_all([["sh", "-c", meet, str(number)] for number in range(4)], 60, 100, 4)
    assert [ran.output for ran in found] == ["0\n", "1\n", "2\n", "3\n"]


def test_a_program_runs_in_the_home_folder() -> None:
    assert run(["pwd"], 5, 1000).output.strip() == os.path.realpath(os.environ["HOME"])


def test_a_program_that_is_not_there_is_named() -> None:
    assert run(["/nowhere/program"], 5, 100).output == "/nowhere/program: No such file or directory"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_runs_ends_at_once_when_this_process_is_told_to(number: signal.Signals) -> None:
    code = (
        "import signal\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # whoever runs the tests may have it ignored
        "from opsflow.system.subprocesses import run_all\n"
        "two = ['sh', '-c', 'sleep 600 & echo $! >&2; sleep 600'], ['sh', '-c', 'exec >&-; sleep 600']\n"
        "run_all([*two, *two], 600, 0, 2)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        children = _until(lambda: _children_of(process.pid))
        process.send_signal(number)
        process.wait(60)
    assert _until(lambda: not any(_lives(child) for child in children))


def _children_of(process: int) -> list[int]:
    """The two programs that run at once, when both do, with what they started."""
    found = [int(held) for held in os.listdir("/proc") if held.isdigit()]
    programs = [held for held in found if _parent_of(held) == process]
    below = [held for held in found if _parent_of(held) in programs]
    return [*programs, *below] if len(programs) == 2 and len(below) == 3 else []


def _parent_of(process: int) -> int | None:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _until(ask: Callable[[], T]) -> T:
    for _ in range(200):
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    return ask()
