"""Whole commands against bare Python, and Taskwarrior where it is installed: `python -m benchmarks [SIZE ...]`."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

RUNS = 11
SIZES = (100, 1_000, 10_000, 100_000)
RESULTS = Path(__file__).parent / "results"
COMMANDS: dict[str, list[str | None]] = {
    "add": ["add", "A new item", "owner:ann", "+bench"],
    "show": ["show", "5"],
    "move": ["move", "7", None],
    "note": ["note", "7", "seen"],
    "done": ["done", None],
    "list filter": ["list", "owner:p3", "project:net.p7", "--limit", "20"],
    "list 20": ["list", "--limit", "20"],
    "next": ["next"],
}
TASK: dict[str, list[str | None]] = {
    "add": ["add", "A new item", "+bench"],
    "show": ["5", "info"],
    "move": ["7", "modify", None],
    "done": [None, "done"],
    "list filter": ["project:net.p7", "+t3", "list"],
    "next": ["next", "limit:10"],
}


def items(count: int) -> Iterator[dict[str, object]]:
    """A third of them done, a fifth with a dependency."""
    for number in range(1, count + 1):
        uid = str(uuid.UUID(int=number))
        item: dict[str, object] = {
            "kind": "item",
            "uid": uid,
            "title": f"Item {number} of the benchmark",
            "created": "2026-01-01T08:00:00Z",
            "project": f"net.p{number % 97}",
            "owner": f"p{number % 11}",
            "tags": [f"t{number % 7}"],
        }
        if number % 3 == 0:
            item["history"] = [{"at": "2026-01-02T08:00:00Z", "state": "done"}]
        if number % 5 == 0 and number > 5:
            item["depends_on"] = [str(uuid.UUID(int=number - 5))]
        yield item


def timed(command: list[str], env: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return time.perf_counter() - start


def median(commands: Iterator[list[str]], env: dict[str, str], runs: int = RUNS) -> float:
    return statistics.median(timed(next(commands), env) for _ in range(runs))


def varied(command: list[str | None], what: str, first: int) -> Iterator[list[str]]:
    """The command, with what has to change from run to run put in the place of `None`."""
    number = first
    while True:
        number += 3
        word = str(number) if what == "done" else ("review", "ready")[number % 2]
        yield [word if part is None else part for part in command]


def opsflow_store(folder: Path, size: int, env: dict[str, str]) -> float:
    lines = folder / "items.ndjson"
    with lines.open("w") as file:
        file.writelines(json.dumps(item) + "\n" for item in items(size))
    return timed([sys.executable, "-m", "opsflow", "import", "ndjson", str(lines)], env)


def measure_opsflow(folder: Path, size: int) -> dict[str, float]:
    program = shutil.which("opsflow", path=os.path.dirname(sys.executable)) or ""
    start = [program] if program else [sys.executable, "-m", "opsflow"]
    env = {**os.environ, "OPSFLOW_STORE": str(folder / "store.db"), "OPSFLOW_USER": "ann", "HOME": str(folder)}
    found = {"import": opsflow_store(folder, size, env)}
    for name, words in COMMANDS.items():
        found[name] = median(([*start, *rest] for rest in varied(words, name, 10)), env)
    return found


def measure_taskwarrior(folder: Path, size: int) -> dict[str, float]:
    if shutil.which("task") is None or size > 10_000:
        return {}
    home = folder / "task"
    home.mkdir()
    (home / "rc").write_text(f"data.location={home}\nconfirmation=off\nhooks=off\nverbose=nothing\n")
    env = {**os.environ, "TASKRC": str(home / "rc"), "TASKDATA": str(home), "HOME": str(folder)}
    tasks = [
        {
            "uuid": item["uid"],
            "description": item["title"],
            "status": "completed" if "history" in item else "pending",
            "entry": "20260101T080000Z",
            "project": item["project"],
            "tags": item["tags"],
            **({"end": "20260102T080000Z"} if "history" in item else {}),
            **({"depends": item["depends_on"]} if "depends_on" in item else {}),
        }
        for item in items(size)
    ]
    (home / "tasks.json").write_text(json.dumps(tasks))
    found = {"import": timed(["task", "import", str(home / "tasks.json")], env)}
    for name, words in TASK.items():
        found[name] = median((["task", *rest] for rest in varied(words, name, 10)), env, 5)
    return found


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    results: dict[str, object] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            bare = median(iter(lambda: [sys.executable, "-c", "pass"], []), dict(os.environ), 21)
            ours, theirs = measure_opsflow(folder, size), measure_taskwarrior(folder, size)
        results[str(size)] = {"bare": bare, "opsflow": ours, "taskwarrior": theirs}
        print(f"\n{size:,} items; bare Python {bare * 1000:.1f} ms")
        for what, seconds in ours.items():
            peer = f"   task {theirs[what] * 1000:9.1f} ms" if what in theirs else ""
            print(f"  {what:12} {seconds * 1000:9.1f} ms  {seconds / bare:7.2f} x bare{peer}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "commands.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
