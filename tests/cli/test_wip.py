"""Work in progress against its limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow

LIMITS = """
preset = "strict"
[rules]
criteria-before-start = "off"
owner-before-start = "off"
[wip]
owner = 1
columns = { doing = 2 }
"""


@pytest.fixture
def limited(opsflow: Opsflow, tmp_path: Path) -> Opsflow:
    (tmp_path / ".opsflow.toml").write_text(LIMITS)
    for number in range(1, 5):
        opsflow("add", f"work {number}", check=0)
    return opsflow


def load(opsflow: Opsflow, scope: str, name: str) -> dict[str, Any]:
    document = json.loads(opsflow("wip", "--json", check=0).out)
    jsonschema.validate(document, schema("wip"))
    (found,) = [held for held in document["limits"] if (held["scope"], held["name"]) == (scope, name)]
    assert isinstance(found, dict)
    return found


def test_a_limit_that_is_kept_is_shown_with_what_counts_against_it(limited: Opsflow) -> None:
    limited("start", "1,2", check=0)
    held = load(limited, "column", "doing")
    assert (held["count"], held["limit"], held["over"], held["since"]) == (2, 2, 0, None)
    limited("wip", "--exit-code", check=0)


def test_who_is_over_since_when_and_who_overrode_it_is_told(limited: Opsflow, clock: Clock) -> None:
    limited("start", "1,2", check=0)
    clock.advance(hours=1)
    assert "wip-limit" in limited("start", 3, check=4).err
    limited("start", 3, "--force", "--reason", "the site is down", env={"OPSFLOW_USER": "bob"}, check=0)
    clock.advance(hours=1)
    limited("start", 4, "--force", "--reason", "and this", check=0)
    held = load(limited, "column", "doing")
    assert (held["over"], held["since"]) == (2, "2026-03-04T10:00:00Z")
    assert [(told["item"], told["by"], told["reason"]) for told in held["overrides"]] == [
        (3, "bob", "the site is down"),
        (4, "ann", "and this"),
    ]
    limited("wip", "--over", "--exit-code", check=1)


def test_since_is_when_it_was_broken_even_if_another_item_broke_it(limited: Opsflow, clock: Clock) -> None:
    limited("start", "1,2", check=0)
    clock.advance(hours=1)
    limited("start", 3, "--force", "--reason", "r", check=0)
    clock.advance(hours=1)
    limited("start", 4, "--force", "--reason", "r", check=0)
    clock.advance(hours=1)
    limited("done", 3, check=0)
    assert load(limited, "column", "doing")["since"] == "2026-03-04T10:00:00Z"
    limited("undo", check=0)
    limited("done", "1,2,3", check=0)
    assert load(limited, "column", "doing")["over"] == 0


def test_an_owner_and_the_expedite_lane_have_limits_too(limited: Opsflow, clock: Clock) -> None:
    limited("start", "1,2", check=0)
    limited("assign", 1, "dana", check=0)
    clock.advance(hours=2)
    limited("assign", 2, "dana", "--force", "--reason", "only dana knows", check=0)
    held = load(limited, "owner", "dana")
    assert (held["over"], held["since"], held["overrides"][0]["reason"]) == (
        1,
        "2026-03-04T11:00:00Z",
        "only dana knows",
    )
    limited("edit", "3,4", "class:expedite", check=0)
    limited("done", "1,2", check=0)
    assert "class expedite" in limited("start", "3,4", check=4).err


def test_an_edit_is_judged_by_the_limits_of_owners_and_classes_too(limited: Opsflow) -> None:
    limited("start", "1,2", check=0)
    limited("edit", 1, "owner:dana", check=0)
    refused = limited("edit", 2, "owner:dana", check=4).err
    assert "dana's plate comes to 2 items, its limit is 1" in refused
    assert "opsflow done" not in refused
    limited("edit", 1, "owner:ann", check=0)
    assert "try: opsflow done 1\n" in limited("start", 3, check=4).err
    limited("edit", 1, "owner:dana", check=0)
    limited("edit", 1, "class:expedite", check=0)
    assert "class expedite" in limited("edit", 2, "class:expedite", check=4).err
    limited("edit", 1, "impact:high", check=0)


def test_giving_an_owner_does_not_speak_of_a_class_that_was_full_before(limited: Opsflow) -> None:
    limited("edit", "1,2", "class:expedite", check=0)
    limited("start", "1,2", "--force", "--reason", "r", check=0)
    assert "class expedite" not in limited("assign", 1, "dana", check=0).err


def test_planned_work_is_not_put_into_a_full_column_but_what_breaks_is_never_turned_away(
    opsflow: Opsflow, tmp_path: Path
) -> None:
    (tmp_path / ".opsflow.toml").write_text(LIMITS.replace("doing = 2", "ready = 1"))
    opsflow("add", "one", "state:ready", check=0)
    assert "column ready comes to 2 items, its limit is 1" in opsflow("add", "two", "state:ready", check=4).err
    for words in (("add", "--key", "web1/disk", "Disk full", "type:incident"), ("add", "Disk full", "type:incident")):
        assert "warning: wip-limit: The column ready" in opsflow(*words, check=0).err
    opsflow("resolve", 2, "--code", "fixed", check=0)
    assert "warning: wip-limit" in opsflow("add", "--key", "web1/disk", "Disk full", "type:incident", check=0).err


def test_what_is_in_progress_moves_on_from_a_full_plate_without_a_word(limited: Opsflow) -> None:
    limited("assign", "1,2", "dana", check=0)
    limited("start", "1,2", "--force", "--reason", "r", check=0)
    assert "wip-limit" not in limited("move", 1, "review", check=0).err
    limited("done", 1, check=0)
    limited("start", 3, check=0)
    assert "dana's plate" in limited("move", 1, "doing", check=4).err


def test_each_limit_tells_who_went_on_against_it_with_which_items_and_not_against_others(limited: Opsflow) -> None:
    limited("assign", "1-3", "dana", check=0)
    limited("start", "1-3", "--force", "--reason", "all at once", check=0)
    limited("edit", "1,2", "class:expedite", "--force", "--reason", "the board asked", check=0)
    for scope, name, reasons in (
        ("column", "doing", [(1, "all at once"), (2, "all at once"), (3, "all at once")]),
        ("owner", "dana", [(1, "all at once"), (2, "all at once"), (3, "all at once")]),
        ("class", "expedite", [(1, "the board asked"), (2, "the board asked")]),
    ):
        assert [(held["item"], held["reason"]) for held in load(limited, scope, name)["overrides"]] == reasons
    assert "1-2 by ann: the board asked" in limited("wip", check=0).out
    assert "wip-limit of owner dana: all at once" in limited("audit", "report", check=0).out
