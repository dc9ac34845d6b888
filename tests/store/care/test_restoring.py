"""A backup takes the place of a store in one moment, and nobody writes to the store that goes."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.domain.errors import Busy, StoreError
from opsflow.services.work import items
from opsflow.store.care.backup import back_up
from opsflow.store.care.restoring import restore
from tests.conftest import NOW, Opsflow
from tests.store.care.tampering import titles

COMMAND = [sys.executable, "-m", "opsflow"]


@pytest.fixture
def backup(opsflow: Opsflow, store_path: Path, tmp_path: Path) -> Path:
    """A backup with one item; the store has one more since then."""
    opsflow("add", "kept", check=0)
    back_up(str(store_path), str(tmp_path / "backup.db"))
    opsflow("add", "later", check=0)
    return tmp_path / "backup.db"


def journal(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
        return mode


def test_the_store_that_was_there_is_kept_whole(backup: Path, store_path: Path) -> None:
    kept = restore(str(backup), str(store_path), NOW).kept
    assert kept == f"{store_path}.before-restore-20260304T090000Z.db"
    assert (titles(store_path), titles(Path(kept))) == (["kept"], ["kept", "later"])
    assert journal(store_path) == "wal"


def leave_a_log(store_path: Path) -> None:
    """Have a writer killed whose last command is in the log alone."""
    script = (
        "import os, signal\nfrom opsflow.composition import open_session\nfrom opsflow.services.work import items\n"
        "items.add(open_session(), items.Draft('last'))\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment(store_path), check=False)
    assert done.returncode == -signal.SIGKILL
    assert Path(f"{store_path}-wal").stat().st_size > 0


def test_what_a_killed_writer_left_in_the_log_is_kept_too(backup: Path, store_path: Path) -> None:
    leave_a_log(store_path)
    kept = restore(str(backup), str(store_path), NOW).kept
    assert kept
    assert titles(Path(kept)) == ["kept", "later", "last"]
    assert titles(store_path) == ["kept"]


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A backup of another store, of one item."""
    with open_session(str(tmp_path / "other.db"), create=True) as session:
        items.add(session, items.Draft("of another"))
    back_up(str(tmp_path / "other.db"), str(tmp_path / "foreign.db"))
    return tmp_path / "foreign.db"


def test_a_backup_of_another_store_needs_to_be_meant(
    backup: Path, foreign: Path, store_path: Path, opsflow: Opsflow
) -> None:
    told = opsflow("restore", str(foreign), check=2).err
    assert re.search(
        r"1 item of the store \w{8}, made .* would take the place of 2 items of the store \w{8}, made", told
    )
    assert "repeat with --force" in told
    assert titles(store_path) == ["kept", "later"]
    assert journal(store_path) == "wal"
    assert list(store_path.parent.glob("*before-restore*")) == []
    done = opsflow("restore", str(foreign), "--force", check=0)
    assert titles(store_path) == ["of another"]
    assert re.search(r"^It holds 1 item of the store \w{8}, .*, last changed 2026-03-04T09:00:00Z\.$", done.err, re.M)
    (kept,) = store_path.parent.glob("*before-restore*")
    assert re.search(
        rf"^It took the place of 2 items of the store .*, kept as {re.escape(str(kept))}\.$", done.err, re.M
    )
    assert titles(kept) == ["kept", "later"]


def test_a_store_that_was_never_written_to_gives_way_to_any_backup(
    foreign: Path, store_path: Path, opsflow: Opsflow
) -> None:
    opsflow("init", check=0)
    told = json.loads(opsflow("restore", str(foreign), "--json", check=0).out)
    assert titles(store_path) == ["of another"]
    assert (told["brought"]["items"], told["replaced"]["items"], told["replaced"]["changed"]) == (1, 0, None)
    assert told["brought"]["uid"] != told["replaced"]["uid"]


def test_a_store_too_damaged_to_be_known_gives_way_to_any_backup(
    foreign: Path, store_path: Path, opsflow: Opsflow
) -> None:
    store_path.write_bytes(b"garbage" * 2000)
    told = opsflow("restore", str(foreign), check=0).err
    assert "It took the place of what cannot be read, kept as " in told
    assert titles(store_path) == ["of another"]


@pytest.mark.parametrize(
    "spoilt", ["UPDATE command SET recorded_at = 'soon'", "UPDATE head SET created_at = 9e999", "DELETE FROM head"]
)
def test_a_store_whose_own_account_is_spoilt_gives_way_to_any_backup(
    foreign: Path, store_path: Path, opsflow: Opsflow, spoilt: str
) -> None:
    opsflow("add", "spoilt", check=0)
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(spoilt)
        connection.commit()
    told = opsflow("restore", str(foreign), check=0).err
    assert "It took the place of what cannot be read, kept as " in told
    assert titles(store_path) == ["of another"]


def test_who_can_read_the_store_stays_as_it_was(backup: Path, store_path: Path) -> None:
    store_path.chmod(0o660)
    restore(str(backup), str(store_path), NOW)
    assert store_path.stat().st_mode & 0o777 == 0o660


