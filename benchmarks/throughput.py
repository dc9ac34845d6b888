"""Work in bulk: imports, exports and long lists of 100,000 items, and what a selective filter costs."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks import floor, stores
from benchmarks.commands import task_home
from benchmarks.timing import in_a_pipe, program

SIZE = 100_000
EXPORTED_BY_TASK = 10_000
ROUNDS = 3


def measure(size: int = SIZE) -> dict[str, float]:
    """Seconds of each, medians of three; Taskwarrior's beside them where it is installed, its export of a tenth.

    What is compared takes turns, so that a slow minute of the machine favours none of them.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "tasks.json"
        stores.write_tasks(source, size)
        return {
            **_medians(_imports(folder / str(number), source) for number in range(ROUNDS)),
            **_medians(_whole(folder / str(number), folder / f"{number}.ndjson") for number in range(ROUNDS)),
            "filter, query alone": _query(folder / "0" / "store.db"),
            **_export_of_task(folder),
        }


def _medians(rounds: Iterable[dict[str, float]]) -> dict[str, float]:
    held = list(rounds)
    return {what: statistics.median(found[what] for found in held) for what in held[0]}


def _imports(folder: Path, source: Path) -> dict[str, float]:
    """One round of imports, each into a store of its own."""
    folder.mkdir()
    store = folder / "store.db"
    found = {"import of tasks": in_a_pipe([*program(), "import", "taskwarrior", str(source)], _env(store))}
    if shutil.which("task") is not None:
        found["task import"] = in_a_pipe(["task", "import", str(source)], task_home(folder / "task"))
    return {**found, "import: SQLite alone": floor.measure(store)}


def _whole(folder: Path, exported: Path) -> dict[str, float]:
    """One round of what reads a whole store, and of the import of all that was exported."""
    env, opsflow = _env(folder / "store.db"), program()
    return {
        "export": in_a_pipe([*opsflow, "export", "--output", str(exported)], env),
        "list --json": in_a_pipe([*opsflow, "list", "is:open or not is:open", "--json"], env),
        "doctor": in_a_pipe([*opsflow, "doctor"], env),
        "import of an export": in_a_pipe([*opsflow, "import", "ndjson", str(exported)], _env(folder / "other.db")),
    }


def _env(store: Path) -> dict[str, str]:
    return {**os.environ, "OPSFLOW_STORE": str(store), "OPSFLOW_USER": "ann", "HOME": str(store.parent)}


def compared(found: dict[str, float]) -> str:
    """The import beside SQLite alone and beside Taskwarrior's, as ratios."""
    beside = {"SQLite alone": "import: SQLite alone", "task import": "task import"}
    ratios = [f"{found['import of tasks'] / found[key]:.2f} x {what}" for what, key in beside.items() if key in found]
    return f"import of tasks: {', '.join(ratios)}"


def _query(store: Path) -> float:
    """Seconds of a filter that matches few, without start-up: the median of twenty."""
    from opsflow.composition import open_session
    from opsflow.domain.filters import parse_filter
    from opsflow.services.looking.queries import Query, listing

    with open_session(str(store), environ={"OPSFLOW_USER": "ann"}, cwd=str(store.parent)) as session:
        with session.store.reader() as reader:
            where = parse_filter(["project:net.p7", "+t3", "state:doing"], session.filter_context(reader.workflow))
        times = []
        for _ in range(20):
            start = time.perf_counter()
            listing(session, Query(where, limit=20))
            times.append(time.perf_counter() - start)
        return statistics.median(times)


def _export_of_task(folder: Path) -> dict[str, float]:
    if shutil.which("task") is None:
        return {}
    small = folder / "small.json"
    stores.write_tasks(small, EXPORTED_BY_TASK)
    env = task_home(folder / "small")
    in_a_pipe(["task", "import", str(small)], env)
    return {f"task export of {EXPORTED_BY_TASK:,}": in_a_pipe(["task", "export"], env)}


if __name__ == "__main__":
    results = measure()
    for what, seconds in results.items():
        print(f"{what:24} {seconds * 1000:10.1f} ms", flush=True)
    print(compared(results))
