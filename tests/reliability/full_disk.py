"""What happens on a disk that fills up, told as JSON: python -m tests.reliability.full_disk FOLDER

The folder is a small disk, or a limit on the size of a file stands for one: then it is given in bytes as the second
word.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "opsflow"]


def with_room_for(size: int) -> list[str]:
    """What to put before a command so that no file that it writes can be larger. It writes no bytecode, which the
    interpreter would cut short without a word.
    """
    script = (
        "import os, resource, sys; most = int(sys.argv[1]); os.environ['PYTHONDONTWRITEBYTECODE'] = '1'; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)); os.execv(sys.argv[2], sys.argv[2:])"
    )
    return [sys.executable, "-c", script, str(size)]


def run(store: Path, *words: str, most: int | None = None) -> tuple[int, str, str]:
    before = [] if most is None else with_room_for(most)
    variables = {**os.environ, "OPSFLOW_STORE": str(store)}
    done = subprocess.run([*before, *COMMAND, *words], env=variables, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def fill(store: Path, ballast: Path, most: int | None) -> tuple[int, int, str]:
    """Add items until one is refused: how many were not, and how the refusal was told."""
    if most is None:
        _fill_up(ballast)
    for number in range(1, 500):
        code, _, err = run(store, "add", f"item {number}", "--note", "x" * 4000, most=most)
        if code != 0:
            return number - 1, code, err
    return 500, 0, ""


def _fill_up(ballast: Path) -> None:
    """Leave a little, so that some items still find room."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536):
                continue
        except OSError:
            file.truncate(max(0, file.tell() - 200_000))


def main(folder: Path, most: int | None) -> None:
    store, ballast = folder / "store.db", folder / "ballast"
    run(store, "init")
    run(store, "backup", str(folder / "before.db"))
    added, code, err = fill(store, ballast, most)
    told = {
        "added": added,
        "add": (code, err),
        "backup": run(store, "backup", str(folder / "full.db"), most=most),
        "restore": run(store, "restore", str(folder / "before.db"), most=most),
        "files": sorted(path.name for path in folder.iterdir() if not path.name.startswith("store.db-")),
    }
    ballast.unlink(missing_ok=True)
    told["listed"] = run(store, "list", "--quiet")[1].split()
    told["doctor"] = run(store, "doctor", "--full")
    told["more"] = run(store, "add", "there is space again")
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
