"""The board in stretches: the same items in the same order as when everything is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from opsflow.composition import open_session
from opsflow.domain.filters import parse_filter
from opsflow.services.looking.headline import headline
from opsflow.services.looking.overview import LANES, Ask, overview
from opsflow.services.looking.queries import Query, listing
from opsflow.services.session import Session
from opsflow.services.work import flow, items, marks
from opsflow.store.search import columns, finding
from tests.conftest import Clock, connection_of


@pytest.fixture
def session(store_path: object, clock: Clock) -> Iterator[Session]:
    with open_session(str(store_path)) as opened:
        fill(opened, clock)
        yield opened


def fill(opened: Session, clock: Clock) -> None:
    for place in range(40):
        values = (("impact", ("high", "low", "medium")[place % 3]), ("owner", ("ann", "bob", "")[place % 3]))
        items.add(opened, items.Draft(f"Task {place}", values))
    for place in range(1, 13):
        clock.advance(minutes=1)
        flow.done(opened, place)


def ids_of(session: Session, state: str, size: int, focus: int | None = None) -> list[int]:
    found: list[int] = []
    while True:
        board = overview(session, Ask(size=size, offsets=((("", state), len(found)),), focus=focus))
        cell = board.cells["", state]
        found += [item.id for item in cell.items[len(found) - cell.offset :]]
        if len(found) == cell.count:
            return found


def test_what_was_done_last_stands_first(session: Session) -> None:
    assert ids_of(session, "done", 5) == list(range(12, 0, -1))


@pytest.mark.parametrize("lanes", LANES)
def test_every_item_is_in_one_cell(session: Session, lanes: str) -> None:
    board = overview(session, Ask(lanes=lanes, lane_count=10, size=100))
    found = [item.id for cell in board.cells.values() for item in cell.items]
    assert sorted(found) == list(range(1, 41))
    assert sum(cell.count for cell in board.cells.values()) == 40


@pytest.mark.parametrize("lanes", LANES)
def test_the_place_of_an_item_is_where_it_is_found(session: Session, lanes: str) -> None:
    for item in listing(session, Query(everything=True)).items:
        board = overview(session, Ask(lanes=lanes, size=6, focus=item.id))
        place = board.place
        assert place is not None
        cell = board.cells[board.lanes[place.lane], board.columns[place.column].state.name]
        found = cell.item(place.index)
        assert found is not None
        assert found.id == item.id


@pytest.mark.parametrize("few", [0, 5000])
@pytest.mark.parametrize("share", [0, 1_000_000])
@pytest.mark.parametrize(
    "text", ["task", "owner:ann", "task owner:ann", "-owner:ann", "task or owner:bob", "4", '"task 4"', "nothing"]
)
def test_a_filter_shows_the_same_items_whether_many_or_few_meet_it(
    session: Session, text: str, few: int, share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    monkeypatch.setattr(columns, "_MANY", share)
    with session.store.reader() as reader:
        where = parse_filter(text, session.filter_context(reader.workflow))
    board = overview(session, Ask(where=where, size=100))
    wanted = [item.id for item in listing(session, Query(where, everything=True)).items]
    found = [item.id for cell in board.cells.values() for item in cell.items]
    assert sorted(found) == sorted(wanted)
    assert sum(column.count for column in board.columns) == len(wanted)
    assert sum(column.total for column in board.columns) == 40


def test_stretches_are_read_from_an_index(session: Session) -> None:
    with session.store.reader() as reader:
        connection = connection_of(reader)
        told: list[str] = []
        connection.set_trace_callback(told.append)
        reader.column("backlog", 1_800_000_000, "", (), 5, 10)
        reader.column("done", None, "", (), 0, 10)
        reader.column_counts("", "", ())
        connection.set_trace_callback(None)
        for statement in told:
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
            assert "INDEX" in plan
            assert "TEMP B-TREE" not in plan


def test_attention_counts_what_needs_somebody(session: Session, clock: Clock) -> None:
    marks.block(session, [20], "vendor")
    items.edit(session, 21, {"due": "+1d"})
    items.edit(session, 22, {"class": "expedite"})
    items.add(session, items.Draft("Down", (("type", "incident"),)))
    clock.advance(days=3)
    needs = headline(session)
    assert (needs.blocked, needs.overdue, needs.expedite, needs.unplanned_today) == (1, 1, 1, 0)
    assert needs.until == (clock.now // 86400 + 1) * 86400
    assert set(needs.oldest) == {"backlog", "ready"}
