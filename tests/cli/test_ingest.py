"""`opsflow ingest alertmanager` at the shell: bodies as they come, and odd ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Opsflow

DOWN: dict[str, Any] = {"status": "firing", "labels": {"alertname": "Down", "severity": "critical"}, "fingerprint": "a"}


def body(*alerts: dict[str, Any], **more: Any) -> str:
    return json.dumps({"version": "4", "alerts": list(alerts), **more})


def test_the_alerts_of_a_group_are_one_command_and_each_is_an_item(opsflow: Opsflow) -> None:
    group = [{**DOWN, "fingerprint": str(number), "labels": {"alertname": f"Down{number}"}} for number in range(5)]
    opsflow("ingest", "alertmanager", "-", input=body(*group, group[0]), check=0)
    assert opsflow("list", "--quiet").lines == ["1", "2", "3", "4", "5"]
    assert opsflow("list", "occurrences=2", "--quiet").out == "1\n"
    opsflow("undo", check=0)
    assert opsflow("list", "--quiet").out == ""


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        (body(DOWN, version="5"), 2, "version: has to be '4'"),
        (body(DOWN, version=4), 2, "version"),
        (body(DOWN, truncatedAlerts=3), 0, "3 alerts of this message were cut off"),
        (body(), 0, ""),
        (body({**DOWN, "status": "resolved"}), 0, "No open item has the key alertmanager/a."),
        (body({"status": "firing", "labels": {}}), 0, ""),
        (body({**DOWN, "labels": {"alertname": "a\x00b\x1b[31m", "service": "s\x07"}}), 0, ""),
        (body({**DOWN, "labels": {"alertname": "L" * 5000, "service": "S" * 500}}), 0, ""),
        (body({**DOWN, "annotations": {"description": "d" * 200_000}}), 0, ""),
        (body(*[DOWN] * 10_001), 2, "alerts: may have 10000 entries at most"),
        ('{"version":"4","alerts":[{"status":"firing"', 2, "Invalid JSON"),
        ("[" * 100_000, 2, "Invalid JSON"),
        ('{"alerts":[' + " " * 16_000_000 + "]}", 2, "has no end within 16,000,000 bytes"),
    ],
    ids=lambda held: held[:40] if isinstance(held, str) else None,
)
def test_an_odd_body_is_taken_in_or_refused_in_a_sentence(opsflow: Opsflow, text: str, status: int, says: str) -> None:
    done = opsflow("ingest", "alertmanager", "-", input=text, check=status)
    assert says in done.err
    assert all(sign.isprintable() for line in opsflow("list", check=0).lines for sign in line.replace("\t", ""))
    assert opsflow("doctor", check=0).out.startswith("no problem")


@pytest.mark.parametrize(
    ("severity", "says"),
    [
        ("{ impact = 'hihg' }", "there is no impact 'hihg'; there are high, medium, low"),
        ("{ class = 'x' }", "expedite"),
    ],
)
def test_a_severity_that_means_nothing_is_found_before_an_alert_is_lost(
    opsflow: Opsflow, tmp_path: Path, severity: str, says: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text(f"[alerts.severities]\npage = {severity}\n")
    assert says in opsflow("config", "check", check=2).err


@pytest.mark.parametrize("preset", ["standard", "strict"])
def test_an_alert_that_is_over_says_itself_how_its_incident_ended(
    opsflow: Opsflow, tmp_path: Path, preset: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text(f"preset = '{preset}'\n")
    opsflow("add", "--key", "web1/disk", "Disk", "type:incident", check=0)
    assert opsflow("done", "--key", "web1/disk", check=0).err == ""
    opsflow("ingest", "alertmanager", "-", input=body(DOWN), check=0)
    opsflow("edit", 2, "resolution:fixed", check=0)
    assert opsflow("ingest", "alertmanager", "-", input=body({**DOWN, "status": "resolved"}), check=0).err == ""
    found = opsflow("list", "is:closed", "--sort", "id", "--columns", "id,resolution")
    assert found.lines == ["1\trecovered", "2\tfixed"]


def test_the_code_of_an_alert_that_is_over_is_one_of_the_site(opsflow: Opsflow, tmp_path: Path) -> None:
    config, own = tmp_path / ".opsflow.toml", "[fields.resolution]\nkind = 'choice'\nchoices = ['away', 'mended']\n"
    config.write_text(f"[alerts]\nresolution = 'recovered'\n{own}")
    found = opsflow("config", "check", check=2).err
    assert "line 2: alerts.resolution: there is no resolution 'recovered'; there are away, mended." in found
    config.write_text(f"[alerts]\nresolution = 'away'\n{own}")
    opsflow("add", "--key", "web1/disk", "Disk", "type:incident", check=0)
    opsflow("done", "--key", "web1/disk", check=0)
    assert opsflow("list", "is:closed", "resolution:away", "--quiet").out == "1\n"
    config.write_text(own)
    opsflow("add", "--key", "web1/cpu", "Load", "type:incident", check=0)
    assert "without resolution (away, mended)" in opsflow("done", "--key", "web1/cpu", check=0).err


def test_what_nobody_can_type_is_a_space_in_what_an_alert_becomes(opsflow: Opsflow) -> None:
    labels = {"alertname": "Down\x00now", "service": "s\x07hop", "host": "we\x9bb1"}
    odd = {**DOWN, "labels": labels, "annotations": {"summary": "a\x00b\x1b[31mc"}, "fingerprint": "f\x00g"}
    opsflow("ingest", "alertmanager", "-", input=body(odd), check=0)
    found = opsflow("list", "service:s hop", "--columns", "title,key", check=0)
    assert found.out == "a b [31mc\talertmanager/f g\n"
    assert "alertname=Down now, host=we b1, service=s hop" in opsflow("show", 1, check=0).out


def test_a_recovery_that_a_rule_keeps_open_is_no_failure_and_is_told_once(opsflow: Opsflow) -> None:
    opsflow("add", "--key", "web1/disk", "Disk", "type:incident", "--done", "the cause is known", check=0)
    first = opsflow("done", "--quiet", "--key", "web1/disk", check=0)
    assert "criteria-before-done" in first.err
    assert "try: opsflow criteria check 1 1" in first.err
    again = opsflow("done", "--quiet", "--key", "web1/disk", check=0)
    assert (again.out, again.err) == ("", "")
    assert opsflow("done", "--quiet", "--key", "web1/other", check=0).err == ""
    assert opsflow("list", "is:recovered", "--quiet", check=0).out == "1\n"
    assert "; over since 2026-" in opsflow("show", 1, check=0).out
    assert json.loads(opsflow("show", 1, "--json", check=0).out)["item"]["alert"]["over"].startswith("2026-")
    assert "alert-over\t2026-" in opsflow("log", 1, check=0).out
    opsflow("doctor", check=0)
    other = {"OPSFLOW_STORE": "other.db"}
    opsflow("import", "ndjson", "-", input=opsflow("export", check=0).out, env=other, check=0)
    assert opsflow("list", "is:recovered", "--quiet", env=other, check=0).out == "1\n"


def test_criteria_that_are_open_are_still_a_reason_against_the_end(opsflow: Opsflow) -> None:
    opsflow("ingest", "alertmanager", "-", input=body(DOWN), check=0)
    opsflow("criteria", "add", 1, "the cause is known", check=0)
    over = opsflow("ingest", "alertmanager", "-", input=body({**DOWN, "status": "resolved"}), check=0)
    assert "criteria-before-done" in over.err
    assert opsflow("list", "resolution:recovered", "--quiet", check=0).out == ""
