"""The commands of every day as whole processes, at several sizes, against bare Python and Taskwarrior."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import stores
from benchmarks.timing import against_bare, in_a_pipe, median, on_a_terminal, peak_memory, program

RUNS = 20
TASK_UP_TO = 10_000
Words = list[str | None]
COMMANDS: dict[str, Words] = {
    "add": ["add", "A new item", "owner:ann", "+bench"],
    "show": ["show", "5"],
    "start": ["start", None],
    "move": ["move", "7", None],
    "note": ["note", "7", "seen"],
    "block": ["block", None, "waiting for the vendor"],
    "assign": ["assign", None, "bob"],
    "criteria check": ["criteria", "check", None],
    "done": ["done", None, "--force", "--reason", "measured"],
    "undo": ["undo"],
    "list, filtered": ["list", "owner:p3", "project:net.p7", "--limit", "20"],
    "list, text": ["list", "certificate", "host77", "--limit", "20"],
    "list, 20 rows": ["list", "--limit", "20"],
    "next": ["next"],
    "complete an id": ["complete", "--", "show", ""],
    "add --key": ["add", "--key", "web1/disk", "Disk full", "type:incident"],
    "hold": ["hold", None, "vendor"],
    "tick": ["tick"],
    "check blocked": ["check", "blocked"],
    "prompt": ["prompt"],
}
TASK: dict[str, Words] = {
    "add": ["add", "A new item", "+bench"],
    "show": ["5", "info"],
    "move": ["7", "modify", None],
    "note": ["7", "annotate", "seen"],
    "done": [None, "done"],
    "list, filtered": ["project:net.p7", "+t3", "list"],
    "next": ["next", "limit:10"],
}


def varied(words: Words, what: str, first: int) -> Iterator[list[str]]:
    """The words, with what has to change from run to run put in the place of `None`: an id counting up from `first`."""
    number = first
    while True:
        number += 2 if number % 5 == 4 else 1  # every fifth waits for another item
        word = ("review", "ready")[number % 2] if what == "move" else str(number)
        yield [word if part is None else part for part in words]


def measure(size: int, kept: Path) -> dict[str, object]:
    """Seconds of each command on a copy of the store that is kept for that size, and made when it is not there."""
    stores.keep(kept, size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store.db"
        shutil.copy(kept, store)
        env = {**os.environ, "OPSFLOW_STORE": str(store), "OPSFLOW_USER": "ann", "HOME": name}
        opsflow = program()
        first = size - min(size * 3 // 10, stores.MOST_OPEN)
        runs = {what: ([*opsflow, *rest] for rest in varied(words, what, first)) for what, words in COMMANDS.items()}
        found = {what: against_bare(each, env, RUNS) for what, each in runs.items()}
        terminal = {
            what: against_bare(
                ([*opsflow, *rest] for rest in varied(COMMANDS[what], what, first)), env, RUNS, on_a_terminal
            )
            for what in ("show", "list, 20 rows", "list, filtered", "next")
        }
        return {
            "bare": statistics.median([each["bare"] for each in found.values()]),
            "opsflow": found,
            "on a terminal": terminal,
            "peak KiB": max(peak_memory([*opsflow, *words], env) for words in (["show", "5"], ["note", "7", "seen"])),
            "taskwarrior": _taskwarrior(folder, size),
        }


def _taskwarrior(folder: Path, size: int) -> dict[str, float]:
    if shutil.which("task") is None or size > TASK_UP_TO:
        return {}
    env = task_home(folder / "task")
    stores.write_tasks(folder / "tasks.json", size)
    subprocess.run(["task", "import", str(folder / "tasks.json")], env=env, capture_output=True, check=True)
    runs = {what: (["task", *rest] for rest in varied(words, what, 10)) for what, words in TASK.items()}
    return {what: median(each, env, 5, in_a_pipe) for what, each in runs.items()}


def task_home(home: Path) -> dict[str, str]:
    """An environment in which Taskwarrior has a new, empty store."""
    home.mkdir()
    (home / "rc").write_text(f"data.location={home}\nconfirmation=off\nhooks=off\nverbose=nothing\n")
    return {**os.environ, "TASKRC": str(home / "rc"), "TASKDATA": str(home), "HOME": str(home)}
