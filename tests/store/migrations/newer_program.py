"""A program two schema versions ahead: a column more on notes, an index more on tags, and the steps that lead there.

Tests patch it over the real one; run as a script, it is `opsflow` of that version.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Protocol

import opsflow.store.connection
import opsflow.store.creation
from opsflow.store import schema
from opsflow.store.migrations import steps
from opsflow.store.migrations.remaking import remake_table
from opsflow.store.migrations.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable


class Patches(Protocol):
    """What can put something in the place of something else: pytest's `monkeypatch`, which takes it back later."""

    def setattr(self, target: object, name: str, value: object, /) -> None: ...


OLD = opsflow.store.connection.SCHEMA_VERSION
NEW = OLD + 2
INDEX = "CREATE INDEX tag_by_item_and_name ON tag (item_id, name)"
_REAL = schema.statements()


def statements() -> list[str]:
    """The schema of this program."""
    made = [text.replace("number INTEGER", "pinned INTEGER DEFAULT 0 NOT NULL, \n\tnumber INTEGER", 1)
            if text.strip().startswith("CREATE TABLE note (") else text for text in _REAL]  # fmt: skip
    return [*made, INDEX]


def pin(connection: sqlite3.Connection) -> None:
    """Give notes a column, and pin none of them: slowly, or with little room, when the environment says so."""
    if "STEP_BYTES" in os.environ:
        most = int(os.environ["STEP_BYTES"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    own = [text for text in statements() if text.strip().startswith("CREATE TABLE note (") or " ON note " in text]
    remake_table(connection, "note", own, {"pinned": "number < 0"})
    time.sleep(float(os.environ.get("STEP_SECONDS", "0")))


def index(connection: sqlite3.Connection) -> None:
    """Find tags in another way."""
    connection.execute(INDEX)


STEPS = (Step(OLD + 1, "notes can be pinned", pin), Step(OLD + 2, "tags are found by item", index))


def patch(monkeypatch: Patches, *last: Callable[[sqlite3.Connection], None]) -> None:
    """Be that program until it is taken back; `last` are further things its second step does."""

    def run(connection: sqlite3.Connection) -> None:
        for act in (index, *last):
            act(connection)

    monkeypatch.setattr(steps, "STEPS", (STEPS[0], Step(NEW, STEPS[1].name, run)))
    monkeypatch.setattr(schema, "statements", statements)
    for module in (opsflow.store.connection, opsflow.store.creation):
        monkeypatch.setattr(module, "SCHEMA_VERSION", NEW)


if __name__ == "__main__":
    from opsflow.__main__ import main

    patch(SimpleNamespace(setattr=setattr))
    sys.exit(main(sys.argv[1:]))
