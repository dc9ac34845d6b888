"""A store put in the place of one that is open: the log of the old one is not played into the new one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from opsflow.composition import create_store, open_session
from opsflow.domain.errors import StoreError
from opsflow.services.transfer.exports import export, import_export
from opsflow.services.work.items import Draft, add
from opsflow.store.lineage import refuse_foreign_log
from tests.conftest import Opsflow


def fill(path: Path, titles: int) -> None:
    with open_session(str(path)) as session:
        for number in range(titles):
            add(session, Draft(f"Item {number}"))


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Somebody has the store open and reads, as a board does, so that its log stays."""
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM item").fetchone()
        yield


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.db"
    create_store(str(path))
    fill(path, 2)
    return path


def test_another_store_in_the_place_of_an_open_one_is_refused_and_stays_as_it_is(
    opsflow: Opsflow, store_path: Path, other: Path
) -> None:
    fill(store_path, 5)
    with held_open(store_path):
        fill(store_path, 1)
        before = other.read_bytes()
        other.replace(store_path)
        for words in (["list"], ["add", "x"], ["doctor"]):
            assert "belongs to that one" in opsflow(*words, check=6).err
        assert store_path.read_bytes() == before
    for tail in ("-wal", "-shm"):
        Path(f"{store_path}{tail}").unlink(missing_ok=True)
    assert len(opsflow("list", check=0).lines) == 2


@pytest.mark.parametrize("how", [[], ["--dry-run"], ["--force"]], ids=" ".join)
def test_a_store_beside_the_log_of_another_is_not_opened_to_restore_over_it(
    opsflow: Opsflow, store_path: Path, other: Path, tmp_path: Path, how: list[str]
) -> None:
    fill(store_path, 5)
    opsflow("backup", str(tmp_path / "backup.db"), check=0)
    with held_open(store_path):
        fill(store_path, 1)
        for tail in ("-wal", "-shm"):
            shutil.copy(f"{store_path}{tail}", f"{tmp_path / 'kept'}{tail}")
    for tail in ("-wal", "-shm"):
        shutil.copy(f"{tmp_path / 'kept'}{tail}", f"{store_path}{tail}")
    before = other.read_bytes()
    other.replace(store_path)
    assert "belongs to that one" in opsflow("restore", str(tmp_path / "backup.db"), *how, check=6).err
    assert store_path.read_bytes() == before
    for tail in ("-wal", "-shm"):
        Path(f"{store_path}{tail}").unlink()
    opsflow("restore", str(tmp_path / "backup.db"), "--force", *how, check=0)


def test_the_log_of_a_store_that_is_gone_is_not_mixed_into_a_backup(
    opsflow: Opsflow, store_path: Path, tmp_path: Path
) -> None:
    fill(store_path, 5)
    opsflow("backup", str(tmp_path / "backup.db"), check=0)
    with held_open(store_path):
        fill(store_path, 1)
        log = Path(f"{store_path}-wal").read_bytes()
    store_path.unlink()
    Path(f"{store_path}-wal").write_bytes(log)
    opsflow("restore", str(tmp_path / "backup.db"), "--dry-run", check=0)
    assert not store_path.exists()
    assert Path(f"{store_path}-wal").read_bytes() == log
    told = opsflow("restore", str(tmp_path / "backup.db"), check=0).err
    assert "The log of a store that is gone is kept as" in told
    assert Path(told.rstrip(".\n").rpartition(" ")[2]).read_bytes() == log
    assert len(opsflow("list", check=0).lines) == 5


def test_an_empty_file_beside_a_log_is_told_as_no_store(opsflow: Opsflow, store_path: Path) -> None:
    fill(store_path, 5)
    with held_open(store_path):
        fill(store_path, 1)
        log = Path(f"{store_path}-wal").read_bytes()
    store_path.write_bytes(b"")
    Path(f"{store_path}-wal").write_bytes(log)
    said = opsflow("list", check=6).err
    assert "could not be carried out" not in said
    assert str(store_path) in said


@pytest.mark.parametrize("missing", [2, 40])
def test_an_old_copy_of_the_same_store_is_refused(store_path: Path, tmp_path: Path, missing: int) -> None:
    fill(store_path, 5)
    shutil.copy(store_path, tmp_path / "old.db")
    fill(store_path, missing)
    with held_open(store_path):
        fill(store_path, 1)
        (tmp_path / "old.db").replace(store_path)
        with pytest.raises(StoreError, match="belongs to that one"):
            refuse_foreign_log(str(store_path))


def test_a_copy_that_went_on_elsewhere_is_refused(store_path: Path, tmp_path: Path) -> None:
    fill(store_path, 5)
    elsewhere = tmp_path / "elsewhere.db"
    shutil.copy(store_path, elsewhere)
    fill(elsewhere, 9)
    with held_open(store_path):
        fill(store_path, 1)
        elsewhere.replace(store_path)
        with pytest.raises(StoreError, match="belongs to that one"):
            refuse_foreign_log(str(store_path))


def test_the_log_of_a_store_is_its_own_however_far_it_was_folded_in(store_path: Path) -> None:
    with held_open(store_path):
        fill(store_path, 30)
        refuse_foreign_log(str(store_path))
        with closing(sqlite3.connect(store_path)) as folding:
            folding.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        fill(store_path, 30)
        refuse_foreign_log(str(store_path))
    with closing(sqlite3.connect(store_path)) as beside:
        beside.execute("SELECT 1 FROM item").fetchall()
        for _ in range(4):  # with the reader gone the log begins anew
            beside.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            fill(store_path, 3)
            assert Path(f"{store_path}-wal").stat().st_size > 32
            refuse_foreign_log(str(store_path))


def test_an_export_taken_in_whole_is_no_other_store(tmp_path: Path, other: Path) -> None:
    create_store(str(tmp_path / "empty.db"))
    with open_session(str(other)) as session:
        records = list(export(session))
    with held_open(tmp_path / "empty.db"), open_session(str(tmp_path / "empty.db")) as session:
        import_export(session, records)
        refuse_foreign_log(session.store.path)


@pytest.mark.parametrize("rubbish", [b"", b"x" * 5000, b"\x37\x7f\x06\x82" + b"\0" * 5000])
def test_rubbish_in_the_place_of_a_log_is_left_to_sqlite(store_path: Path, rubbish: bytes) -> None:
    Path(f"{store_path}-wal").write_bytes(rubbish)
    refuse_foreign_log(str(store_path))
