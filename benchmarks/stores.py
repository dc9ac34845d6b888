"""Stores and files to measure with: `python -m benchmarks.stores PATH ITEMS [OPEN]` makes a store of any size.

The last three in ten items are open, at most 30,000: a team's open work does not grow with its history. A fifth depend
on another item. A closed item has six events, an open one three or five. In the files that are imported side
by side with Taskwarrior three in ten are open, and each has two events.
"""

from __future__ import annotations

import gc
import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opsflow.composition import open_session, open_store
from opsflow.domain.history.imports import Foreign, Step
from opsflow.services.transfer.importing import take_over

BEGIN = 1_750_000_000
DAY = 86_400
CHUNK = 250_000
MOST_OPEN = 30_000
VERBS = ("Rotate", "Patch", "Replace", "Investigate", "Review", "Move", "Restore", "Renew")
THINGS = ("certificate", "backup", "switch", "database", "load balancer", "mail relay", "storage array")


def uid_of(number: int) -> str:
    """The uid of an item, the same on every run."""
    return str(uuid.UUID(int=number, version=4))


def title_of(number: int) -> str:
    """A believable title."""
    return f"{VERBS[number % 8]} the {THINGS[number % 7]} of host{number % 997}"


def is_open(number: int) -> bool:
    """Three of ten."""
    return number % 10 < 3


def item(number: int, last_closed: int) -> Foreign:
    """An item that was noted twice. All up to the last closed one went the whole way; of the others a tenth began."""
    at = BEGIN + number * 30
    steps = (
        Step("ready", at + DAY),
        Step("active", at + 2 * DAY, "doing"),
        Step("done", at + 3 * DAY) if number <= last_closed else Step("active", at + 3 * DAY, "review"),
    )
    fields: dict[str, Any] = {"uid": uid_of(number), "title": title_of(number), "project": f"net.p{number % 97}"}
    if number % 4:
        fields["owner"] = f"p{number % 11}"
    if number % 6 == 0:
        fields["due"] = at + 400 * DAY
    return Foreign(
        fields,
        at,
        steps if number <= last_closed else steps[: 2 if number % 10 == 0 else 0],
        (f"t{number % 7}",),
        ((at + 60, f"seen on host{number % 997}"), (at + 120, "nothing in the log")),
        (uid_of(number - 5),) if number % 5 == 0 and number > 5 else (),
        (),
        (f"host{number % 997} answers",),
    )


def make(path: Path, size: int, open_items: int | None = None) -> None:
    """Make a store of that many items, so many of them open; one import, and so one transaction, for each 250,000."""
    gc.disable()
    last_closed = size - (min(size * 3 // 10, MOST_OPEN) if open_items is None else open_items)
    with open_session(str(path), environ={"OPSFLOW_USER": "ann"}, cwd=str(path.parent), create=True) as session:
        for first in range(1, size + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, size + 1))
            take_over(session, [item(number, last_closed) for number in numbers], "the benchmark")
            print(f"  made {numbers[-1]:,} items", file=sys.stderr, flush=True)
    gc.enable()


def keep(path: Path, size: int) -> None:
    """Have a store of that many items at a path, of the newest schema, that later runs find there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".part")
        making.unlink(missing_ok=True)
        make(making, size)
        making.rename(path)
    open_store(str(path)).close()
    for former in path.parent.glob(f"{path.name}.schema-*"):
        former.unlink()


def tasks(size: int) -> Iterator[dict[str, Any]]:
    """The same items as Taskwarrior writes them, with two events each: entry, and start or end."""
    for number in range(1, size + 1):
        yield {
            "uuid": uid_of(number),
            "description": title_of(number),
            "status": "pending" if is_open(number) else "completed",
            "entry": _basic(BEGIN + number * 30),
            "start" if is_open(number) else "end": _basic(BEGIN + number * 30 + DAY),
            "project": f"net.p{number % 97}",
            "tags": [f"t{number % 7}"],
            **({"depends": [uid_of(number - 5)]} if number % 5 == 0 and number > 5 else {}),
        }


def _basic(instant: int) -> str:
    from opsflow.domain.time.instants import format_instant_utc

    return format_instant_utc(instant).replace("-", "").replace(":", "")


def write_tasks(path: Path, size: int) -> None:
    """The tasks as one JSON array."""
    path.write_text(json.dumps(list(tasks(size))))


if __name__ == "__main__":
    make(Path(sys.argv[1]), *map(int, sys.argv[2:]))
