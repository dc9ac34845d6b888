"""Planned and unplanned work: timelines, displacement, and working time."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from opsflow.domain.history.changes import Change
from opsflow.domain.history.events import Event
from opsflow.domain.items import Item
from opsflow.domain.rules.interruptions import Stretch, Timeline, displaced, shares, timeline
from opsflow.domain.time.working_time import PlainHours
from opsflow.domain.time.zones import UTC, weekday
from opsflow.system.zones import zone_for
from tests.conftest import NOW

DAY = 86_400
MONDAY = NOW - 2 * DAY - 9 * 3600  # 2026-03-02 00:00 UTC
WORKING = PlainHours(UTC, 480, 5)


def always(start: int, end: int) -> int:
    return max(end - start, 0)


def work(
    key: int, planned: int, *stretches: tuple[int, int], owner: str = "ann", events: tuple[int, ...] = ()
) -> Timeline:
    item = Item(key, "", f"work {key}", planned=planned, owner=owner, started_at=stretches[0][0])
    return Timeline(item, tuple([Stretch(start, end, owner) for start, end in stretches]), events)


def test_active_time_is_split_where_the_owner_changes_and_ends_where_the_state_does() -> None:
    def event(seq: int, at: int, category: str, **after: object) -> Event:
        changes = (Change("item", "", {}, after),) if after else ()
        return Event(seq, 1, 1, "moved", at, "", category, changes)

    told = [
        event(1, 0, "backlog", owner="ann"),
        event(2, 10, "active"),
        event(3, 20, "active", owner="bob"),
        event(4, 30, "waiting"),
        event(6, 50, "active"),
        event(5, 40, "waiting"),
    ]
    found = timeline(Item(1, "", "x"), told, 60)
    assert found.stretches == (Stretch(10, 20, "ann"), Stretch(20, 30, "bob"), Stretch(50, 60, "bob"))


@pytest.mark.parametrize(
    ("planned", "unplanned", "seconds"),
    [
        (work(1, 1, (0, 100)), work(2, 0, (20, 50)), 30),
        (work(1, 1, (0, 40)), work(2, 0, (20, 50)), 20),
        (work(1, 1, (0, 100), events=(0, 35)), work(2, 0, (20, 50)), 15),
        (work(1, 1, (0, 100)), work(2, 0, (20, 50), (60, 70)), 40),
        (work(1, 1, (0, 100)), work(2, 0, (20, 500)), 80),
        (work(1, 1, (30, 100)), work(2, 0, (20, 50)), None),
        (work(1, 1, (0, 100)), work(2, 0, (20, 50), owner="bob"), None),
        (work(1, 1, (0, 100)), work(2, 1, (20, 50)), None),
    ],
)
def test_a_planned_item_stands_still_while_its_owner_is_at_something_unplanned(
    planned: Timeline, unplanned: Timeline, seconds: int | None
) -> None:
    found = displaced([planned, unplanned], 0, 1000, always)
    assert [(held.item.id, held.seconds, held.by) for held in found] == (
        [] if seconds is None else [(1, seconds, (2,))]
    )


def test_two_interruptions_at_once_do_not_count_twice() -> None:
    found = displaced([work(1, 1, (0, 100)), work(2, 0, (20, 60)), work(3, 0, (40, 80))], 0, 1000, always)
    assert [(held.seconds, held.by) for held in found] == [(60, (2, 3))]


def test_shares_count_what_falls_into_the_period() -> None:
    lines = [work(1, 0, (10, 30)), work(2, 0, (25, 90)), work(3, 0, (200, 300))]
    found = shares(lines, lambda item: item.title, 20, 100, always)
    assert {name: held.as_tuple() for name, held in found.items()} == {"work 1": (0, 0, 10), "work 2": (1, 0, 65)}


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [(0, DAY, 8), (9 * 3600, 10 * 3600, 1), (16 * 3600, DAY + 10 * 3600, 2), (0, 7 * DAY, 40), (5 * DAY, 7 * DAY, 0)],
)
def test_working_time_is_nine_to_five_on_weekdays(start: int, end: int, hours: int) -> None:
    assert WORKING(MONDAY + start, MONDAY + end) == hours * 3600


@given(st.lists(st.integers(0, 14 * DAY), min_size=3, max_size=3).map(sorted))
def test_working_time_is_additive_also_where_clocks_change(points: list[int]) -> None:
    working = PlainHours(zone_for("Europe/Berlin"), 480, 5)
    start, middle, end = [1_774_500_000 + point for point in points]  # around 2026-03-29
    assert working(start, end) == working(start, middle) + working(middle, end)


@given(st.integers(-40 * DAY, 40 * DAY), st.integers(0, 9 * DAY))
def test_working_time_is_what_a_count_of_half_hours_gives(offset: int, length: int) -> None:
    zone = zone_for("Europe/Berlin")
    start = (1_774_500_000 + offset) // 1800 * 1800
    end = start + length // 1800 * 1800
    counted = 0
    for instant in range(start, end, 1800):
        year, month, day, hour, _, _ = zone.to_local(instant)
        counted += 1800 * (9 <= hour < 17 and weekday(year, month, day) < 5)
    assert PlainHours(zone, 480, 5)(start, end) == counted
