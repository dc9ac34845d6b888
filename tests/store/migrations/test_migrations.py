"""A file of an older schema becomes one that no one can tell from a new one, or stays as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from opsflow.composition import create_store, open_session, open_store
from opsflow.domain.errors import StoreError
from opsflow.services.work import items
from opsflow.store import connection as opening
from opsflow.store.care.backup import verify
from opsflow.store.care.checking import schema_of
from opsflow.store.care.doctor import examine
from opsflow.store.migrations import steps
from tests.conftest import ROOT, Clock, Opsflow
from tests.store.migrations import newer_program as newer

NEWER = [sys.executable, "-m", "tests.store.migrations.newer_program"]


@pytest.fixture
def old(store_path: Path, clock: Clock) -> Path:
    """A store of the older version with something of everything in it."""
    with open_session(str(store_path)) as session:
        items.add(session, items.Draft("one", tags=("x", "y"), criteria=("done?",), notes=("hello", "again")))
        items.add(session, items.Draft("two", depends_on=(1,), notes=("other",)))
    return store_path


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.schema-*"))


def told_schema(path: Path) -> dict[tuple[str, str], str]:
    with closing(sqlite3.connect(path)) as connection:
        return schema_of(connection)


def test_the_steps_lead_to_the_version_of_this_program() -> None:
    numbers = [step.number for step in steps.STEPS]
    assert numbers == list(range(2, opening.SCHEMA_VERSION + 1))


def test_a_migrated_file_equals_a_fresh_one(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer.patch(monkeypatch)
    open_store(str(old)).close()
    create_store(str(tmp_path / "fresh.db"))
    assert told_schema(old) == told_schema(tmp_path / "fresh.db")
    assert examine(str(old), full=True).problems == ()


def as_of_schema_1(current: Path, path: Path) -> Path:
    """The store as the first schema held it: the same rows in the tables of that time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((ROOT / "tests" / "store" / "migrations" / "schema_1.sql").read_text())
        connection.execute("ATTACH DATABASE ? AS new", (str(current),))
        for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            own, given = columns(connection, "main", table), columns(connection, "new", table)
            if "_search" not in table:
                shared = ", ".join([name for name in own if name in given])
                connection.execute(f"INSERT INTO main.{table} ({shared}) SELECT {shared} FROM new.{table}")
        connection.execute("UPDATE item SET pull_rank = pull_rank + 360 WHERE pull_rank < 360")
        connection.execute("UPDATE head SET schema_version = 1")
        connection.execute("DELETE FROM schema_change WHERE version > 1")
        connection.execute("INSERT OR IGNORE INTO schema_change VALUES (1, 0, 'opsflow')")
        connection.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA journal_mode = WAL")
    path.chmod(0o600)
    return path


