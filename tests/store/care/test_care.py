"""Damage is found and named, what is safe is put right, and copies are whole or not there at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opsflow.domain.errors import Busy, StoreError, UsageError
from opsflow.store.care.backup import back_up, verify
from opsflow.store.care.doctor import examine, mend
from opsflow.store.care.restoring import restore
from tests.conftest import NOW, Opsflow
from tests.store.care.tampering import tamper, titles


@pytest.fixture
def filled(opsflow: Opsflow, store_path: Path) -> Path:
    for title in ("Replace the pump", "Order a valve", "Paint the door"):
        opsflow("add", title, check=0)
    return store_path


def test_a_sound_store_has_no_problem(filled: Path) -> None:
    report = examine(str(filled), full=True)
    assert (report.problems, report.items) == ((), 3)


def test_a_table_that_differs_from_the_log_is_named_and_put_right(filled: Path) -> None:
    before = titles(filled)
    tamper(filled, "UPDATE item SET title = 'Something else' WHERE id = 2")
    assert "item 2" in {problem.where for problem in examine(str(filled)).problems}
    mend(str(filled), NOW)
    assert titles(filled) == before
    assert examine(str(filled)).problems == ()


def test_a_changed_event_is_named(filled: Path) -> None:
    tamper(filled, "UPDATE event SET kind = 'edited' WHERE seq = 2")
    assert "event 2" in {problem.where for problem in examine(str(filled)).problems}


def test_tables_are_not_rebuilt_from_a_log_that_is_broken(filled: Path) -> None:
    tamper(
        filled,
        "UPDATE event SET kind = 'edited' WHERE seq = 2",
        "INSERT INTO open_search(open_search) VALUES ('delete-all')",
        "UPDATE item SET owner = 'kept' WHERE id = 1",
    )
    assert any(problem.fixable for problem in examine(str(filled)).problems)
    report = mend(str(filled), NOW)
    assert report.fixed == 0
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT owner FROM item WHERE id = 1").fetchone() == ("kept",)


def test_a_missing_head_row_is_a_finding(filled: Path) -> None:
    tamper(filled, "DELETE FROM head")
    assert "head" in {problem.where for problem in examine(str(filled)).problems}


def test_a_backup_is_private_and_equals_the_store(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    size, head = back_up(str(filled), str(target))
    assert (target.stat().st_size, target.stat().st_mode & 0o777) == (size, 0o600)
    assert head == verify(str(filled))
    assert titles(target) == titles(filled)


def test_a_backup_replaces_a_file_only_when_told_to(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(UsageError):
        back_up(str(filled), str(target))
    assert target.read_text() == "mine"
    back_up(str(filled), str(target), replace=True)
    assert titles(target) == titles(filled)


def test_a_backup_never_replaces_the_store_itself(filled: Path) -> None:
    inode = filled.stat().st_ino
    with pytest.raises(UsageError):
        back_up(str(filled), str(filled), replace=True)
    assert filled.stat().st_ino == inode


@pytest.mark.parametrize("damage", [None, b"", b"garbage" * 2000])
def test_a_backup_comes_back_over_a_missing_or_damaged_store(
    filled: Path, tmp_path: Path, damage: bytes | None
) -> None:
    target, expected = tmp_path / "copy.db", titles(filled)
    back_up(str(filled), str(target))
    filled.unlink()
    if damage is not None:
        filled.write_bytes(damage)
    kept = restore(str(target), str(filled), NOW).kept
    assert titles(filled) == expected
    assert (kept and Path(kept).read_bytes()) == damage


def test_a_damaged_backup_is_refused_and_the_store_stays(filled: Path, tmp_path: Path) -> None:
    bad, expected = tmp_path / "bad.db", titles(filled)
    bad.write_bytes(b"garbage" * 2000)
    with pytest.raises(StoreError):
        restore(str(bad), str(filled), NOW)
    assert titles(filled) == expected


def test_a_store_in_use_is_not_replaced(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(str(filled), str(target))
    with closing(sqlite3.connect(filled)) as other:
        other.execute("SELECT count(*) FROM item").fetchone()
        with pytest.raises(Busy):
            restore(str(target), str(filled), NOW)


def test_garbage_on_any_page_is_a_finding_or_a_store_error(filled: Path) -> None:
    tamper(filled, "PRAGMA journal_mode = DELETE")
    whole = filled.read_bytes()
    for page in range(1, len(whole) // 4096, 3):
        filled.write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        try:
            found = [problem.message for problem in examine(str(filled)).problems]
        except StoreError as error:
            found = [str(error)]
        assert found, f"page {page}"


def test_a_backup_that_is_not_there_is_told_as_such(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no backup at .*nothing\.db\."):
        restore(str(tmp_path / "nothing.db"), str(filled), NOW)
