"""Commands that came from elsewhere do not run, whichever way they came and whatever is done with the item since."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import Clock, Opsflow


@pytest.fixture
def loot(tmp_path: Path) -> Path:
    """The file that a hostile command would make."""
    return tmp_path / "loot"


@pytest.fixture
def hostile(opsflow: Opsflow, loot: Path, tmp_path: Path) -> str:
    """The export of a store in which somebody else had this machine trust the commands there, and not here."""
    theirs = {
        "OPSFLOW_STORE": str(tmp_path / "theirs.db"),
        "XDG_STATE_HOME": str(tmp_path / "theirs"),
        "OPSFLOW_USER": "ann",
    }
    opsflow("add", "Harmless", "--done", "it is", "--check", f"touch {loot}", env=theirs, check=0)
    words = ("--every", "daily 08:00", "--from", "2026-03-01", "Daily", "--done", "x", "--check", f"touch {loot}")
    opsflow("recur", "add", "daily", *words, env=theirs, check=0)
    return opsflow("export", env=theirs, check=0).out


WAYS = {
    "import": [],
    "import beside other items": ["add Mine"],
    "undo and redo": ["undo", "redo"],
    "copy": ["copy {item}"],
    "duplicate": ["copy {item}", "duplicate {item} --of 2"],
    "edit": ["edit {item} 'Mine now' owner:me +checked impact:high"],
    "other words": ["criteria edit {item} 1 'it is what I say'"],
    "other order": ["criteria add {item} second", "criteria reorder {item} 2,1"],
    "opened again": ["criteria check {item} 1", "criteria uncheck {item} 1"],
    "done and reopened": ["criteria check {item} 1", "done {item}", "reopen {item}", "criteria uncheck {item} 1"],
    "backup and restore": ["backup {folder}/copy.db", "restore {folder}/copy.db"],
    "rebuilt": ["doctor --rebuild"],
    "a recurrence": ["tick"],
    "an edited recurrence": ["recur edit daily --every 'daily 07:00'", "tick"],
    "a recurrence taken back": ["recur remove daily", "undo", "tick"],
}


@pytest.mark.parametrize("way", WAYS)
def test_the_commands_of_an_import_do_not_run(
    opsflow: Opsflow, clock: Clock, hostile: str, loot: Path, tmp_path: Path, way: str
) -> None:
    if way == "import beside other items":
        opsflow("add", "Mine", check=0)
    opsflow("import", "ndjson", "-", input=hostile, check=0)
    item = int(opsflow("list", "Harmless", "--quiet", check=0).out)
    for line in WAYS[way]:
        clock.advance(days=1)
        opsflow(*shlex.split(line.format(item=item, folder=tmp_path)), check=0)
    everything = ("--where", "is:open or is:done or is:cancelled")
    found = json.loads(opsflow("verify", *everything, "--json", check=0).out)["verdicts"]
    assert {held["verdict"] for held in found} == {"untrusted"}
    assert len(found) >= 1 + ("recurrence" in way)
    opsflow("verify", *everything, "--exit-code", check=1)
    opsflow("done", item, "--verify", check=4)
    assert not loot.exists()
    opsflow("criteria", "trust", item, check=0)
    opsflow("verify", item, "--exit-code", check=0)
    assert loot.exists()


def test_a_template_of_a_project_that_is_not_trusted_brings_no_command_that_runs(
    opsflow: Opsflow, loot: Path, tmp_path: Path
) -> None:
    check = f'criteria = [{{ text = "it is", check = "touch {loot}" }}]'
    (tmp_path / ".opsflow.toml").write_text(f"[templates.nice]\ntitle = 'Nice'\n{check}\n")
    opsflow("add", "--template", "nice", check=0)
    opsflow("recur", "add", "nice", "--every", "daily 08:00", "--from", "2026-03-01", "--template", "nice", check=0)
    opsflow("tick", check=0)
    assert opsflow("verify", "1,2", "--exit-code", check=1).out.count("untrusted") == 2
    assert not loot.exists()


@pytest.mark.parametrize("source", ["taskwarrior", "alertmanager"])
def test_what_other_tools_send_holds_no_command(opsflow: Opsflow, loot: Path, source: str) -> None:
    command = f"touch {loot}"
    labels = {"alertname": "x", "check": command, "check_command": command}
    said = {"check": command, "criteria": [{"text": "it is", "check": command}], "summary": f"x --check '{command}'"}
    if source == "taskwarrior":
        uid = "00000000-0000-4000-8000-000000000001"
        task = {"uuid": uid, "description": "x", "status": "pending", "entry": "20260301T080000Z", **said}
        opsflow("import", "taskwarrior", "-", input=json.dumps([task]), check=0)
    else:
        alert = {
            "status": "firing", "labels": labels, "annotations": {"summary": said["summary"]}, "fingerprint": "f1",
            "startsAt": "2026-03-04T08:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
        }  # fmt: skip
        body = {
            "version": "4", "status": "firing", "receiver": "opsflow", "groupKey": "{}", "groupLabels": {},
            "commonLabels": {}, "commonAnnotations": {}, "externalURL": "", "truncatedAlerts": 0, "alerts": [alert],
        }  # fmt: skip
        opsflow("ingest", "alertmanager", "-", input=json.dumps(body), check=0)
    assert opsflow("list", "--quiet", check=0).out == "1\n"
    assert json.loads(opsflow("verify", 1, "--json", check=0).out)["verdicts"] == []
    assert not loot.exists()


def test_an_item_of_a_script_cannot_bring_a_command(opsflow: Opsflow, loot: Path) -> None:
    line = {
        "kind": "item", "uid": "aaaaaaaa-0000-4000-8000-000000000001", "title": "x", "created": "2026-03-01T08:00:00Z",
        "criteria": [{"text": "it is", "check": f"touch {loot}"}],
    }  # fmt: skip
    assert "Nothing was imported" in opsflow("import", "ndjson", "-", input=json.dumps(line), check=2).err


def test_a_command_of_another_actor_under_the_same_login_waits_until_each_has_trusted_it(
    opsflow: Opsflow, loot: Path
) -> None:
    bob, cron = {"OPSFLOW_USER": "bob"}, {"OPSFLOW_USER": "night shift"}
    opsflow("add", "Disk", "--done", "it is", "--check", f"touch {loot}", env=bob, check=0)
    told = opsflow("verify", 1, "--exit-code", env=cron, check=1).err
    assert "`OPSFLOW_USER='night shift' opsflow criteria trust 1 1`" in told
    opsflow("done", 1, "--verify", check=4)
    assert not loot.exists()
    opsflow("criteria", "trust", "--where", "is:open", env=cron, check=0)
    opsflow("verify", 1, "--exit-code", check=1)
    assert not loot.exists()
    opsflow("verify", 1, "--exit-code", env=cron, check=0)
    assert loot.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "add Second --check '{command}'",
        "criteria add 1 'once more' --check '{command}'",
        "criteria edit 1 1 'once more' --check '{command}'",
        "recur add again --every 'daily 08:00' 'Again' --check '{command}'",
    ],
)
def test_who_types_a_command_trusts_it_for_one_actor(opsflow: Opsflow, loot: Path, typed: str) -> None:
    opsflow("add", "First", "--done", "it is", "--check", f"touch {loot}", env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow(*shlex.split(typed.format(command=f"touch {loot}")), "--dry-run", check=0)
    assert "untrusted" in opsflow("verify", 1, check=0).out
    opsflow(*shlex.split(typed.format(command=f"touch {loot}")), check=0)
    opsflow("verify", 1, "--exit-code", env={"OPSFLOW_USER": "chen"}, check=1)
    assert not loot.exists()
    assert "untrusted" not in opsflow("verify", "--where", "is:open", check=0).out
    assert loot.exists()


def test_a_template_of_a_trusted_configuration_is_trusted_by_who_uses_it(
    opsflow: Opsflow, loot: Path, tmp_path: Path
) -> None:
    check = f'criteria = [{{ text = "it is", check = "touch {loot}" }}]'
    (tmp_path / ".opsflow.toml").write_text(f"[templates.nice]\ntitle = 'Nice'\n{check}\n")
    opsflow("config", "trust", check=0)
    opsflow("add", "--template", "nice", env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow("verify", 1, "--exit-code", check=1)
    assert not loot.exists()
    opsflow("verify", 1, "--exit-code", env={"OPSFLOW_USER": "bob"}, check=0)
    assert loot.exists()


def test_a_number_that_no_criterion_has_is_not_found(opsflow: Opsflow) -> None:
    opsflow("add", "First", "--done", "it is", "--check", "true", check=0)
    assert "Item 1 has no criterion 2. It has 1." in opsflow("criteria", "trust", 1, "1,2", check=3).err
    opsflow("criteria", "add", 1, "by eye", check=0)
    assert "no check to trust" in opsflow("criteria", "trust", 1, 2, check=0).err
