"""Stores that are half broken, and files that are none: status 6 and a sentence, from every command."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Opsflow

COMMANDS = (
    ["list"], ["show", 1], ["log"], ["add", "x"], ["export"], ["doctor"], ["doctor", "--fix"], ["undo"], ["next"],
    ["workflow"], ["backup", "new.db"], ["board", "--print"],
)  # fmt: skip


def tamper(store: Path, *statements: str) -> None:
    connection = sqlite3.connect(store, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM head",),
        ("DROP TABLE event",),
        ("DROP TABLE item",),
        ("DROP TABLE open_search",),
        ("DROP TRIGGER event_is_immutable", "UPDATE event SET payload = '{' WHERE seq = 1"),
        ("DROP TRIGGER event_is_immutable", "UPDATE event SET payload = '{\"changes\": null}' WHERE seq = 1"),
        ("PRAGMA user_version = -1",),
    ],
)
def test_no_command_ends_in_a_traceback_on_a_store_that_was_tampered_with(
    opsflow: Opsflow, store_path: Path, statements: tuple[str, ...]
) -> None:
    opsflow("add", "one", check=0)
    tamper(store_path, *statements)
    for command in COMMANDS:
        assert opsflow(*command).code in (0, 1, 5, 6), command


@pytest.mark.parametrize("command", [["doctor"], ["doctor", "--full"], ["audit", "verify"]])
def test_content_that_is_nested_beyond_reading_is_named_as_changed(
    opsflow: Opsflow, store_path: Path, command: list[str]
) -> None:
    opsflow("add", "one", check=0)
    nested = "UPDATE event SET payload = replace(hex(zeroblob(50000)), '0', '[') WHERE seq = 1"
    tamper(store_path, "DROP TRIGGER event_is_immutable", nested)
    assert "event 1" in opsflow(*command, check=1).out


def test_a_chain_without_its_head_is_not_verified(opsflow: Opsflow, store_path: Path) -> None:
    opsflow("add", "one", check=0)
    tamper(store_path, "DELETE FROM head")
    assert "the head row is missing" in opsflow("audit", "verify", check=1).out
    assert "opsflow doctor" in opsflow("audit", "head", check=6).err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE head SET last_event = 1",
        "UPDATE head SET last_event = 99",
        "UPDATE head SET last_command = 1",
        "UPDATE head SET last_item = 1",
        "UPDATE head SET last_item = 9223372036854775807",
        "UPDATE head SET hash = x'00'",
    ],
)
def test_nothing_is_written_while_the_head_does_not_fit_the_log(
    opsflow: Opsflow, store_path: Path, statement: str
) -> None:
    opsflow("add", "one", check=0)
    opsflow("add", "two", check=0)
    tamper(store_path, statement)
    assert "does not fit its log. Nothing was changed." in opsflow("add", "x", check=6).err
    assert len(opsflow("list", check=0).lines) == 2


@pytest.mark.parametrize("statement", ["UPDATE item SET title = x'ff'", "UPDATE item SET due = 'abc'"])
def test_what_no_opsflow_wrote_is_answered_in_a_sentence_and_not_with_a_no(
    opsflow: Opsflow, store_path: Path, statement: str
) -> None:
    opsflow("add", "one", "due:fri", check=0)
    tamper(store_path, "PRAGMA ignore_check_constraints = ON", statement)
    said = opsflow("show", "1", env={"OPSFLOW_TRACEBACK": ""}, check=6).err
    assert "opsflow doctor" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("table", ["event", "item", "open_search"])
def test_doctor_names_a_table_that_is_missing(opsflow: Opsflow, store_path: Path, table: str) -> None:
    opsflow("add", "one", check=0)
    tamper(store_path, f"DROP TABLE {table}")
    assert f"table {table}: is missing from the schema" in opsflow("doctor", check=1).out


@pytest.mark.parametrize("seed", range(8))
def test_rotten_bits_are_damage_or_nothing(opsflow: Opsflow, store_path: Path, seed: int) -> None:
    opsflow("add", "one", check=0)
    chance, held = random.Random(seed), bytearray(store_path.read_bytes())
    for _ in range(60):
        held[chance.randrange(200, len(held))] = chance.randrange(256)
    store_path.write_bytes(held)
    for command in COMMANDS:
        assert opsflow(*command).code in (0, 1, 3, 5, 6), command


def test_a_backup_replaces_files_alone(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/dev/null")
    for target in ("folder", "link"):
        assert "no file that a backup could replace" in opsflow("backup", target, "--force", check=2).err
    assert (tmp_path / "link").is_symlink()


def test_init_does_not_take_anything_for_a_store(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    for odd in ("letter.txt", "."):
        opsflow("--store", odd, "init", check=6)
    assert "names no file" in opsflow("--store", "", "list", check=2).err


@pytest.mark.parametrize(("kind", "said"), [("pipe", "a pipe, a socket or a device"), ("folder", "a folder")])
def test_what_is_no_file_is_no_store(opsflow: Opsflow, tmp_path: Path, kind: str, said: str) -> None:
    place = tmp_path / kind
    os.mkfifo(place) if kind == "pipe" else place.mkdir()
    for command in (["list"], ["add", "x"], ["doctor"], ["backup", "new.db"], ["init"]):
        assert f"{place} is {said}, and a store is a file" in opsflow(*command, "--store", str(place), check=6).err


@pytest.mark.parametrize(
    ("place", "command"),
    [("criterion state", "show 1"), ("item service_class", "done 1 --force --reason x"), ("sla kind", "sla --all")],
)
def test_bytes_where_text_belongs_are_named_by_the_command_that_stumbles_over_them(
    opsflow: Opsflow, store_path: Path, tmp_path: Path, place: str, command: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text('[[sla.targets]]\nname = "all"\nresolution = "4h"\n')
    opsflow("add", "one", "type:incident", "--done", "it works", check=0)
    table, column = place.split()
    tamper(store_path, "PRAGMA ignore_check_constraints = ON", f"UPDATE {table} SET {column} = x'ff00'")
    assert f"{column} holds bytes, not text. `opsflow doctor --full`" in opsflow(*command.split(), check=6).err


@pytest.mark.parametrize("column", ["due", "entered_at", "estimate_likely", "version"])
def test_a_value_of_a_wrong_kind_is_named_by_the_command_that_stumbles_over_it(
    opsflow: Opsflow, store_path: Path, column: str
) -> None:
    opsflow("add", "one", check=0)
    tamper(store_path, f"UPDATE item SET {column} = 'many'")
    found = [opsflow("show", 1), opsflow("start", 1)]
    stumbled = [result for result in found if result.code != 0]
    assert stumbled
    for result in stumbled:
        assert result.code == 6
        assert f"is damaged: item 1: {column} holds text, not a whole number. `opsflow doctor --full`" in result.err


def in_pieces(opsflow: Opsflow, store_path: Path) -> bytes:
    """The bytes of a store that has a few pages of history."""
    opsflow("add", "one", "--done", "x", check=0)
    for _ in range(12):
        opsflow("note", 1, "n" * 1500, check=0)
    connection = sqlite3.connect(store_path, isolation_level=None)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return store_path.read_bytes()


@pytest.mark.parametrize("command", [["doctor"], ["doctor", "--fix"]])
def test_doctor_says_of_every_damaged_page_what_it_found_and_never_to_run_doctor(
    opsflow: Opsflow, store_path: Path, command: list[str]
) -> None:
    sound, size = in_pieces(opsflow, store_path), 4096
    reported = 0
    for page in range(1, len(sound) // size, 2):
        store_path.write_bytes(sound[: page * size] + bytes(size) + sound[(page + 1) * size :])
        result = opsflow(*command)
        assert result.code in (0, 1, 6)
        assert "Run `opsflow doctor`" not in result.out + result.err
        assert (result.code == 6) == ("nothing more can be read of it. Run `opsflow restore BACKUP`" in result.err)
        reported += result.code == 1 and "file: " in result.out
    assert reported > len(sound) // size // 4


@pytest.mark.parametrize("content", [b"no database", b"x" * 5000])
def test_doctor_of_what_is_no_database_ends_with_the_remedy(opsflow: Opsflow, store_path: Path, content: bytes) -> None:
    store_path.parent.mkdir(parents=True, exist_ok=True)
    store_path.write_bytes(content)
    assert opsflow("doctor", check=6).err.endswith("nothing more can be read of it. Run `opsflow restore BACKUP`.\n")


def test_a_backup_of_a_damaged_store_says_that_the_store_is_damaged(opsflow: Opsflow, store_path: Path) -> None:
    sound, size = in_pieces(opsflow, store_path), 4096
    target, refused = store_path.parent / "copy.db", 0
    for page in range(3, len(sound) // size, 4):
        store_path.write_bytes(sound[: page * size] + bytes(size) + sound[(page + 1) * size :])
        result = opsflow("backup", str(target), "--force")
        refused += result.code == 6
        if result.code == 6:
            assert result.err.startswith(f"opsflow: The store {store_path} is damaged (")
            assert "Use another backup" not in result.err
    assert refused > 5
