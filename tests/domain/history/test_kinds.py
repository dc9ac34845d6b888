"""What the log calls a way from one state to another, whether it was gone here or came with an import."""

from __future__ import annotations

import pytest

from opsflow.domain.history.arrivals import Arrival, past_of
from opsflow.domain.history.imports import Foreign, Step
from opsflow.domain.history.kinds import entering
from opsflow.domain.workflow import State, Workflow

DESK = Workflow(
    tuple(
        [
            State(name, category, place)
            for place, (name, category) in enumerate(
                [
                    ("new", "ready"),
                    ("active", "active"),
                    ("awaiting", "waiting"),
                    ("closed", "done"),
                    ("cancelled", "cancelled"),
                ]
            )
        ]
    )
)


@pytest.mark.parametrize(
    ("before", "after", "is_begun", "kind"),
    [
        ("ready", "active", False, "started"),
        ("waiting", "active", False, "started"),
        ("waiting", "active", True, "moved"),
        ("ready", "active", True, "moved"),
        ("active", "waiting", True, "moved"),
        ("active", "done", True, "finished"),
        ("ready", "cancelled", False, "cancelled"),
        ("done", "active", True, "reopened"),
        ("cancelled", "ready", False, "reopened"),
    ],
)
def test_a_way_is_called_by_where_it_comes_from_and_leads(before: str, after: str, is_begun: bool, kind: str) -> None:
    assert entering(before, after, is_begun) == kind


def test_what_comes_with_its_past_is_told_as_if_it_had_happened_here() -> None:
    names = ("active", "awaiting", "active", "closed", "active", "cancelled", "new")
    steps = tuple([Step("", 100 + place, name) for place, name in enumerate(names)])
    told = past_of(Arrival(1, Foreign({"uid": "u", "title": "Mail is down"}, 90, steps), ()), DESK, "ann", 1000)
    kinds = [kind for _, kind, *_ in told]
    assert kinds == ["created", "started", "moved", "moved", "finished", "reopened", "cancelled", "reopened"]
