"""Full disks, read-only folders, files that go away, and kills while a copy is made: said clearly, and nothing lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from opsflow.store.care.backup import verify
from opsflow.store.care.doctor import examine
from opsflow.store.connection import SCHEMA_VERSION
from tests.conftest import ROOT, Opsflow
from tests.reliability.full_disk import with_room_for

COMMAND = [sys.executable, "-m", "opsflow"]


def mounted(folder: Path, how: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that sees something else mounted on the folder; skip where that is not permitted."""
    try:
        subprocess.run(["unshare", "-rm", "sh", "-c", how, "sh", str(folder)], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system does not let tests mount anything")
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", f'{how} && shift && exec "$@"', "sh", str(folder), *command],
        cwd=ROOT, env=environment(folder / "store.db"), capture_output=True, text=True, check=False,
    )  # fmt: skip


def items(count: int) -> str:
    """Items as a script writes them."""
    at = "2026-03-04T09:00:00Z"
    made = [
        {"kind": "item", "uid": str(uuid.UUID(int=number)), "title": f"item {number}", "created": at,
         "notes": [{"at": at, "text": "x" * 4000}]}
        for number in range(count)
    ]  # fmt: skip
    return "".join([json.dumps(item) + "\n" for item in made])


def environment(store: Path) -> dict[str, str]:
    return {**os.environ, "OPSFLOW_STORE": str(store)}


@pytest.mark.parametrize("disk", ["a small disk", "a limit on files"])
def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path, disk: str) -> None:
    told = story_of_a_full_disk(tmp_path, disk)
    assert told["added"] > 0
    for command in ("add", "backup", "restore"):
        code, err = told[command][0], told[command][-1]
        assert (code, "Nothing was changed" in err, "Traceback" in err) == (6, True, False), err
        assert "space" in err or "full" in err
    assert "full.db" in told["backup"][-1]
    assert set(told["files"]) <= {"ballast", "before.db", "store.db"}
    assert told["listed"] == [str(number + 1) for number in range(told["added"])]
    assert told["doctor"][0] == 0, told["doctor"]
    assert told["more"][0] == 0