def test_a_restore_that_fails_leaves_the_store_as_it_was(
    backup: Path, store_path: Path, opsflow: Opsflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: str, _target: str) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("opsflow.store.care.restoring.os.replace", fail)
        with pytest.raises(StoreError, match="Input/output"):
            restore(str(backup), str(store_path), NOW)
    assert titles(store_path) == ["kept", "later"]
    assert journal(store_path) == "wal"
    opsflow("add", "more", check=0)


@pytest.mark.parametrize("statement", ["SELECT count(*) FROM item", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_store_that_someone_has_open_is_busy(backup: Path, store_path: Path, statement: str) -> None:
    with closing(sqlite3.connect(store_path, isolation_level=None)) as other:
        other.execute(statement).fetchall()
        with pytest.raises(Busy):
            restore(str(backup), str(store_path), NOW)
    assert titles(store_path) == ["kept", "later"]
    assert journal(store_path) == "wal"


def test_a_command_that_waited_for_the_old_store_changes_nothing_and_says_so(
    backup: Path, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd: list[subprocess.Popen[str]] = []
    replace = os.replace

    def replace_under_way(source: str, target: str) -> None:
        """At the moment of the exchange, have a writer wait for the old file."""
        writer = subprocess.Popen([*COMMAND, "add", "waited"], env=environment(store_path), text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        crowd.append(writer)
        wait_until_open(writer, store_path)
        replace(source, target)

    monkeypatch.setattr("opsflow.store.care.restoring.os.replace", replace_under_way)
    kept = restore(str(backup), str(store_path), NOW).kept
    (writer,) = crowd
    _, err = writer.communicate(timeout=60)
    assert kept
    assert (writer.returncode, "replaced" in err) == (6, True), err
    assert (titles(store_path), titles(Path(kept))) == (["kept"], ["kept", "later"])


def environment(store: Path) -> dict[str, str]:
    return {**os.environ, "OPSFLOW_STORE": str(store)}


def wait_until_open(process: subprocess.Popen[str], path: Path) -> None:
    folder = Path(f"/proc/{process.pid}/fd")
    if not folder.is_dir():
        process.kill()
        process.communicate()
        pytest.skip("this system does not tell which files a process has open")
    while process.poll() is None:
        if any(os.path.samefile(link, path) for link in folder.iterdir() if link.exists()):
            return
        time.sleep(0.01)


@pytest.mark.parametrize("act", [Path.unlink, lambda path: path.rename(f"{path}.moved")])
def test_a_session_does_not_write_to_a_store_that_is_gone(store_path: Path, act: Callable[[Path], object]) -> None:
    with open_session(str(store_path)) as session:
        items.add(session, items.Draft("one"))
        act(store_path)
        with pytest.raises(StoreError, match="moved, deleted or replaced"):
            items.add(session, items.Draft("two"))


def test_a_store_that_goes_while_a_command_writes_is_an_error(store_path: Path) -> None:
    def write_while_it_goes() -> None:
        with open_session(str(store_path)) as session, session.store.transaction() as tx:
            store_path.unlink()
            tx.commit_quietly()

    with pytest.raises(StoreError, match="not kept"):
        write_while_it_goes()


def test_a_store_is_no_backup_of_itself(store_path: Path, tmp_path: Path, opsflow: Opsflow) -> None:
    other = tmp_path / "other.db"
    other.symlink_to(store_path)
    for name in (store_path, other):
        assert "is the store itself" in opsflow("restore", str(name), check=2).err
    assert list(tmp_path.glob("*before-restore*")) == []


def test_a_backup_is_its_owner_s_alone_whatever_the_umask(store_path: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        back_up(str(store_path), str(tmp_path / "backup.db"))
    finally:
        os.umask(before)
    assert (tmp_path / "backup.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["export", "folder", "pipe", "empty"])
def test_what_is_no_backup_is_told_so_and_the_store_stays(opsflow: Opsflow, tmp_path: Path, kind: str) -> None:
    opsflow("add", "one", check=0)
    named = tmp_path / "named"
    {"folder": named.mkdir, "pipe": lambda: os.mkfifo(named), "empty": named.touch}.get(
        kind, lambda: named.write_text(opsflow("export", check=0).out)
    )()
    assert f"{named} is no backup; `opsflow backup` writes one." in opsflow("restore", str(named), check=6).err
    assert opsflow("list", "--quiet", check=0).out == "1\n"


def test_the_log_of_a_store_that_is_gone_is_set_aside_and_not_played_into_the_backup(
    backup: Path, store_path: Path
) -> None:
    leave_a_log(store_path)
    store_path.unlink()
    log = Path(f"{store_path}-wal").read_bytes()
    kept = restore(str(backup), str(store_path), NOW).log
    assert kept == f"{store_path}.before-restore-20260304T090000Z.db-wal"
    assert Path(kept).read_bytes() == log
    assert (titles(store_path), journal(store_path)) == (["kept"], "wal")
