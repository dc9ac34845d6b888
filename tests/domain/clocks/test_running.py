"""Clocks over histories: what starts, pauses, stops and changes them. Times are those of Berlin."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsflow.domain.clocks.running import Clock, clocks_of
from opsflow.domain.clocks.standing import standing
from opsflow.domain.clocks.timeline import Moment, decides, moments, priority_of
from opsflow.domain.history.changes import Change
from tests.domain.calendars.calendar_factory import instant as instant_of
from tests.domain.clocks.levels_factory import policy

HOUR = 3600
CATEGORIES = {"ready": "ready", "doing": "active", "review": "active", "waiting": "waiting", "done": "done",
              "cancelled": "cancelled"}  # fmt: skip


def instant(text: str) -> int:
    return instant_of(text, "Europe/Berlin")


def moment(at: str, state: str, priority: int | None = None, **fields: Any) -> Moment:
    held = {"stage": None, "type": "incident", "service": None, "hold": None, "blocked": None, **fields}
    return Moment(instant(at), CATEGORIES[state], state, priority=priority, **held)


def clock(kind: str, *history: Moment, **settings: Any) -> Clock:
    (found,) = [held for held in clocks_of(1, history, policy(**settings)) if held.kind == kind]
    return found


MON, TUE, WED, THU, FRI = (f"2026-03-0{day}" for day in range(2, 7))


def test_the_response_clock_runs_until_work_begins_and_never_again() -> None:
    held = clock(
        "response",
        moment(f"{MON}T17:00", "ready"),
        moment(f"{TUE}T08:30", "doing"),
        moment(f"{TUE}T09:00", "ready"),
        moment(f"{WED}T09:00", "done"),
    )
    assert (held.state, held.used, held.counted_to, held.breached_at) == (
        "stopped",
        1.5 * HOUR,
        instant(f"{TUE}T08:30"),
        None,
    )


def test_the_resolution_clock_pauses_while_the_item_waits_and_tells_why_and_since_when() -> None:
    history = [moment(f"{MON}T09:00", "ready"), moment(f"{MON}T10:00", "doing"), moment(f"{MON}T12:00", "waiting")]
    held = clock("resolution", *history)
    assert (held.state, held.used, held.paused_reason) == ("paused", 3 * HOUR, "waiting")
    assert (held.counted_to, held.due) == (instant(f"{MON}T12:00"), None)
    held = clock("resolution", *history, moment(f"{WED}T08:00", "doing"))
    assert (held.state, held.used, held.due) == ("running", 3 * HOUR, instant(f"{THU}T15:00"))


@pytest.mark.parametrize(
    ("settings", "fields", "reason"),
    [
        ({}, {"hold": "vendor"}, "vendor"),
        ({"pause_reasons": ["vendor"]}, {"hold": "vendor"}, "vendor"),
        ({"pause_reasons": ["caller"]}, {"hold": "vendor"}, None),
        ({}, {"blocked": "no part"}, None),
        ({"pause_when_blocked": True}, {"blocked": "no part"}, "blocked: no part"),
    ],
)
def test_on_hold_pauses_for_the_reasons_that_the_policy_names_and_blocked_where_it_says_so(
    settings: dict[str, Any], fields: dict[str, Any], reason: str | None
) -> None:
    held = clock("resolution", moment(f"{MON}T09:00", "doing"), moment(f"{MON}T10:00", "doing", **fields), **settings)
    assert held.paused_reason == reason


def test_reopening_goes_on_with_what_was_used() -> None:
    history = [moment(f"{MON}T08:00", "doing"), moment(f"{MON}T14:00", "done")]
    assert clock("resolution", *history).state == "stopped"
    held = clock("resolution", *history, moment(f"{WED}T08:00", "doing"))
    assert (held.state, held.used, held.due) == ("running", 6 * HOUR, instant(f"{THU}T12:00"))


def test_a_state_that_stops_the_clock_does_so_as_done_does() -> None:
    history = [moment(f"{MON}T08:00", "doing"), moment(f"{MON}T10:00", "review"), moment(f"{FRI}T10:00", "done")]
    held = clock("resolution", *history, stop_in=["review"])
    assert (held.state, held.used, held.counted_to) == ("stopped", 2 * HOUR, instant(f"{MON}T10:00"))


def test_cancelling_ends_a_clock_without_a_verdict() -> None:
    held = clock("resolution", moment(f"{MON}T08:00", "doing"), moment(f"{FRI}T18:00", "cancelled"))
    assert standing(held, policy().calendar("office"), instant(f"{FRI}T18:00")).status == "cancelled"


def test_a_missed_target_is_missed_at_the_second_when_its_time_was_up() -> None:
    held = clock("resolution", moment(f"{MON}T08:00", "doing"), moment(f"{THU}T12:00", "done"))
    assert (held.breached_at, held.used) == (instant(f"{TUE}T18:00"), 34 * HOUR)
    exact = clock("resolution", moment(f"{MON}T08:00", "doing"), moment(f"{TUE}T18:00", "done"))
    assert exact.breached_at is None


def test_an_item_is_at_risk_from_the_warning_share_to_the_end() -> None:
    """Four hours from Monday 17:00 end on Tuesday at 11:00, and three quarters of them an hour before."""
    four = [{"name": "four", "resolution": "4h"}]
    held = clock("resolution", moment(f"{MON}T17:00", "ready"), targets=four)
    calendar = policy().calendar("office")
    found = {
        at: standing(held, calendar, instant(at)).status
        for at in (f"{TUE}T09:59:59", f"{TUE}T10:00", f"{TUE}T11:00", f"{TUE}T11:00:01")
    }
    assert list(found.values()) == ["running", "at-risk", "at-risk", "breached"]
    assert standing(held, calendar, instant(f"{TUE}T13:00")).left == -2 * HOUR


@pytest.mark.parametrize(
    ("way", "used", "due", "started"),
    [
        # Ten of twenty office hours are used on Tuesday at 8: half of the target.
        ("from-change", 2 * HOUR, f"{TUE}T10:00", f"{MON}T08:00"),
        # Twenty-four hours around the clock have passed: missed at once, at the fourth of them.
        ("retroactive", 24 * HOUR, f"{MON}T12:00", f"{MON}T08:00"),
        ("restart", 0, f"{TUE}T12:00", f"{TUE}T08:00"),
    ],
)
def test_a_change_of_priority_counts_in_the_way_of_the_policy(way: str, used: int, due: str, started: str) -> None:
    history = [moment(f"{MON}T08:00", "doing", 3), moment(f"{TUE}T08:00", "doing", 1)]
    held = clock("resolution", *history, priority_change=way)
    assert (held.target, held.calendar, held.allowed) == ("urgent", "always", 4 * HOUR)
    assert (held.used, held.due, held.started_at) == (used, instant(due), instant(started))


def test_what_was_missed_stays_missed_from_a_change_on_and_can_be_forgiven_retroactively() -> None:
    history = [moment(f"{MON}T08:00", "doing", 1), moment(f"{MON}T14:00", "doing", 3)]
    kept = clock("resolution", *history)
    assert (kept.breached_at, kept.due) == (instant(f"{MON}T12:00"), instant(f"{MON}T12:00"))
    forgiven = clock("resolution", *history, priority_change="retroactive")
    assert (forgiven.breached_at, forgiven.due) == (None, instant(f"{TUE}T18:00"))


def test_a_change_of_priority_after_the_end_changes_nothing() -> None:
    history = [moment(f"{MON}T08:00", "doing", 3), moment(f"{MON}T14:00", "done", 3), moment(f"{TUE}T08:00", "done", 1)]
    held = clock("resolution", *history, priority_change="retroactive")
    assert (held.target, held.used, held.breached_at) == ("normal", 6 * HOUR, None)


def test_a_target_that_comes_later_counts_from_the_beginning() -> None:
    only = [{"name": "urgent", "priority": [1], "resolution": "8h"}]
    history = [moment(f"{MON}T08:00", "doing"), moment(f"{MON}T10:00", "doing", 1)]
    assert clocks_of(1, history[:1], policy(targets=only)) == []
    held = clock("resolution", *history, targets=only)
    assert (held.used, held.due) == (2 * HOUR, instant(f"{MON}T16:00"))


def test_a_service_brings_its_calendar() -> None:
    held = clock("response", moment(f"{MON}T17:00", "ready", service="shop"))
    assert (held.calendar, held.due) == ("always", instant(f"{MON}T19:00"))


def test_the_first_target_that_fits_and_speaks_of_the_clock_counts() -> None:
    targets = [
        {"name": "a", "type": ["change"], "response": "1h"},
        {"name": "b", "response": "2h"},
        {"name": "c", "resolution": "3h"},
    ]
    found = clocks_of(1, [moment(f"{MON}T09:00", "ready")], policy(targets=targets))
    assert [(held.kind, held.target) for held in found] == [("response", "b"), ("resolution", "c")]


# Laws

steps = st.lists(
    st.tuples(
        st.integers(0, 30 * HOUR),
        st.sampled_from(sorted(CATEGORIES)),
        st.sampled_from([None, 1, 3]),
        st.sampled_from([None, "vendor"]),
    ),
    min_size=1,
    max_size=10,
)


def told(history: list[tuple[int, str, int | None, str | None]]) -> list[Moment]:
    at, found = instant(f"{MON}T07:00"), []
    for length, state, priority, hold in history:
        at += length
        found.append(moment(f"{MON}T07:00", state, priority, hold=hold).replace(at=at))
    return found


@given(steps, st.integers(0, 9), st.integers(1, 29 * HOUR))
def test_looking_at_an_item_in_between_changes_no_clock(history: Any, place: int, length: int) -> None:
    whole = told(history)
    place %= len(whole)
    again = whole[place].replace(at=whole[place].at + length)
    if place + 1 < len(whole):
        again = again.replace(at=min(again.at, whole[place + 1].at))
    assert clocks_of(1, [*whole[: place + 1], again, *whole[place + 1 :]], policy()) == clocks_of(1, whole, policy())


@given(steps, st.integers(0, 60 * HOUR))
def test_a_clock_that_runs_reaches_what_is_allowed_when_it_is_due(history: Any, length: int) -> None:
    rules = policy()
    for held in clocks_of(1, told(history), rules):
        calendar = rules.calendar(held.calendar)
        if held.due is not None and held.breached_at is None:
            assert standing(held, calendar, held.due).left == 0
            assert standing(held, calendar, held.due + 1).status == "breached"
        at = held.counted_to + length
        assert (standing(held, calendar, at).left < 0) <= held.is_breached(at)


def test_only_moments_that_decide_are_kept_and_none_comes_before_the_first() -> None:
    created = Change("item", "", None, {"type": "incident", "state": "ready", "impact": "high", "urgency": "low"})
    moved = Change("item", "", {"state": "ready"}, {"state": "doing"})
    noted = Change("note", 1, None, {"text": "x"})
    found = moments([(100, "ready", [created]), (300, "ready", [noted]), (50, "active", [moved])])
    assert [(held.at, held.category, held.priority) for held in found] == [(100, "ready", 3), (100, "active", 3)]
    assert (decides([noted]), decides([moved]), decides([created])) == (False, True, True)


def test_what_is_entered_later_counts_when_it_happened_and_holds_from_then_on() -> None:
    created = Change("item", "", None, {"type": "incident", "state": "ready", "impact": "high", "urgency": "low"})
    started = Change("item", "", {"state": "ready"}, {"state": "doing"})
    lowered = Change("item", "", {"impact": "high"}, {"impact": "low"})
    raised = Change("item", "", {"urgency": "low"}, {"urgency": "high"})
    ended = Change("item", "", {"state": "doing"}, {"state": "done"})
    log = [(100, "ready", [created]), (200, "active", [started]), (900, "active", [lowered]), (300, "done", [ended])]
    assert [(held.at, held.state, held.priority) for held in moments(log)] == [
        (100, "ready", 3), (200, "doing", 3), (300, "done", 3), (900, "done", 5),
    ]  # fmt: skip
    again = [*log, (250, "done", [raised, Change("item", "", {"impact": "low"}, {"impact": "medium"})])]
    assert [(held.at, held.state, held.priority) for held in moments(again)] == [
        (100, "ready", 3), (200, "doing", 3), (250, "doing", 2), (300, "done", 2),
    ]  # fmt: skip


stretches = st.tuples(st.integers(0, 20), st.sampled_from(("impact", "urgency", "state")), st.integers(1, 3))


@given(st.lists(stretches, max_size=12))
def test_in_whatever_order_it_is_entered_the_end_is_the_item_as_it_is(entered: list[tuple[int, str, int]]) -> None:
    values = {"impact": ("high", "medium", "low"), "urgency": ("high", "medium", "low"), "state": ("a", "b", "c")}
    now: dict[str, Any] = {"type": "incident", "state": "a", "impact": "high", "urgency": "high"}
    log = [(0, "a", [Change("item", "", None, dict(now))])]
    for at, name, place in entered:
        change = {name: values[name][place - 1]}
        now |= change
        log.append((at, now["state"], [Change("item", "", {name: None}, change)]))
    found = moments(log)
    assert [held.at for held in found] == sorted(held.at for held in found)
    last = found[-1]
    assert (last.state, last.category, last.priority) == (now["state"], now["state"], priority_of(now))


@pytest.mark.parametrize(
    ("fields", "priority"),
    [
        ({"impact": "high", "urgency": "high"}, 1),
        ({"impact": "low", "urgency": "low"}, 5),
        ({"impact": "high"}, None),
        ({"impact": "low", "urgency": "low", "priority": 4}, 4),
    ],
)
def test_priority_is_what_history_tells_else_impact_plus_urgency_minus_1(fields: dict[str, Any], priority: int) -> None:
    assert priority_of(fields) == priority
