"""Hooks and notifications: what they hear, what they may forbid, and that nothing runs before it was trusted."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from opsflow.domain.history.kinds import KINDS
from tests.conftest import PROGRAM, ROOT, Clock, Opsflow


class Site:
    """A project with a folder of hooks."""

    def __init__(self, folder: Path, opsflow: Opsflow) -> None:
        self.folder, self.opsflow = folder, opsflow
        (folder / "hooks").mkdir()
        (folder / ".opsflow.toml").write_text('[hooks]\nfolder = "hooks"\nseconds = 1\n')

    def hook(self, name: str, script: str) -> None:
        path = self.folder / "hooks" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def trust(self) -> None:
        self.opsflow("config", "trust", check=0)


@pytest.fixture
def site(tmp_path: Path, opsflow: Opsflow) -> Site:
    return Site(tmp_path, opsflow)


def alerts(*told: tuple[str, str]) -> str:
    """A message of Alertmanager: alerts by name, and whether they fire."""
    held = [{"status": status, "labels": {"alertname": name}, "fingerprint": name} for name, status in told]
    return json.dumps({"version": "4", "status": "firing", "alerts": held})


def test_a_hook_forbids_the_end_of_one_alert_alone_and_its_item_waits_marked(site: Site, opsflow: Opsflow) -> None:
    opsflow("ingest", "alertmanager", "-", input=alerts(("disk", "firing"), ("cpu", "firing")), check=0)
    site.hook("pre-finished", 'if grep -q \'"title":"disk"\'; then echo "ask the storage team"; exit 1; fi')
    site.trust()
    over = alerts(("disk", "resolved"), ("cpu", "resolved"), ("net", "firing"))
    told = opsflow("ingest", "alertmanager", "-", input=over, check=0)
    assert told.out == "left open 1, its alert is over: disk\ndone 2: cpu\nadded 3: net\n"
    assert "The hook pre-finished said no: ask the storage team." in told.err
    assert opsflow("list", "is:recovered", "--quiet", check=0).out == "1\n"
    again = opsflow("done", "--key", "alertmanager/disk", "--quiet", check=0)
    assert (again.out, again.err) == ("", "")
    site.hook("pre-finished", "exit 0")
    site.trust()
    assert opsflow("done", "--key", "alertmanager/disk", check=0).out == "done 1: disk\n"
    opsflow("doctor", check=0)


def test_an_alert_that_a_hook_forbids_is_left_out_and_a_message_of_nothing_else_refused(
    site: Site, opsflow: Opsflow
) -> None:
    site.hook("pre-created", "grep -q disk && { echo not here; exit 1; }; exit 0")
    site.trust()
    told = opsflow("ingest", "alertmanager", "-", input=alerts(("disk", "firing"), ("cpu", "firing")), check=0)
    assert told.out == "added 1: cpu\n"
    assert "The alert alertmanager/disk is not taken in. The hook pre-created said no: not here." in told.err
    assert "not here" in opsflow("ingest", "alertmanager", "-", input=alerts(("disk", "firing")), check=4).err
    site.hook("pre-all", "grep -q cpu && exit 1; exit 0")
    site.trust()
    over = opsflow("ingest", "alertmanager", "-", input=alerts(("cpu", "resolved"), ("net", "firing")), check=0)
    assert over.out == "added 2: net\n"
    assert "1 is left as it is, though its alert is over." in over.err


def test_a_hook_of_a_project_waits_for_trust_and_waits_again_when_it_changed(site: Site, opsflow: Opsflow) -> None:
    site.hook("post-created", f"cat > {site.folder}/told")
    assert "opsflow config trust" in opsflow("add", "one", check=0).err
    assert not (site.folder / "told").exists()
    site.trust()
    assert opsflow("add", "two", check=0).err == ""
    told = json.loads((site.folder / "told").read_text())
    jsonschema.validate(told, schema("hook"))
    assert (told["version"], told["phase"], told["command"]["name"]) == (1, "post", "add")
    assert [(event["kind"], event["item"]) for event in told["events"]] == [("created", 2)]
    assert told["items"][0]["title"] == "two"
    site.hook("post-created", "exit 0 # changed")
    assert "opsflow config trust" in opsflow("add", "three", check=0).err


def test_each_hook_that_waits_for_trust_is_told_the_one_that_could_forbid_too(site: Site, opsflow: Opsflow) -> None:
    site.hook("pre-created", "exit 1")
    waits = "the hook pre-created did not run: it waits for `opsflow config trust`.\n"
    assert opsflow("add", "one", check=0).err.endswith(waits)
    site.hook("post-all", "exit 0")
    waits = "the hook pre-created, the hook post-all did not run: they wait for `opsflow config trust`.\n"
    assert opsflow("add", "two", check=0).err == waits
    assert opsflow("note", 1, "text", check=0).err.startswith("the hook post-all did not run: it waits")


def test_hooks_and_notifications_hear_the_priority_and_the_stage_of_a_record(site: Site, opsflow: Opsflow) -> None:
    site.hook("pre-created", f"cat > {site.folder}/pre")
    site.hook("post-created", f"cat > {site.folder}/post")
    told = site.folder / "told"
    command = ["sh", "-c", f'printf "%s" "$0" > {told}', "P{priority} {stage}"]
    with (site.folder / ".opsflow.toml").open("a") as file:
        file.write(f"[[notify]]\non = ['created']\ncommand = {json.dumps(command)}\n")
    site.trust()
    opsflow("add", "Shop down", "type:incident", "impact:high", "urgency:medium", check=0)
    for phase in ("pre", "post"):
        (item,) = json.loads((site.folder / phase).read_text())["items"]
        assert (item["priority"], item["stage"], item["hold_reason"]) == (2, "new", None)
    assert told.read_text() == "P2 new"


def test_an_interruption_while_a_hook_hears_of_a_change_does_not_unsay_it(
    site: Site, opsflow: Opsflow, opsflow_process: Opsflow
) -> None:
    site.hook("post-created", "kill -INT $PPID; sleep 30")
    site.trust()
    told = opsflow_process("add", "one", check=0)
    assert "added 1: one" in told.out
    assert "interrupted; what they were called for is kept" in told.err
    assert opsflow("list", "--quiet", check=0).out == "1\n"


def test_made_up_work_is_told_to_no_hook_and_refused_by_no_rule_of_the_site(site: Site, opsflow: Opsflow) -> None:
    site.hook("pre-created", f"touch {site.folder}/told; exit 1")
    config = site.folder / ".opsflow.toml"
    config.write_text('preset = "strict"\n[wip]\nowner = 1\n' + config.read_text())
    site.trust()
    opsflow("demo", "demo.db", check=0)
    assert re.search(r"doing \d+/6", opsflow("board", "--demo", "--print", check=0).out)
    assert not (site.folder / "told").exists()
    opsflow("add", "one", check=4)
    assert (site.folder / "told").exists()


def test_a_hook_before_a_change_can_forbid_it(site: Site, opsflow: Opsflow) -> None:
    site.hook("pre-finished", "echo Not on a Friday; exit 1")
    site.trust()
    opsflow("add", "one", check=0)
    refused = opsflow("done", 1, check=4)
    assert "Not on a Friday" in refused.err
    assert json.loads(opsflow("show", 1, "--json").out)["item"]["state"] == "backlog"
    opsflow("start", 1, check=0)


def test_a_hook_that_takes_too_long_forbids_too(site: Site, opsflow: Opsflow) -> None:
    site.hook("pre-all", "sleep 20")
    site.trust()
    assert "longer than it may" in opsflow("add", "one", check=4).err


def test_a_failing_hook_after_a_change_harms_nothing(site: Site, opsflow: Opsflow) -> None:
    site.hook("post-all", "echo broken; exit 3")
    site.trust()
    result = opsflow("add", "one", check=0)
    assert result.out == "added 1: one\n"
    assert "broken" in result.err


def test_what_a_hook_changes_meanwhile_is_a_conflict(site: Site, opsflow: Opsflow, store_path: Path) -> None:
    site.hook("pre-started", f"{PROGRAM} --store {store_path} note 1 meanwhile")
    site.trust()
    opsflow("add", "one", check=0)
    assert "meanwhile" not in opsflow("start", 1, check=5).out
    assert json.loads(opsflow("show", 1, "--json").out)["item"]["state"] == "backlog"


def test_a_repeated_request_and_a_dry_run_call_no_hook_after(site: Site, opsflow: Opsflow) -> None:
    site.hook("post-created", f"echo x >> {site.folder}/told")
    site.trust()
    opsflow("add", "one", "--dry-run", check=0)
    for _ in range(2):
        opsflow("add", "one", "--request-id", "k", check=0)
    assert (site.folder / "told").read_text() == "x\n"


def test_an_import_calls_no_hook(site: Site, opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one", check=0)
    export = opsflow("export", check=0).out
    site.hook("pre-all", "exit 1")
    site.trust()
    opsflow("import", "ndjson", "-", input=export, env={"OPSFLOW_STORE": str(tmp_path / "other.db")}, check=0)


def test_a_notification_hears_of_what_its_filter_picks(tmp_path: Path, opsflow: Opsflow) -> None:
    (tmp_path / "say").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\n')
    (tmp_path / "say").chmod(0o755)
    (tmp_path / ".opsflow.toml").write_text(
        f"[[notify]]\non = ['created']\nwhere = 'type:incident'\n"
        f"command = ['{tmp_path}/say', 'new: {{id}} {{title}}; {{nothing}}']\n"
    )
    opsflow("add", "early", "type:incident", check=0)
    opsflow("config", "trust", check=0)
    opsflow("add", "a task", check=0)
    opsflow("add", "Disk $(touch /tmp/x) full", "type:incident", check=0)
    assert (tmp_path / "said").read_text() == "new: 3 Disk $(touch /tmp/x) full; {nothing}\n"


@pytest.mark.parametrize(
    "command",
    [
        ["sh", "-c", "echo {title} >> told"], ["/usr/bin/env", "bash", "-lc", "echo {note}"], ["{title}"],
        ["ssh", "desk", "say", "{title}"], ["ssh", "desk", "sh", "-c", "x", "{id}"], ["python3", "-c", "'{owner}'"],
    ],
)  # fmt: skip
def test_what_an_item_says_is_never_run_by_a_notification(tmp_path: Path, opsflow: Opsflow, command: list[str]) -> None:
    config = tmp_path / ".opsflow.toml"
    config.write_text(f"[[notify]]\non = ['created']\ncommand = {json.dumps(command)}\n")
    assert "would be run as a program" in opsflow("config", "check", check=2).err
    opsflow("config", "trust", check=0)
    told = opsflow("add", f"evil; touch {tmp_path}/PWNED", check=0)
    assert "notify: not sent" in told.err
    assert not (tmp_path / "PWNED").exists()


def test_a_shell_gets_what_an_item_says_behind_its_script(tmp_path: Path, opsflow: Opsflow) -> None:
    script = f'echo "$1" > {tmp_path}/told; echo "${{HOME:-}}" {{no}} > /dev/null'
    command = ["sh", "-c", script, "sh", "{title}"]
    config = tmp_path / ".opsflow.toml"
    config.write_text(f"[[notify]]\non = ['created']\ncommand = {json.dumps(command)}\n")
    opsflow("config", "check", check=0)
    opsflow("config", "trust", check=0)
    assert opsflow("add", "evil; touch PWNED", check=0).err == ""
    assert (tmp_path / "told").read_text() == "evil; touch PWNED\n"


def test_a_hook_or_notification_that_would_never_run_is_found(site: Site, opsflow: Opsflow) -> None:
    site.hook("pre-finished", "exit 0")
    assert opsflow("config", "check", check=0).err == ""
    (site.folder / "hooks" / "pre-finished").chmod(0o644)
    assert opsflow("config", "check", check=0).out.startswith("fine but for 1 hook that will not run: ")
    asleep = opsflow("config", "check", check=0)
    assert "The hook pre-finished does not run, since it is not executable" in asleep.err
    site.hook("post-done.sh", "exit 0")
    assert (
        "the hook post-done.sh never runs: there is no kind of event 'done'" in opsflow("config", "check", check=2).err
    )
    (site.folder / "hooks" / "post-done.sh").unlink()
    config = site.folder / ".opsflow.toml"
    config.write_text("[[notify]]\non = ['breached']\nwhere = 'typ:incident'\ncommand = ['true']\n")
    found = opsflow("config", "check", check=2).err
    assert "did you mean sla-response-breached or sla-resolution-breached?" in found
    assert "There is no field 'typ'" in found


def kinds_in_the_source() -> set[str]:
    """Kinds that are written where events are recorded."""
    found = set()
    for path in (ROOT / "src" / "opsflow" / "services").rglob("*.py"):
        for call in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]:
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = {"record": 1, "set": 1, "change": 2}.get(name)
            word = call.args[place] if place is not None and len(call.args) > place else None
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                found.add(word.value)
    return found


def test_every_kind_of_event_is_known_and_documented() -> None:
    written = kinds_in_the_source()
    assert len(written) > 25
    assert written <= set(KINDS)
    page = (ROOT / "docs" / "cron.md").read_text()
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


def test_ones_own_configuration_needs_no_trust(tmp_path: Path, opsflow: Opsflow) -> None:
    import os

    own = Path(os.environ["XDG_CONFIG_HOME"]) / "opsflow"
    own.mkdir(parents=True)
    (own / "config.toml").write_text(f"[[notify]]\non = ['*']\ncommand = ['touch', '{tmp_path}/told']\n")
    opsflow("add", "one", check=0)
    assert (tmp_path / "told").exists()


def test_what_a_hook_forbids_of_a_tick_is_told_and_the_rest_is_done(site: Site, opsflow: Opsflow, clock: Clock) -> None:
    for title in ("one", "secret", "three"):
        opsflow("add", title, "due:+1d", check=0)
    opsflow("recur", "add", "backups", "--every", "daily 10:00", "Check the backups", check=0)
    clock.advance(days=3)
    site.hook("pre-overdue", "if grep -q secret; then echo not that one; exit 1; fi")
    site.trust()
    told = opsflow("tick", check=0)
    assert [line.split(":")[0] for line in told.lines] == ["backups", "backups", "overdue 1", "overdue 3"]
    assert "overdue of 2 stays due: " in told.err
    assert "not that one" in told.err
    again = opsflow("tick", check=0)
    assert (again.out, "overdue of 2 stays due" in again.err) == ("", True)
    opsflow("doctor", check=0)


def test_an_alert_that_comes_in_while_hooks_are_asked_does_not_keep_its_end_from_being_told(
    site: Site, opsflow: Opsflow, store_path: Path
) -> None:
    seen = f"{PROGRAM} --store {store_path} add --key web1/disk Disk type:incident"
    site.hook("pre-finished", f"[ -e seen ] || {{ touch seen; {seen} >&2; }}")
    site.trust()
    opsflow("add", "--key", "web1/disk", "Disk", "type:incident", check=0)
    opsflow("done", "--key", "web1/disk", check=0)
    assert opsflow("list", "is:done", "occurrences:2", "--quiet", check=0).out == "1\n"
