"""Every document that --json prints conforms to its published schema, on a store with something of everything."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsflow.cli.words import registry
from opsflow.composition import create_store, open_session
from opsflow.contract.schemas import schema
from opsflow.services.transfer.demo import tell
from tests.conftest import NOW, Clock, Opsflow, own_machine

WRITES = (
    "add", "edit", "note", "tag", "copy", "link", "unlink", "duplicate", "start", "move", "done", "cancel", "reopen",
    "claim", "block", "unblock", "assign", "criteria add", "criteria check", "criteria uncheck", "criteria waive",
    "criteria edit", "criteria reorder", "criteria remove", "recur add", "recur edit", "recur pause", "recur resume",
    "recur skip", "recur remove", "tick", "dep add", "dep remove", "undo", "redo", "redact", "ingest alertmanager",
    "import ndjson", "import taskwarrior", "hold", "resume", "resolve", "approve", "reject", "change close",
)  # fmt: skip
"""Print an outcome. That each of them conforms, in every way of naming items, is shown by the tests of batches."""
READS: dict[str, tuple[list[list[str]], str]] = {
    "list": ([["list"], ["list", "--all"], ["list", "+nothing"]], "items"),
    "next": ([["next"]], "next"),
    "why": ([["why", "{blocked}"], ["why", "{first}"]], "why"),
    "criteria list": ([["criteria", "list", "{change}"]], "criteria"),
    "verify": ([["verify", "{change}"]], "verification"),
    "recur list": ([["recur", "list"]], "recurrences"),
    "recur show": ([["recur", "show", "patch"]], "recurrence"),
    "recur preview": ([["recur", "preview", "patch"]], "occurrences"),
    "check": ([["check"]], "check"),
    "dep list": ([["dep", "list"]], "dependencies"),
    "dep tree": ([["dep", "tree", "{change}"]], "dependencies"),
    "dep graph": ([["dep", "graph"]], "dependencies"),
    "context": ([["context"], ["context", "+cert"], ["context", "clear"]], "context"),
    "sla": ([["sla"]], "sla"),
    "log": ([["log"]], "log"),
    "init": ([["init"]], "init"),
    "config show": ([["config", "show"]], "config-show"),
    "config check": ([["config", "check"]], "config-check"),
    "config path": ([["config", "path"]], "config-path"),
    "workflow": ([["workflow"]], "workflow"),
    "audit verify": ([["audit", "verify"]], "audit"),
    "audit head": ([["audit", "head"]], "audit"),
    "audit who": ([["audit", "who", "{change}"]], "trail"),
    "audit report": ([["audit", "report"]], "exceptions"),
    "doctor": ([["doctor"]], "doctor"),
    "backup": ([["backup", "copy.db"]], "backup"),
    "restore": ([["restore", "copy.db"]], "restore"),
    "board": ([["board"]], "board"),
    "wip": ([["wip"]], "wip"),
    "interruptions": ([["interruptions", "--since", "-90d"]], "interruptions"),
    "priority": ([["priority"]], "priority"),
    "types": ([["types"]], "types"),
    "approvals": ([["approvals"]], "approvals"),
    "change list": ([["change", "list", "--until", "+60d"]], "change-list"),
    "change conflicts": ([["change", "conflicts"]], "change-conflicts"),
    "change score": ([["change", "score"]], "change-score"),
}
"""Those of one schema. `show` and `sla --attainment` have more than one, and tests of their own below."""

UID = "5d2a0000-0000-4000-8000-000000000001"
TASK = {"uuid": UID, "description": "Patch", "status": "pending", "entry": "20260801T100000Z"}
ITEM = {"kind": "item", "uid": UID, "title": "Patch", "created": "2026-08-01T10:00:00Z"}


@pytest.fixture(scope="module")
def busy_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration, with something wrong in it; to be copied."""
    folder = tmp_path_factory.mktemp("busy")
    path = folder / "busy.db"
    with own_machine(folder, folder) as patch:
        patch.setattr("opsflow.system.clock.now", Clock(NOW))
        create_store(str(path))
        with open_session(str(path)) as session:
            tell(session, 1)
    return path


@pytest.fixture
def busy(busy_store: Path, store_path: Path, opsflow: Opsflow) -> Opsflow:
    shutil.copy(busy_store, store_path)
    opsflow("block", named(opsflow, "state:ready"), "waits for a part", check=0)
    opsflow("recur", "add", "patch", "Patch web1", "--every", "mon", check=0)
    opsflow("backup", "copy.db", check=0)
    return opsflow


def named(opsflow: Opsflow, filter_words: str) -> str:
    return opsflow("list", "--all", "--limit", 1, "--quiet", *filter_words.split(), check=0).lines[0]


def document(opsflow: Opsflow, *words: str) -> Any:
    return json.loads(opsflow(*words, "--json").out)


def test_every_command_that_prints_json_is_held_to_a_schema_here() -> None:
    printing = {held.name for held in registry.everything() if any(param.name == "json" for param in held.params)}
    assert printing == {*WRITES, *READS, "show"}


@pytest.mark.parametrize("name", READS)
def test_what_is_read_conforms(busy: Opsflow, name: str) -> None:
    calls, wanted = READS[name]
    ids = {"change": named(busy, "type:change is:open"), "blocked": named(busy, "is:blocked"), "first": "1"}
    for words in calls:
        extra = ["--force"] if name == "backup" else []
        jsonschema.validate(document(busy, *[word.format(**ids) for word in words], *extra), schema(wanted))


def test_one_item_and_several_conform(busy: Opsflow) -> None:
    listed = busy("list", "--all", "--quiet", check=0).lines
    jsonschema.validate(document(busy, "show", listed[0]), schema("item"))
    jsonschema.validate(document(busy, "show", ",".join(listed)), schema("details"))
    jsonschema.validate(document(busy, "show", listed[0], "--at", "yesterday"), schema("item"))


def test_attainment_conforms(busy: Opsflow) -> None:
    jsonschema.validate(document(busy, "sla", "--attainment"), schema("attainment"))


@pytest.mark.parametrize(
    "words",
    [
        ["add", "x", "--dry-run"], ["claim"], ["undo"], ["tick"], ["start", "1", "--force", "--reason", "x"],
        ["recur", "pause", "patch"], ["recur", "skip", "patch"], ["recur", "edit", "patch", "--every", "tue"],
        ["recur", "remove", "patch"],
    ],
)  # fmt: skip
def test_what_a_write_prints_conforms(busy: Opsflow, words: list[str]) -> None:
    jsonschema.validate(document(busy, *words), schema("outcome"))


@pytest.mark.parametrize("line", [TASK, ITEM], ids=["taskwarrior", "ndjson"])
def test_what_an_import_prints_conforms(busy: Opsflow, line: dict[str, str]) -> None:
    form = "ndjson" if "kind" in line else "taskwarrior"
    jsonschema.validate(json.loads(busy("import", form, "-", "--json", input=json.dumps(line)).out), schema("outcome"))
