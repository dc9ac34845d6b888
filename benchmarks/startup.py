"""What each daily command loads: `python -m benchmarks.startup [COMMAND ...]`.

For each command the time over bare Python, the number of modules that bare Python does not load, and the five that
take longest to load (their own time, as `python -X importtime` tells it).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import stores
from benchmarks.commands import COMMANDS, varied
from benchmarks.timing import BARE, against_bare, program

DEAREST = 5


def loaded(words: list[str], env: dict[str, str]) -> dict[str, int]:
    """The modules that a command loads, with the microseconds that each takes on its own."""
    command = [sys.executable, "-X", "importtime", *words]
    told = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    found = {}
    for line in told.stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and parts[0].strip().isdigit():
            found[parts[2].strip()] = int(parts[0])
    return found


def main(wanted: list[str]) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store.db"
        stores.make(store, 1000)
        env = {**os.environ, "OPSFLOW_STORE": str(store), "OPSFLOW_USER": "ann", "HOME": name}
        own = loaded(BARE[1:], env)
        for what, words in COMMANDS.items():
            if wanted and what not in wanted:
                continue
            took = against_bare(([*program(), *rest] for rest in varied(words, what, 700)), env, 11)
            more = loaded(["-m", "opsflow", *next(varied(words, what, 800))], env)
            extra = {module: cost for module, cost in more.items() if module not in own}
            dearest = sorted(extra.items(), key=lambda pair: -pair[1])[:DEAREST]
            print(f"{what:16} {took['ratio']:5.2f} x bare  {len(extra):3} modules  ", end="")
            print(", ".join(f"{module} {cost / 1000:.1f} ms" for module, cost in dearest), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
