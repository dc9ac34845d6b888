"""Criteria are moved one by one within the definition of done."""

from __future__ import annotations

import pytest

from opsflow.services.looking import queries
from opsflow.services.session import Session
from opsflow.services.work import criteria
from opsflow.services.work.items import Draft, add


@pytest.mark.parametrize(
    ("number", "places", "order"),
    [(1, 1, [2, 1, 3]), (3, -1, [1, 3, 2]), (3, -9, [3, 1, 2]), (1, 9, [2, 3, 1]), (1, -1, [1, 2, 3])],
)
def test_a_criterion_moves_by_so_many_places(session: Session, number: int, places: int, order: list[int]) -> None:
    made = add(session, Draft("Renew", criteria=("one", "two", "three"))).items[0]
    outcome = criteria.shift(session, made, number, places)
    assert [held.number for held in queries.show(session, made).criteria] == order
    assert (outcome.command is None) == (order == [1, 2, 3])
