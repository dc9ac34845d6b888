"""Everything about the shell that is measured: `python -m benchmarks [SIZE ...]`; 0 leaves the part in bulk out.

It prints tables, after each part and at the end, and writes `benchmarks/results/` after each part, so that a run that
is broken off has not measured in vain. The stores of commands are kept in `benchmarks/stores/`, or in the folder that
`OPSFLOW_BENCH_STORES` names, since a million items take minutes to make: 2.7 GB, and as much again for the copy that
is measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import commands, throughput
from benchmarks.table import printed
from benchmarks.timing import RESULTS

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)


def main() -> None:
    """Measure and print."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    folder = Path(os.environ.get("OPSFLOW_BENCH_STORES") or Path(__file__).parent / "stores")
    begun = time.monotonic()
    results: dict[str, Any] = {}
    for size in filter(None, sizes):
        results[str(size)] = commands.measure(size, folder / f"{size}.db")
        _print(size, results[str(size)])
        _keep(results)
    if 0 not in sizes:
        print("\nIn bulk, 100,000 items")
        results["bulk"] = throughput.measure()
        for what, seconds in results["bulk"].items():
            print(f"  {what:24} {seconds * 1000:10.1f} ms", flush=True)
        print(f"  {throughput.compared(results['bulk'])}", flush=True)
        _keep(results)
    print(f"\n{printed({size: results[str(size)] for size in sizes if size})}")
    print(f"\nIt took {(time.monotonic() - begun) / 60:.1f} minutes; {RESULTS / 'commands.json'} has it as JSON.")


def _keep(results: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "commands.json").write_text(json.dumps(results, indent=1))


def _print(size: int, found: dict[str, Any]) -> None:
    bare = found["bare"] * 1000
    print(f"\n{size:,} items; bare Python {bare:.1f} ms; peak memory {found['peak KiB'] / 1024:.1f} MiB")
    for what, ours in found["opsflow"].items():
        theirs = found["taskwarrior"].get(what)
        peer = f"   task {theirs * 1000:9.1f} ms" if theirs else ""
        terminal = found["on a terminal"].get(what)
        colour = f"   on a terminal {terminal['ratio']:5.2f} x" if terminal else ""
        print(f"  {what:16} {ours['seconds'] * 1000:8.1f} ms {ours['ratio']:6.2f} x bare{peer}{colour}", flush=True)


if __name__ == "__main__":
    main()
