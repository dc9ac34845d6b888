"""What only real processes can show: kills, crowds, full disks, closed pipes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, Opsflow

COMMAND = [sys.executable, "-m", "opsflow"]


def environment(store: Path) -> dict[str, str]:
    return {**os.environ, "OPSFLOW_STORE": str(store)}


WRITER = """
import sys
from opsflow.__main__ import main
number = 0
while True:
    number += 1
    for words in (["add", f"item {number}", "--done", "checked", "--quiet"],
                  ["criteria", "check", str(number), "--quiet"], ["done", str(number), "--quiet"]):
        if main(words) == 0:
            sys.stdout.write(f"{words[0]} {number}\\n")
            sys.stdout.flush()
"""


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done_after_many_kills(
    store_path: Path, tmp_path: Path
) -> None:
    """200 kills: the writers of four stores, side by side."""
    stores = [Path(shutil.copy(store_path, tmp_path / f"store-{lane}.db")) for lane in range(4)]
    with ThreadPoolExecutor(len(stores)) as lanes:
        assert min(lanes.map(_acknowledged_in_spite_of_kills, stores, range(7, 11), [50] * 4)) > 0


def _acknowledged_in_spite_of_kills(store: Path, seed: int, kills: int) -> int:
    """Kill one writer after another, and look after each kill; answers with how much was acknowledged in all."""
    chance, total = random.Random(seed), 0
    for _ in range(kills):
        acknowledged = _kill_a_writer(store, chance.uniform(0.12, 0.35))
        total += len(acknowledged)
        with sqlite3.connect(store) as connection:
            states = dict(connection.execute("SELECT id, state FROM item"))
            for verb, number in acknowledged:
                assert number in states
                assert verb != "done" or states[number] == "done"
            wrong = connection.execute(
                "SELECT count(*) FROM item WHERE (state = 'done') <> (finished_at IS NOT NULL) "
                "OR criteria_total <> (SELECT count(*) FROM criterion WHERE item_id = item.id)"
            ).fetchone()
            assert wrong == (0,)
            connection.execute("DELETE FROM preference")
        connection.close()
    result = subprocess.run([*COMMAND, "doctor"], env=environment(store), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    return total


def _kill_a_writer(store: Path, after: float) -> list[tuple[str, int]]:
    """Start a loop of writes, kill it at some moment, and answer what it had acknowledged."""
    with sqlite3.connect(store) as connection:
        first = connection.execute("SELECT last_item FROM head").fetchone()[0]
    connection.close()
    script = WRITER.replace("number = 0", f"number = {first}")
    writer = subprocess.Popen([sys.executable, "-c", script], env=environment(store), stdout=subprocess.PIPE, text=True)
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    out, _ = writer.communicate()
    pairs = [line.split() for line in out.splitlines() if " " in line and line.endswith(tuple("0123456789"))]
    return [(verb, int(number)) for verb, number in pairs if verb in ("add", "done")]


@pytest.mark.slow
def test_sixteen_processes_at_once_lose_and_double_nothing(store_path: Path) -> None:
    script = (
        "import sys\nfrom opsflow.__main__ import main\n"
        "for n in range(10):\n"
        "    status = main(['add', f'{sys.argv[1]}-{n}', '--quiet'])\n"
        "    assert status in (0, 5), status\n"
        "    print(f'{sys.argv[1]}-{n}' if status == 0 else 'busy', file=sys.stderr)\n"
    )
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(place)],
            env=environment(store_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for place in range(16)
    ]
    acknowledged: list[str] = []
    for process in crowd:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        acknowledged += [line for line in err.splitlines() if "-" in line]
    with sqlite3.connect(store_path) as connection:
        titles = [row[0] for row in connection.execute("SELECT title FROM item")]
        events = connection.execute("SELECT count(*), max(seq) FROM event").fetchone()
    connection.close()
    assert sorted(titles) == sorted(acknowledged)
    assert len(titles) == 160
    assert events == (160, 160)


@pytest.mark.slow
def test_a_crowd_that_takes_back_and_puts_back_leaves_tables_that_follow_from_the_log(
    store_path: Path, opsflow_process: Opsflow
) -> None:
    script = """
import os, random, sys
from opsflow.__main__ import main
chance = random.Random(sys.argv[1])
os.environ["OPSFLOW_USER"] = "user" + sys.argv[1]
for n in range(40):
    one, other = str(chance.randint(1, 12)), str(chance.randint(1, 12))
    words = chance.choice([
        ["add", "x", "--done", "y"], ["move", one, chance.choice(["ready", "doing", "backlog"])], ["undo"], ["undo"],
        ["redo"], ["dep", "add", one, "--on", other], ["note", one, "z"], ["undo", str(chance.randint(1, 60))],
        ["edit", one, "--parent", other], ["criteria", "check", one, "1"], ["done", one], ["doctor"],
    ])
    status = main(words)
    assert status in ((0,) if words == ["doctor"] else (0, 2, 3, 4, 5)), (status, words)