def columns(connection: sqlite3.Connection, place: str, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA {place}.table_info({table})")]


def test_a_store_of_the_first_schema_becomes_one_of_the_newest(old: Path, tmp_path: Path, opsflow: Opsflow) -> None:
    opsflow("done", 2, "--force", "--reason", "tried", check=0)
    for values in ("class:expedite", "type:incident impact:high urgency:high", "impact:high class:intangible"):
        opsflow("add", "Disk full", *values.split(), check=0)
    first = as_of_schema_1(old, tmp_path / "first.db")
    before = ask(first, "SELECT * FROM event"), ask(first, "SELECT item_id, number, written_at, author, text FROM note")
    open_store(str(first)).close()
    create_store(str(tmp_path / "fresh.db"))
    assert told_schema(first) == told_schema(tmp_path / "fresh.db")
    assert examine(str(first), full=True).problems == ()
    assert (ask(first, "SELECT * FROM event"), ask(first, "SELECT * FROM note")) == before
    found = (
        opsflow("list", "again", env={"OPSFLOW_STORE": str(first)}, check=0),
        opsflow("list", "other", "is:done", env={"OPSFLOW_STORE": str(first)}, check=0),
    )
    assert [result.out.split()[0] for result in found] == ["1", "2"]


def test_an_upgrade_keeps_every_row_and_every_hash(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = "SELECT seq, payload, salt, digest, hash FROM event"
    notes = "SELECT item_id, number, text FROM note"
    before = ask(old, events), ask(old, notes)
    newer.patch(monkeypatch)
    open_store(str(old)).close()
    assert (ask(old, events), ask(old, notes)) == before
    assert ask(old, "SELECT number, pinned FROM note ORDER BY item_id, number") == [(1, 0), (2, 0), (1, 0)]
    assert ask(old, "SELECT rowid FROM open_search WHERE open_search MATCH 'again'") == [((1 << 52) + (1 << 20) + 2,)]


def test_every_step_is_recorded(old: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    newer.patch(monkeypatch)
    clock.advance(days=1)
    open_store(str(old)).close()
    assert ask(old, f"SELECT version, applied_at FROM schema_change WHERE version > {newer.OLD}") == [
        (newer.OLD + 1, clock.now),
        (newer.NEW, clock.now),
    ]
    assert ask(old, "SELECT schema_version FROM head") == [(newer.NEW,)]
    assert ask(old, "PRAGMA user_version") == [(newer.NEW,)]


def test_the_file_as_it_was_is_kept_beside_it(
    old: Path, tmp_path: Path, opsflow: Opsflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, head = told_schema(old), verify(str(old))
    newer.patch(monkeypatch)
    result = opsflow("list", check=0)
    (kept,) = copies(old)
    assert kept.name == f"store.db.schema-{newer.OLD}-20260304T090000Z.db"
    assert (told_schema(kept), verify(str(kept)), kept.stat().st_mode & 0o777) == (before, head, 0o600)
    assert result.err == (
        f"upgraded the store {old} from schema {newer.OLD} to {newer.NEW}; the file as it was is kept as {kept}\n"
    )
    assert opsflow("list", check=0).err == ""
    monkeypatch.undo()
    assert opsflow("list", check=0, env={"OPSFLOW_STORE": str(kept)}).out.count("\n") == 2


def test_the_command_that_upgraded_goes_on(old: Path, opsflow: Opsflow, monkeypatch: pytest.MonkeyPatch) -> None:
    newer.patch(monkeypatch)
    opsflow("note", 2, "written by the newer program", check=0)
    assert ask(old, "SELECT count(*) FROM note") == [(4,)]
    opsflow("doctor", "--full", check=0)


def test_a_name_that_is_taken_is_never_written_over(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Path(f"{old}.schema-{newer.OLD}-20260304T090000Z.db")
    taken.write_text("mine")
    newer.patch(monkeypatch)
    open_store(str(old)).close()
    assert taken.read_text() == "mine"
    assert [path.name for path in copies(old)] == [
        f"store.db.schema-{newer.OLD}-20260304T090000Z-2.db",
        taken.name,
    ]


def fail(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM note")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def lose_an_item(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM item WHERE id = 1")


@pytest.mark.parametrize(("trouble", "says"), [(fail, "no such table"), (lose_an_item, "not there")])
def test_a_step_that_fails_leaves_the_file_as_it_was(
    old: Path,
    opsflow: Opsflow,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[sqlite3.Connection], None],
    says: str,
) -> None:
    before = list(dump(old))
    with monkeypatch.context() as patches:
        newer.patch(patches, trouble)
        first, second = opsflow("list", check=6), opsflow("list", check=6)
    (kept,) = copies(old)
    assert says in first.err
    assert str(kept) in first.err
    assert first.err == second.err
    assert list(dump(old)) == before
    opsflow("doctor", check=0)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]


def test_a_version_without_a_way_is_refused_untouched(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(old)
    newer.patch(monkeypatch)
    monkeypatch.setattr(steps, "STEPS", steps.STEPS[1:])
    with pytest.raises(StoreError, match="no way"):
        open_store(str(old))
    assert (dump(old), copies(old)) == (before, [])


def test_a_store_that_was_upgraded_meanwhile_is_not_written(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_session(str(old)) as session:
        with monkeypatch.context() as patches:
            newer.patch(patches)
            open_store(str(old)).close()
        with pytest.raises(StoreError, match="meanwhile"):
            items.note(session, 1, "by the older program")
    assert ask(old, "SELECT count(*) FROM note") == [(3,)]


def run(store: Path, *command: str, step_seconds: float = 0) -> tuple[int, str]:
    process = start(store, *command, step_seconds=step_seconds)
    out, err = process.communicate(timeout=60)
    return process.returncode, out + err


def start(store: Path, *command: str, step_seconds: float = 0) -> subprocess.Popen[str]:
    variables = {**os.environ, "OPSFLOW_STORE": str(store), "STEP_SECONDS": str(step_seconds)}
    return subprocess.Popen([*NEWER, *command], cwd=ROOT, env=variables, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def test_of_processes_that_come_together_one_upgrades_and_the_others_wait(old: Path) -> None:
    crowd = [start(old, "note", "1", f"note of {number}", step_seconds=0.3) for number in range(4)]
    told = [process.communicate(timeout=120) for process in crowd]
    assert [process.returncode for process in crowd] == [0, 0, 0, 0], told
    assert sum("upgraded" in err for _, err in told) == 1
    assert len(copies(old)) == 1
    assert ask(old, "SELECT count(*) FROM schema_change") == [(3,)]
    assert ask(old, "SELECT count(*) FROM note") == [(7,)]


@pytest.mark.slow
def test_a_kill_leaves_the_old_file_or_the_new_one_whole(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four upgrades at a time are killed at moments spread over the time that one takes, and the last ones never."""
    wanted = {newer.OLD: told_schema(old)}
    notes = ask(old, "SELECT item_id, number, text FROM note")
    victims = [tmp_path / f"victim-{number}.db" for number in range(22)]
    whole, begun = Path(shutil.copy(old, tmp_path / "whole.db")), time.monotonic()
    assert run(whole, "list", step_seconds=0.1)[0] == 0
    takes = time.monotonic() - begun  # on this machine, under this load
    wanted[newer.NEW] = told_schema(whole)

    def version_after_a_kill(number: int) -> int:
        victim = Path(shutil.copy(old, victims[number]))
        process = start(victim, "list", step_seconds=0.1)
        try:
            process.wait(timeout=takes * (0.3 + number / 14) if number < 20 else 60)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        (version,) = ask(victim, "PRAGMA user_version")[0]
        assert isinstance(version, int)
        assert told_schema(victim) == wanted[version]
        assert ask(victim, "SELECT schema_version FROM head") == [(version,)]
        assert ask(victim, "PRAGMA integrity_check") == [("ok",)]
        assert ask(victim, "SELECT item_id, number, text FROM note") == notes
        return version

    with ThreadPoolExecutor(4) as lanes:
        assert set(lanes.map(version_after_a_kill, range(22))) == {newer.OLD, newer.NEW}
    newer.patch(monkeypatch)
    for victim in victims:
        open_store(str(victim)).close()
        assert examine(str(victim)).problems == ()
