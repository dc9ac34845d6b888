"""What history says about each kind of change, to people and to machines."""

from __future__ import annotations

import pytest

from opsflow.domain.history.changes import Change
from opsflow.domain.history.events import Event
from opsflow.domain.time.zones import FixedZone
from opsflow.services.history.phrases import event_phrases
from tests.conftest import Opsflow

NOON = 1_764_590_400  # 2025-12-01T12:00:00Z
EAST = FixedZone(120, "EET")


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        (
            ("item", "", None, {"state": "ready", "owner": "ann", "due": NOON}),
            "unplanned task in ready; owner ann; due 2025-12-01 14:00",
        ),
        (
            (
                "item",
                "",
                None,
                {
                    "uid": "u",
                    "type": "incident",
                    "planned": 1,
                    "state": "ready",
                    "created_at": NOON,
                    "title": "Down",
                    "service_class": "expedite",
                    "impact": "high",
                    "priority": 2,
                    "parent_id": 4,
                    "estimate_likely": 90,
                },
            ),
            "Down; planned incident in ready; class expedite; impact high; priority P2; parent 4; estimate 1h30m",
        ),
        (("item", "", {"service_class": "standard"}, {"service_class": "expedite"}), "class standard → expedite"),
        (("item", "", {"owner": None}, {"owner": "ann"}), "owner nothing → ann"),
        (("item", "", {"state": "a", "entered_at": 1}, {"state": "b", "entered_at": 2}), "state a → b"),
        (("tag", "cert", None, {}), "+cert"),
        (("tag", "cert", {}, None), "-cert"),
        (("dependency", 2, None, {}), "depends on 2"),
        (("dependency", 2, {}, None), "no longer depends on 2"),
        (("link", "caused-by:7", None, {}), "caused-by 7"),
        (("custom", "risk", None, {"value": "high"}), "risk: high"),
        (("custom", "risk", {"value": "high"}, {"value": "low"}), "risk: high → low"),
        (("custom", "risk", {"value": "high"}, None), "risk removed"),
        (("custom", "window-start", None, {"value": "2025-12-01T12:00:00Z"}), "window-start: 2025-12-01 14:00"),
        (("custom", "plan", None, {"value": "2025-12-01T12:00:00 restart"}), "plan: 2025-12-01T12:00:00 restart"),
        (("approval", "bob", None, {"decision": "rejected", "reason": "no test"}), "bob rejected, no test"),
        (("criterion", 1, None, {"text": "served"}), "criterion 1: served"),
        (("criterion", 1, {"state": "open"}, {"state": "met"}), "criterion 1: open → met"),
        (
            (
                "criterion",
                1,
                {"state": "open", "evidence": None, "closed_at": None},
                {"state": "met", "evidence": "seen", "closed_at": NOON},
            ),
            "criterion 1: open → met, evidence seen",
        ),
    ],
)
def test_a_change_is_told_in_a_phrase(
    change: tuple[str, str, dict[str, object], dict[str, object]], phrase: str
) -> None:
    event = Event(1, 1, 1, "edited", NOON, "ready", "ready", (Change(*change),))
    assert "; ".join(event_phrases(event, EAST)) == phrase


def test_a_person_reads_local_time_and_a_pipe_utc(opsflow: Opsflow) -> None:
    opsflow("add", "Patch", "due:2026-12-01T14:00", check=0)
    assert "due 2026-12-01T" in opsflow("log", "1", check=0).out