"""
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(place)],
            env=environment(store_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for place in range(4)
    ]
    for process in crowd:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    opsflow_process("doctor", "--full", check=0)


@pytest.mark.slow
def test_ticks_that_are_killed_at_any_moment_make_each_occurrence_once(
    store_path: Path, opsflow_process: Opsflow
) -> None:
    for name in "abc":
        opsflow_process(
            "recur", "add", name, "--every", "daily", "--from", "2026-01-01", "--missed", "all", "Look", check=0
        )
    words = [sys.executable, "-m", "opsflow", "tick", "--json"]
    for number in range(40):
        ticking = subprocess.Popen(words, env=environment(store_path), stdout=subprocess.DEVNULL)
        time.sleep(0.01 * number)
        ticking.kill()
        ticking.wait()
    opsflow_process("tick", check=0)
    with sqlite3.connect(store_path) as connection:
        counted = connection.execute("SELECT name, count(*), count(DISTINCT at) FROM signal GROUP BY name").fetchall()
    connection.close()
    assert [name for name, _, _ in counted] == ["recurrence:a", "recurrence:b", "recurrence:c"]
    assert len({count for _, *pair in counted for count in pair}) == 1
    assert counted[0][1] > 50
    assert opsflow_process("tick", check=0).out == ""
    assert opsflow_process("doctor", check=0).out.startswith("no problem")


def test_two_claims_at_once_get_two_items(store_path: Path, opsflow_process: Opsflow) -> None:
    for title in ("one", "two"):
        opsflow_process("add", title, check=0)
    crowd = [
        subprocess.Popen([*COMMAND, "claim", "--quiet"], env={**environment(store_path), "OPSFLOW_USER": name},
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for name in ("ann", "bob")
    ]  # fmt: skip
    assert sorted(process.communicate(timeout=60)[0] for process in crowd) == ["1\n", "2\n"]


def test_a_pipe_closed_early_is_no_error(opsflow_process: Opsflow, store_path: Path) -> None:
    for _ in range(3):
        opsflow_process("add", "x" * 900, check=0)
    command = f"{PROGRAM} log | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], env=environment(store_path), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_output_device_does_not_undo_the_write(opsflow_process: Opsflow, store_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, "add", "one"], env=environment(store_path), stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)  # fmt: skip
    assert done.returncode == 6
    assert "Traceback" not in done.stderr
    assert json.loads(opsflow_process("list", "--json", check=0).out)["count"] == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not an opsflow store"),
        (b"garbage " * 1000, "damaged"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "damaged"),
    ],
)
def test_a_file_that_is_no_store_is_refused_with_status_6(
    opsflow_process: Opsflow, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "odd.db"
    path.write_bytes(content)
    for command in (["list"], ["done", "1"], ["doctor"]):
        result = opsflow_process("--store", str(path), *command, check=6)
        assert says in result.err
    assert path.read_bytes() == content


def test_a_truncated_store_is_named_as_damaged(opsflow_process: Opsflow, store_path: Path) -> None:
    for number in range(5):
        opsflow_process("add", f"item {number}", check=0)
    whole = store_path.read_bytes()
    store_path.write_bytes(whole[: len(whole) // 2])
    for command in (["list"], ["doctor"], ["add", "more"]):
        result = opsflow_process(*command)
        assert result.code in (1, 6), result
        assert "Traceback" not in result.err


def test_a_store_of_a_newer_version_is_refused_untouched(opsflow_process: Opsflow, store_path: Path) -> None:
    with sqlite3.connect(store_path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = store_path.read_bytes()
    assert "newer opsflow" in opsflow_process("add", "x", check=6).err
    assert store_path.read_bytes() == before


def test_a_store_held_by_someone_else_is_busy_with_status_5(
    opsflow: Opsflow, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsflow.store.sqlite.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("opsflow.store.sqlite.SqliteStore.__init__.__defaults__", (0.1,))
    holder = sqlite3.connect(store_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert "busy" in opsflow("add", "x", check=5).err
    assert opsflow("list", check=0).out == ""
    holder.execute("ROLLBACK")
    holder.close()
    opsflow("add", "x", check=0)


def test_an_interrupt_leaves_nothing_half_done_and_exits_130(store_path: Path) -> None:
    script = (
        "import sys, opsflow.services.work.items as items\n"
        "def interrupt(*_): raise KeyboardInterrupt\n"
        "items.add = interrupt\n"
        "from opsflow.__main__ import main\nsys.exit(main(['add', 'x']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(store_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


def test_a_missing_store_is_made_by_add_alone(opsflow_process: Opsflow, tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.db"
    assert "no store" in opsflow_process("--store", str(path), "list", check=6).err
    assert str(path) in opsflow_process("--store", str(path), "add", "x", check=0).err
    assert path.stat().st_mode & 0o777 == 0o600
