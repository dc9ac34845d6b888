"""What is written for the user appears under its name whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from opsflow.domain.errors import UsageError
from opsflow.system.whole_files import WholeFile
from tests.conftest import Opsflow
from tests.reliability.full_disk import with_room_for
from tests.reliability.test_disks import items

COMMAND = [sys.executable, "-m", "opsflow"]


def cramped(folder: Path, size: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose files cannot be larger than this."""
    variables = {**os.environ, "OPSFLOW_STORE": str(folder / "store.db")}
    return subprocess.run(
        [*with_room_for(size), *COMMAND, *words], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [["export", "--output", "x"], ["audit", "export", "--output", "x"], ["board", "--depth", "300", "--svg", "x"],
     ["board", "--depth", "300", "--html", "x"]],
    ids=" ".join,
)  # fmt: skip
def test_a_file_that_finds_no_room_is_not_there_and_one_that_was_stays(
    tmp_path: Path, opsflow_process: Opsflow, command: list[str]
) -> None:
    store = tmp_path / "store.db"
    opsflow_process("import", "ndjson", "-", input=items(300), env={"OPSFLOW_STORE": str(store)}, check=0)
    before = set(os.listdir(tmp_path))
    done = cramped(tmp_path, 34_000, *command)
    assert (done.returncode, done.stdout) == (6, ""), done.stderr
    assert "x cannot be written: File too large. Nothing was left there." in done.stderr
    assert set(os.listdir(tmp_path)) == before
    (tmp_path / "x").write_text("of before")
    assert cramped(tmp_path, 34_000, *command).returncode in (2, 6)
    assert (tmp_path / "x").read_text() == "of before"


def test_a_demonstration_that_finds_no_room_leaves_nothing_and_can_be_repeated(
    tmp_path: Path, opsflow_process: Opsflow
) -> None:
    done = cramped(tmp_path, 400_000, "demo", "demo.db")
    assert (done.returncode, done.stdout, "demo.db.new" in done.stderr) == (6, "", False), done.stderr
    assert os.listdir(tmp_path) == ["store.db"]
    opsflow_process("demo", str(tmp_path / "demo.db"), check=0)
    assert sorted(os.listdir(tmp_path)) == ["demo.db", "store.db"]
    assert "already stands" in opsflow_process("demo", str(tmp_path / "demo.db"), check=6).err


def test_a_file_that_is_replaced_keeps_who_can_read_it_and_the_links_to_it(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    with WholeFile(str(link), replace=True) as file:
        file.write("new")
    assert (link.is_symlink(), real.read_text(), real.stat().st_mode & 0o777) == (True, "new", 0o640)


@pytest.mark.parametrize("words", ["export", "audit export", "backup"])
def test_what_holds_as_much_as_the_store_is_for_its_owner_alone(
    tmp_path: Path, opsflow_process: Opsflow, words: str
) -> None:
    path = tmp_path / "whole"
    opsflow_process("add", "one", check=0)
    before = os.umask(0)
    try:
        opsflow_process(*words.split(), *(["--output"] if "export" in words else []), str(path), check=0)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_name_that_is_taken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    ours = WholeFile(str(path))
    ours.__enter__().write("ours")
    path.write_text("theirs")
    with pytest.raises(UsageError, match="exists already"):
        ours.__exit__(None, None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert path.read_text() == "theirs"


def test_where_there_are_no_second_names_the_file_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: str, _target: str) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with WholeFile(str(tmp_path / "x")) as file:
        file.write("whole")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "whole")]


@pytest.mark.parametrize("how", [[], ["--fix"], ["--rebuild"]])
def test_a_check_that_finds_no_room_says_nothing_against_the_store(
    tmp_path: Path, opsflow_process: Opsflow, how: list[str]
) -> None:
    opsflow_process("add", "one", check=0)
    done = cramped(tmp_path, 60_000, "doctor", *how)
    assert (done.returncode, done.stdout) == (6, ""), done.stdout
    assert "There is no room for the check in " in done.stderr
    assert "restore" not in done.stderr
    assert "put right" not in done.stderr
    opsflow_process("doctor", check=0)


MOVED = """
import os
from opsflow.store.writing import SqliteTransaction
real = SqliteTransaction.commit_quietly
def commit(self):
    real(self)
    for tail in ("", "-wal", "-shm"):
        os.rename("store.db" + tail, "gone.db" + tail)
SqliteTransaction.commit_quietly = commit
from opsflow.__main__ import run
import sys
sys.argv = ["opsflow", "add", "written and moved"]
run()
"""


def test_what_was_written_to_a_file_that_was_moved_is_said_to_be_in_it_perhaps(
    tmp_path: Path, opsflow_process: Opsflow
) -> None:
    opsflow_process("list", check=0)
    variables = {**os.environ, "OPSFLOW_STORE": str(tmp_path / "store.db")}
    done = subprocess.run(
        [sys.executable, "-c", MOVED], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "it may be in it" in done.stderr) == (6, True), done.stderr
    assert "written and moved" in opsflow_process("--store", str(tmp_path / "gone.db"), "list", check=0).out
