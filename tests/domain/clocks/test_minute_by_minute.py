"""Clocks against a count that goes through history minute by minute, by the zone database's own idea of local time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsflow.domain.clocks.running import clocks_of
from opsflow.domain.clocks.standing import standing
from opsflow.domain.clocks.timeline import Moment
from tests.domain.clocks.levels_factory import policy
from tests.domain.clocks.test_running import CATEGORIES, instant

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = ("2026-03-02T07:00", "2026-03-27T15:00", "2026-10-23T16:30")  # the clocks change two days after the last two
ALLOWED = {
    ("urgent", "response"): 60, ("urgent", "resolution"): 240,
    ("normal", "response"): 120, ("normal", "resolution"): 20 * 60,
}  # fmt: skip
WAYS = ("from-change", "retroactive", "restart")

steps = st.lists(
    st.tuples(
        st.integers(0, 20 * 60),
        st.sampled_from(sorted(CATEGORIES)),
        st.sampled_from([None, 1, 3]),
        st.sampled_from([None, "vendor"]),
    ),
    min_size=1,
    max_size=8,
)


def told(start: str, history: list[Any]) -> list[Moment]:
    at, found = instant(start), []
    for minutes, state, priority, hold in history:
        at += 60 * minutes
        found.append(Moment(at, CATEGORIES[state], state, None, "incident", None, priority, hold, None))
    return found


class Count:
    """One clock, counted in minutes. `ran` are the minutes in which it ran."""

    def __init__(self, kind: str, way: str) -> None:
        self.kind, self.way = kind, way
        self.target = ""
        self.state = ""
        self.ran: list[int] = []
        self.used = 0.0
        self.missed = False

    def hear(self, moment: Moment) -> None:
        is_over = moment.category == "done"
        if self.kind == "response":
            is_over = is_over or moment.category == "active" or self.state == "stopped"
        if is_over or moment.category == "cancelled":
            state = "stopped" if is_over else "cancelled"
        else:
            state = "paused" if moment.hold or moment.category == "waiting" else "running"
        if state in ("running", "paused") or not self.target:
            self._aim("urgent" if moment.priority == 1 else "normal")
        self.state = state

    @property
    def allowed(self) -> int:
        return ALLOWED[self.target, self.kind]

    def _aim(self, target: str) -> None:
        if target == self.target:
            return
        before, self.target = self.target, target
        if before and self.way == "restart":
            self.ran, self.used, self.missed = [], 0, False
        elif before and self.way == "retroactive":
            self.used = sum(self.counts(minute) for minute in self.ran)
            self.missed = self.used > self.allowed
        elif before:
            self.used = round(60 * self.used * self.allowed / ALLOWED[before, self.kind]) / 60

    def counts(self, minute: int) -> bool:
        """Whether a minute is working time of the target: around the clock, or in office hours."""
        if self.target == "urgent":
            return True
        shown = datetime.fromtimestamp(minute, BERLIN)
        return shown.weekday() < 5 and 8 <= shown.hour < 18

    def pass_minute(self, minute: int) -> None:
        if self.state == "running":
            self.ran.append(minute)
            self.used += self.counts(minute)
            self.missed = self.missed or self.used > self.allowed


def counted(kind: str, way: str, history: list[Moment], end: int) -> Count:
    count, coming = Count(kind, way), list(history)
    for minute in range(history[0].at, end + 60, 60):
        while coming and coming[0].at <= minute:
            count.hear(coming.pop(0))
        if minute < end:
            count.pass_minute(minute)
    return count


@pytest.mark.parametrize("way", WAYS)
@given(start=st.sampled_from(STARTS), history=steps, more=st.integers(0, 30 * 60))
@settings(max_examples=60)
def test_what_is_used_and_missed_equals_a_count_of_minutes(way: str, start: str, history: Any, more: int) -> None:
    moments, rules = told(start, history), policy(priority_change=way)
    end = moments[-1].at + 60 * more
    found = {held.kind: standing(held, rules.calendar(held.calendar), end) for held in clocks_of(1, moments, rules)}
    for kind in ("response", "resolution"):
        count, held = counted(kind, way, moments, end), found[kind]
        assert (held.clock.target, held.clock.state) == (count.target, count.state)
        assert held.used == round(60 * count.used)
        assert held.clock.is_breached(end) == count.missed