def story_of_a_full_disk(folder: Path, disk: str) -> dict[str, Any]:
    script = [sys.executable, "-m", "tests.reliability.full_disk", str(folder)]
    if disk == "a small disk":
        done = mounted(folder, 'mount -t tmpfs -o size=40m tmpfs "$1"', *script)
    else:
        done = subprocess.run(
            [*script, "300000"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def in_a_read_only_folder(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command while nothing in the folder can be written."""
    if os.geteuid() == 0:
        how = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'
        return mounted(folder, how, *COMMAND, *words)
    modes = [(path, path.stat().st_mode) for path in (*folder.iterdir(), folder)]
    try:
        for path, mode in modes:
            path.chmod(mode & ~0o222)
        return subprocess.run(
            [*COMMAND, *words], env=environment(folder / "store.db"), capture_output=True, text=True, check=False
        )
    finally:
        for path, mode in modes:
            path.chmod(mode)


@pytest.mark.parametrize(
    "command",
    [["add", "more"], ["done", "1"], ["backup", "copy.db"], ["restore", "../backup.db"], ["doctor", "--rebuild"],
     ["--store", "new.db", "add", "first"], ["--store", "below/new.db", "init"]],
    ids=" ".join,
)  # fmt: skip
def test_a_read_only_folder_is_said(tmp_path: Path, opsflow_process: Opsflow, command: list[str]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    store = str(folder / "store.db")
    for words in (["init"], ["add", "one"], ["backup", str(tmp_path / "backup.db")]):
        opsflow_process(*words, env={"OPSFLOW_STORE": store}, check=0)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    places = [str(folder / word) if word.endswith(".db") else word for word in command]
    result = in_a_read_only_folder(folder, *places)
    assert (result.returncode, "Traceback" in result.stderr) == (6, False), result.stdout + result.stderr
    assert any(word in result.stderr for word in ("read-only", "Read-only", "cannot be opened", "denied"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert "one" in opsflow_process("list", env={"OPSFLOW_STORE": store}, check=0).out


def test_who_looks_at_a_store_in_a_read_only_folder_is_told_to_copy_it(
    tmp_path: Path, opsflow_process: Opsflow
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    opsflow_process("add", "one", env={"OPSFLOW_STORE": str(folder / "store.db")}, check=0)
    result = in_a_read_only_folder(folder, "list")
    assert result.returncode == 6
    assert "copy the store to one" in result.stderr


DELETED = """
import os, sys
from opsflow.store.writing import SqliteTransaction
real = SqliteTransaction.append
def append(self, command):
    for tail in sys.argv[1].split(","):
        if os.path.exists(os.environ["OPSFLOW_STORE"] + tail):
            os.unlink(os.environ["OPSFLOW_STORE"] + tail)
    return real(self, command)
SqliteTransaction.append = append
from opsflow.__main__ import main
sys.exit(main(["add", "written into nothing"]))
"""


@pytest.mark.parametrize("gone", [",-wal,-shm", ""])
def test_a_store_deleted_while_a_command_runs_is_said(
    store_path: Path, tmp_path: Path, opsflow_process: Opsflow, gone: str
) -> None:
    opsflow_process("add", "one", check=0)
    opsflow_process("backup", str(tmp_path / "backup.db"), check=0)
    done = subprocess.run(
        [sys.executable, "-c", DELETED, gone], env=environment(store_path), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (6, "", False), done.stderr
    assert "deleted" in done.stderr
    assert "no store" in opsflow_process("list", check=6).err
    opsflow_process("restore", str(tmp_path / "backup.db"), check=0)
    assert "one" in opsflow_process("list", check=0).out


@pytest.mark.slow
def test_an_import_that_is_killed_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    store, chance = tmp_path / "store.db", random.Random(7)
    subprocess.run([*COMMAND, "add", "before"], cwd=ROOT, env=environment(store), capture_output=True, check=True)
    (tmp_path / "items.ndjson").write_text(items(1500))
    begin, killed = time.monotonic(), 0
    words = [*COMMAND, "import", "ndjson", str(tmp_path / "items.ndjson")]
    subprocess.run(words, cwd=ROOT, env=environment(tmp_path / "other.db"), capture_output=True, check=True)
    needed = time.monotonic() - begin
    for _ in range(12):
        importing = subprocess.Popen(
            words, cwd=ROOT, env=environment(store), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(needed * chance.uniform(0.1, 0.9))
        importing.kill()
        if importing.wait() == 0:
            break
        killed += 1
        report = examine(str(store))
        assert report.problems == ()
        if report.items == 1501:  # it was through, and had only to end
            break
        assert report.items == 1
    assert killed


@pytest.mark.slow
def test_an_import_that_makes_a_store_makes_it_whole_or_not_at_all_wherever_it_is_killed(tmp_path: Path) -> None:
    (tmp_path / "items.ndjson").write_text(items(1500))
    there = []
    for number, moment in enumerate([0.2 + 0.08 * step for step in range(20)] + [60.0]):
        store = tmp_path / f"{number}.db"
        importing = subprocess.Popen(
            [*COMMAND, "import", "ndjson", str(tmp_path / "items.ndjson")], cwd=ROOT, env=environment(store),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with suppress(subprocess.TimeoutExpired):
            importing.wait(moment)
        importing.kill()
        importing.wait()
        there.append(store.exists())
        if there[-1]:
            report = examine(str(store))
            assert (report.problems, report.items) == ((), 1500)
    assert (there[0], there[-1]) == (False, True)


def test_an_import_into_a_new_store_that_the_disk_has_no_room_for_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "items.ndjson").write_text(items(3000).replace("x" * 4000, "short"))
    store = tmp_path / "new" / "store.db"
    done = with_a_file_of_at_most(900_000, store, "import", "ndjson", str(tmp_path / "items.ndjson"))
    assert (done.returncode, done.stdout, "Nothing was changed" in done.stderr) == (6, "", True), done.stderr
    assert f"The store {store} " in done.stderr
    assert list(store.parent.iterdir()) == []


@pytest.mark.slow
def test_a_kill_during_a_backup_leaves_a_whole_copy_or_none_and_the_store_as_it_was(
    store_path: Path, tmp_path: Path, opsflow_process: Opsflow
) -> None:
    opsflow_process("import", "ndjson", "-", input=items(5000), check=0)
    begun = time.monotonic()
    opsflow_process("backup", str(tmp_path / "whole.db"), check=0)
    takes = time.monotonic() - begun  # on this machine, under this load
    head, chance, made = verify(str(store_path)), random.Random(11), 0
    for number in range(25):
        target = tmp_path / f"copy-{number}.db"
        process = subprocess.Popen([*COMMAND, "backup", str(target)], env=environment(store_path),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            process.wait(timeout=takes * number / 8 * chance.uniform(0.5, 1.5))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if target.exists():
            made += 1
            assert verify(str(target)) == head
        assert verify(str(store_path)) == head
    assert 0 < made < 25, takes
    assert examine(str(store_path)).problems == ()


@pytest.mark.parametrize(("trouble", "copies"), [("copy", 0), ("steps", 1)])
def test_a_disk_too_full_for_an_upgrade_leaves_the_store_as_it_was(
    store_path: Path, opsflow_process: Opsflow, trouble: str, copies: int
) -> None:
    opsflow_process("import", "ndjson", "-", input=items(300), check=0)
    before = with_room_for(store_path.stat().st_size - 100_000) if trouble == "copy" else []
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.store.migrations.newer_program", "list"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**environment(store_path), "STEP_BYTES": "100000"},
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (6, False), done.stderr
    assert "disk I/O error" in done.stderr
    kept = list(store_path.parent.glob(f"*.schema-{SCHEMA_VERSION}-*"))
    assert len(kept) == copies
    assert all(str(path) in done.stderr for path in kept)
    assert examine(str(store_path)).problems == ()
    assert opsflow_process("list", "--quiet", check=0).out.count("\n") == 300


def test_an_upgrade_that_finds_no_room_for_its_copy_leaves_no_part_of_it(
    store_path: Path, tmp_path: Path, opsflow_process: Opsflow
) -> None:
    opsflow_process("import", "ndjson", "-", input=items(1500), check=0)
    small = tmp_path / "small"
    small.mkdir()
    room = store_path.stat().st_size * 3 // 2
    done = mounted(
        small, f'mount -t tmpfs -o size={room} tmpfs "$1" && cp "{store_path}" "$1/store.db"',
        "sh", "-c", f'"{sys.executable}" -m tests.store.migrations.newer_program list; ls "{small}"',
    )  # fmt: skip
    assert "No space is left for the copy" in done.stderr, done.stderr
    assert done.stdout.split() == ["store.db"]


def with_a_file_of_at_most(size: int, store: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*with_room_for(size), *COMMAND, *words],
        cwd=ROOT, env=environment(store), capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_redaction_that_the_disk_keeps_in_the_log_is_kept_and_told(
    store_path: Path, opsflow_process: Opsflow
) -> None:
    def held() -> bool:
        return any(b"hunter2" in path.read_bytes() for path in store_path.parent.glob(f"{store_path.name}*"))

    opsflow_process("import", "ndjson", "-", input=items(200), check=0)
    opsflow_process("note", "1", "hunter2", check=0)
    size = store_path.stat().st_size // 2
    done = with_a_file_of_at_most(size, store_path, "redact", "1", "--text", "hunter2", "--reason", "pasted")
    assert (done.returncode, done.stdout) == (0, "redacted a text of 1 in 1 event\n"), done.stderr
    assert f"The redaction is kept, but what it took out still lies in {store_path}" in done.stderr
    assert held()
    assert "[redacted]" in opsflow_process("show", "1", check=0).out
    opsflow_process("doctor", check=0)
    assert not held()


def test_a_disk_too_full_for_the_past_of_an_import_is_said(
    store_path: Path, tmp_path: Path, opsflow_process: Opsflow
) -> None:
    opsflow_process("add", "before", check=0)
    (tmp_path / "items.ndjson").write_text(items(3000).replace("x" * 4000, "short"))
    done = with_a_file_of_at_most(700_000, store_path, "import", "ndjson", str(tmp_path / "items.ndjson"))
    assert (done.returncode, done.stdout, "Nothing was changed" in done.stderr) == (6, "", True), done.stderr
    assert "its disk is full" in done.stderr
    assert examine(str(store_path)).problems == ()
    assert opsflow_process("list", "--quiet", check=0).out == "1\n"
