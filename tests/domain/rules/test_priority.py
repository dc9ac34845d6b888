"""Priorities: the default table, tables of other sizes, and the reason in words."""

from __future__ import annotations

import pytest

from opsflow.domain.items import LEVELS
from opsflow.domain.rules.priority import Matrix, by_position, reason, with_priority

DESK = Matrix(rows=((1, 2, 3), (2, 3, 4), (3, 4, 4)))


@pytest.mark.parametrize("impact", range(3))
@pytest.mark.parametrize("urgency", range(3))
def test_the_default_priority_is_impact_plus_urgency_less_one(impact: int, urgency: int) -> None:
    expected = (impact + 1) + (urgency + 1) - 1
    assert Matrix().priority(LEVELS[impact], LEVELS[urgency]) == expected
    assert by_position(LEVELS, LEVELS) == Matrix()


@pytest.mark.parametrize("impact", LEVELS)
@pytest.mark.parametrize("urgency", LEVELS)
def test_a_desk_that_has_no_p5_differs_at_low_x_low_alone(impact: str, urgency: str) -> None:
    differs = DESK.priority(impact, urgency) != Matrix().priority(impact, urgency)
    assert differs == (impact == urgency == "low")


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [("site", "now", 1), ("site", "later", 3), ("person", "today", 7), ("room", "later", 6), ("room", "never", None)],
)
def test_a_table_may_have_other_levels_and_another_shape(impact: str, urgency: str, priority: int | None) -> None:
    matrix = Matrix(
        ("site", "floor", "room", "person"), ("now", "today", "later"), ((1, 2, 3), (2, 3, 5), (4, 5, 6), (6, 7, 9))
    )
    assert matrix.priority(impact, urgency) == priority


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "x"}, {"title": "x"}),
        ({"impact": "high"}, {"impact": "high", "priority": 3}),
        ({"urgency": None}, {"urgency": None, "priority": None}),
        ({"impact": "low", "urgency": "low"}, {"impact": "low", "urgency": "low", "priority": 5}),
    ],
)
def test_a_priority_follows_what_changes(fields: dict[str, str], expected: dict[str, object]) -> None:
    assert with_priority(fields, "medium", "low", Matrix()) == expected


@pytest.mark.parametrize(
    ("priority", "impact", "urgency", "words"),
    [
        (2, "high", "medium", "P2: impact high x urgency medium"),
        (None, "high", None, "none: no urgency"),
        (None, None, None, ""),
        (None, "huge", "low", "none: the matrix has no impact huge x urgency low"),
    ],
)
def test_the_reason_names_both_or_what_is_missing(
    priority: int | None, impact: str | None, urgency: str | None, words: str
) -> None:
    assert reason(priority, impact, urgency) == words
