"""Evidence that comes after a criterion was met."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Opsflow


@pytest.fixture
def met(opsflow: Opsflow) -> Opsflow:
    opsflow("add", "one", "--done", "served", check=0)
    opsflow("criteria", "check", 1, 1, check=0)
    return opsflow


def evidence(opsflow: Opsflow) -> object:
    (criterion,) = json.loads(opsflow("criteria", "list", 1, "--json", check=0).out)["criteria"]
    assert criterion["state"] == "met"
    return criterion["evidence"]


def test_evidence_is_kept_of_a_criterion_that_is_met_already(met: Opsflow) -> None:
    assert "already" not in met("criteria", "check", 1, 1, "--evidence", "seen by eye", check=0).err
    assert evidence(met) == "seen by eye"
    met("undo", check=0)
    assert evidence(met) is None
    assert "no problem" in met("doctor", "--full", check=0).out


def test_without_new_evidence_nothing_changes(met: Opsflow) -> None:
    met("criteria", "check", 1, 1, "--evidence", "seen", check=0)
    assert "Criterion 1 of 1 is met already." in met("criteria", "check", 1, 1, "--evidence", "seen", check=0).err
    assert "Criterion 1 of 1 is met already." in met("criteria", "check", 1, 1, check=0).err
    assert evidence(met) == "seen"
