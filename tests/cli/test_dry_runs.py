"""A dry run of what has no history changes nothing, tells what would be done, and refuses what would be refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsflow.cli.words import registry
from opsflow.contract.schemas import schema
from tests.conftest import Opsflow

LOOKING = {
    "criteria list", "recur show", "recur list", "recur preview", "check", "prompt", "dep list", "dep tree",
    "dep graph", "list", "show", "next", "why", "sla", "log", "config example", "config show", "config check",
    "config path", "schema", "audit verify", "audit head", "audit who", "audit report", "board", "wip",
    "interruptions", "types", "approvals", "change list", "change conflicts", "change score", "help", "completion",
    "complete", "export", "audit export", "doctor",
}  # fmt: skip
"""Change nothing, or only where an option asks for it without which they show what it would do."""


def state_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "cache" not in str(path)}


def test_every_command_that_changes_something_has_a_dry_run() -> None:
    without = {held.name for held in registry.everything() if not any(param.name == "dry_run" for param in held.params)}
    assert without == LOOKING


@pytest.fixture
def kept(opsflow: Opsflow) -> Opsflow:
    opsflow("add", "one", check=0)
    opsflow("backup", "copy.db", check=0)
    opsflow("add", "two", "--done", "it answers", "--check", "true", check=0)
    return opsflow


def test_a_restore_tells_what_it_would_bring_and_replace(kept: Opsflow, tmp_path: Path, store_path: Path) -> None:
    before = state_of(tmp_path)
    told = kept("restore", "copy.db", "--dry-run", check=0)
    assert told.out == f"would have restored {store_path} from copy.db\n"
    assert "It holds 1 item of the store" in told.err
    assert "It would take the place of 2 items of the store" in told.err
    document = json.loads(kept("restore", "copy.db", "--dry-run", "--json", check=0).out)
    assert (document["dry_run"], document["kept"]) == (True, None)
    assert (document["brought"]["items"], document["replaced"]["items"]) == (1, 2)
    assert state_of(tmp_path) == before


def test_a_restore_that_would_be_refused_is_refused_in_a_dry_run(kept: Opsflow, tmp_path: Path) -> None:
    kept("--store", "other.db", "init", check=0)
    kept("--store", "other.db", "add", "of another", check=0)
    kept("--store", "other.db", "backup", "another.db", check=0)
    assert "is of another store" in kept("restore", "another.db", "-n", check=2).err
    assert kept("restore", "another.db", "-n", "--force", check=0).out
    (tmp_path / "text.db").write_text("no backup")
    assert "is no backup" in kept("restore", "text.db", "-n", check=6).err


def test_a_backup_checks_its_target_and_writes_nothing(kept: Opsflow, tmp_path: Path) -> None:
    before = state_of(tmp_path)
    foreseen = json.loads(kept("backup", "new.db", "--dry-run", "--json", check=0).out)
    assert state_of(tmp_path) == before
    assert foreseen["dry_run"]
    assert "exists already" in kept("backup", "copy.db", "--dry-run", check=2).err
    assert "No such file or directory" in kept("backup", "nowhere/new.db", "--dry-run", check=6).err
    assert json.loads(kept("backup", "new.db", "--json", check=0).out) == {**foreseen, "dry_run": False}


def test_a_context_is_checked_and_stays_as_it_is(kept: Opsflow) -> None:
    kept("context", "+cert", check=0)
    told = kept("context", "owner:ann", "--dry-run", check=0)
    assert "would keep to owner:ann" in told.err
    assert json.loads(kept("context", "clear", "--dry-run", "--json", check=0).out)["filter"] is None
    assert "There is no field" in kept("context", "ownr:ann", "--dry-run", check=2).err
    assert kept("context", "", "--dry-run", check=2).err
    assert kept("context", check=0).out == "+cert\n"


def test_nothing_is_trusted_in_a_dry_run(kept: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("[wip.columns]\ndoing = 3\n")
    bob = {"OPSFLOW_USER": "bob"}
    before = state_of(tmp_path)
    assert kept("criteria", "trust", 2, "--dry-run", env=bob, check=0).out == "would have trusted: 2 1: true\n"
    assert kept("config", "trust", "--dry-run", check=0).out == f"would have trusted: {tmp_path}/.opsflow.toml\n"
    assert state_of(tmp_path) == before
    assert "untrusted" in kept("verify", 2, env=bob, check=0).out


def test_a_demonstration_is_not_made_and_refused_where_it_would_be(kept: Opsflow, tmp_path: Path) -> None:
    assert kept("demo", "demo.db", "--dry-run", check=0).out == "would have made demo.db with 90 days of work\n"
    assert not (tmp_path / "demo.db").exists()
    assert "Something already stands at copy.db" in kept("demo", "copy.db", "--dry-run", check=6).err
    assert "Not a directory" in kept("demo", "copy.db/demo.db", "--dry-run", check=6).err
    assert "from 0 up" in kept("demo", "demo.db", "--seed", "x", "--dry-run", check=2).err


@pytest.mark.parametrize("words", [["init"], ["init", "--here"]])
def test_an_init_says_beforehand_what_it_says_then(opsflow: Opsflow, tmp_path: Path, words: list[str]) -> None:
    elsewhere = {"OPSFLOW_STORE": ""}
    before = state_of(tmp_path)
    foreseen = json.loads(opsflow(*words, "--dry-run", "--json", env=elsewhere, check=0).out)
    told = opsflow(*words, "--dry-run", env=elsewhere, check=0).lines
    assert state_of(tmp_path) == before
    done = opsflow(*words, "--json", env=elsewhere, check=0)
    assert {**foreseen, "dry_run": False} == json.loads(done.out)
    assert told[-1] == f"would have created the store {foreseen['store']}"
    assert opsflow("init", "-n", env=elsewhere, check=0).out == f"the store exists: {foreseen['store']}\n"


@pytest.mark.parametrize("name", ["restore", "backup", "context", "init"])
def test_the_schemas_say_whether_it_was_a_dry_run(name: str) -> None:
    assert "dry_run" in schema(name)["required"]
