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
        (body(DOWN, version="5"), 2, "version: Input should be '4'"),
        (body(DOWN, version=4), 2, "version"),
        (body(DOWN, truncatedAlerts=3), 0, "3 alerts of this message were cut off"),
        (body(), 0, ""),
        (body({**DOWN, "status": "resolved"}), 0, "No open item has the key alertmanager/a."),
        (body({"status": "firing", "labels": {}}), 0, ""),
        (body({**DOWN, "labels": {"alertname": "a\x00b\x1b[31m", "service": "s\x07"}}), 0, ""),
        (body({**DOWN, "labels": {"alertname": "L" * 5000, "service": "S" * 500}}), 0, ""),
        (body({**DOWN, "annotations": {"description": "d" * 200_000}}), 0, ""),
        (body(*[DOWN] * 10_001), 2, "at most 10000"),
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
