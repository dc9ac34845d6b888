"""One pull order: `next` of any length, a sorted list and the columns of the board agree with the rule."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from opsflow.composition import open_session
from opsflow.domain.rules.pull import position
from opsflow.services.looking.boards import board
from opsflow.services.looking.overview import Ask, overview
from opsflow.services.looking.pulling import soon_until
from opsflow.services.looking.queries import Query, listing, next_items
from opsflow.services.session import Session
from opsflow.services.work import dependencies, flow, items, marks
from tests.conftest import Clock

COUNT = 60


@pytest.fixture
def session(store_path: object, clock: Clock) -> Iterator[Session]:
    """A store of items of all kinds: late, due soon, asleep, waiting, blocked, of each class, in two states."""
    chance = random.Random(20)
    with open_session(str(store_path)) as opened:
        for place in range(1, COUNT + 1):
            values = {
                "due": chance.choice(("", "", "+2h", "+1d", "+30d")),
                "class": chance.choice(("standard", "standard", "fixed-date", "intangible", "expedite")),
                "impact": chance.choice(("high", "medium", "low")),
                "urgency": chance.choice(("high", "high", "low", "")),
                "not-before": chance.choice(("", "", "", "+3h", "+20d")),
                "type": chance.choice(("task", "incident")),
            }
            items.add(
                opened, items.Draft(f"Task {place}", tuple((name, text) for name, text in values.items() if text))
            )
            if chance.random() < 0.5:
                flow.move(opened, [place], "ready")
        dependencies.add(opened, [5], [6, 7])
        marks.block(opened, [8, 9], "vendor")
        clock.advance(hours=5)
        yield opened


def in_order(session: Session, ids: list[int]) -> list[int]:
    now, due_soon = session.clock(), session.due_soon
    with session.store.reader() as reader:
        held = reader.items(ids)
    return sorted(ids, key=lambda item_id: position(held[item_id], now, due_soon).order)


def test_nothing_due_is_pulled_before_what_broke_worst_and_only_expedite_before_that(store_path: object) -> None:
    with open_session(str(store_path)) as opened:
        for values in (
            {"title": "Water the plants", "due": "yesterday"},
            {"title": "Site down", "type": "incident", "impact": "high", "urgency": "high"},
            {"title": "Slow", "type": "incident", "impact": "high", "urgency": "medium"},
            {"title": "Planned", "impact": "high", "urgency": "high"},
            {"title": "Now", "class": "expedite"},
        ):
            items.add(opened, items.Draft(values.pop("title"), tuple(values.items())))
        found = next_items(opened, None, 5)[0]
    assert [placed.item.id for placed in found] == [5, 2, 1, 3, 4]
    assert found[1].reason == "top priority, ready, impact high x urgency high = P1 = 9"


def test_next_of_any_length_begins_the_same_way(session: Session) -> None:
    whole = [placed.item.id for placed in next_items(session, None, COUNT)[0]]
    assert len(whole) > COUNT // 3
    assert whole == in_order(session, whole)
    for limit in range(1, len(whole)):
        assert [placed.item.id for placed in next_items(session, None, limit)[0]] == whole[:limit]


def test_a_list_in_pull_order_begins_with_next_and_ends_with_what_cannot_start(session: Session) -> None:
    whole = [placed.item.id for placed in next_items(session, None, COUNT)[0]]
    found = [item.id for item in listing(session, Query(sort="pull")).items]
    assert found[: len(whole)] == whole
    assert found[len(whole) :] == in_order(session, found[len(whole) :])
    assert [item.id for item in listing(session, Query(sort="-pull")).items] == found[::-1]


@pytest.mark.parametrize("size", [3, 7, COUNT])
def test_stretches_of_a_column_follow_one_another_in_pull_order(session: Session, size: int) -> None:
    for state in ("ready", "backlog"):
        found: list[int] = []
        while True:
            cell = overview(session, Ask(size=size, offsets=((("", state), len(found)),))).cells["", state]
            found += [item.id for item in cell.items[len(found) - cell.offset :]]
            if len(found) == cell.count:
                break
        assert len(found) > COUNT // 5
        assert found == in_order(session, found)


def test_each_item_knows_its_place_in_the_column(session: Session) -> None:
    with session.store.reader() as reader:
        for state in ("ready", "backlog"):
            whole = reader.column(state, soon_until(session), "", (), 0, COUNT)
            places = [reader.column_before(item, soon_until(session), "", ()) for item in whole]
            assert places == list(range(len(whole)))


def test_the_printed_board_stands_in_pull_order(session: Session) -> None:
    for lane in board(session, None, COUNT):
        ids = [item.id for item in lane.items]
        assert ids == in_order(session, ids)
