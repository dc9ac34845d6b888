"""Work in bulk: imports, exports and long lists of 100,000 items, and what a selective filter costs."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import floor, stores
from benchmarks.commands import task_home
from benchmarks.timing import in_a_pipe, program

SIZE = 100_000
EXPORTED_BY_TASK = 10_000


def measure(size: int = SIZE) -> dict[str, float]:
    """Seconds of each; Taskwarrior's beside them where it is installed, its export of a tenth of the items."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "tasks.json"
        stores.write_tasks(source, size)
        env = {**os.environ, "OPSFLOW_STORE": str(folder / "store.db"), "OPSFLOW_USER": "ann", "HOME": name}
        opsflow = program()
        whole = folder / "export.ndjson"
        found = {
            "import of tasks": in_a_pipe([*opsflow, "import", "taskwarrior", str(source)], env),
            "export": in_a_pipe([*opsflow, "export", "--output", str(whole)], env),
            "list --json": in_a_pipe([*opsflow, "list", "is:open or not is:open", "--json"], env),
            "doctor": in_a_pipe([*opsflow, "doctor"], env),
            "filter, query alone": _query(folder / "store.db"),
        }
        other = {**env, "OPSFLOW_STORE": str(folder / "other.db")}
        found["import of an export"] = in_a_pipe([*opsflow, "import", "ndjson", str(whole)], other)
        found["import: SQLite alone"] = floor.measure(folder / "store.db")
        return {**found, **_taskwarrior(folder, source)}


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


def _taskwarrior(folder: Path, source: Path) -> dict[str, float]:
    if shutil.which("task") is None:
        return {}
    found = {"task import": in_a_pipe(["task", "import", str(source)], task_home(folder / "task"))}
    small = folder / "small.json"
    stores.write_tasks(small, EXPORTED_BY_TASK)
    env = task_home(folder / "small")
    in_a_pipe(["task", "import", str(small)], env)
    found[f"task export of {EXPORTED_BY_TASK:,}"] = in_a_pipe(["task", "export"], env)
    return found


if __name__ == "__main__":
    results = measure()
    for what, seconds in results.items():
        print(f"{what:24} {seconds * 1000:10.1f} ms", flush=True)
    print(compared(results))
