"""What time brings comes once, however often, late and irregularly it is asked for."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from opsflow.composition import almanac
from opsflow.domain.recurrence.rules import Recurrence
from opsflow.domain.settings import Settings
from opsflow.domain.time.zones import UTC
from opsflow.domain.workflow import default_states
from opsflow.services.looking.queries import show
from opsflow.services.session import Session
from opsflow.services.time import recurring
from opsflow.services.time.recurrence_rules import as_text
from opsflow.services.time.ticking import tick
from opsflow.services.work import flow, items
from opsflow.services.work.items import Draft
from opsflow.services.work.templates import Part
from opsflow.store.creation import create_in_memory
from tests.conftest import NOW, Clock


def a_session(clock: Clock) -> Session:
    store = create_in_memory(default_states(), NOW)
    return Session(store, Settings(), "ann", login="ann", host="here", origin="cron", clock=clock, zone=UTC)


def a_rule(rule: str, **fields: object) -> Recurrence:
    template = as_text([Part("", Draft("Look at {date}"))])
    return Recurrence("r", rule, rule, "calendar", NOW, "", "none", "all", template).replace(**fields)


def occurrences(session: Session) -> list[int]:
    with session.store.reader() as reader:
        ids = reader.ids("1 = 1", ())
        signals = [reader.signals(item_id) for item_id in ids]
        return sorted([held["recurrence:r"] for held in signals if "recurrence:r" in held])


@given(st.lists(st.integers(0, 5 * 86400), min_size=1, max_size=12), st.sampled_from(["DAILY", "HOURLY;INTERVAL=7"]))
@settings(max_examples=40)
def test_every_occurrence_comes_once_in_whatever_steps_time_goes(steps: list[int], frequency: str) -> None:
    clock = Clock(NOW)
    with a_session(clock) as session:
        known = almanac(session)
        recurring.add(session, a_rule(f"FREQ={frequency}"), NOW, known)
        for step in steps:
            clock.now += step
            tick(session, known)
            assert tick(session, known).command is None
        every = 86400 if frequency == "DAILY" else 7 * 3600
        assert occurrences(session) == list(range(NOW, clock.now + 1, every))


def test_one_rule_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    clock = Clock(NOW)
    with a_session(clock) as session:
        known = almanac(session)
        texts = {"bad": "[{}]", "worse": "no json", "list": "[[5]]", "text": '["a"]', "number": "5"}
        deep = {"open": "[" * 5000, "deep": "[" * 5000 + "]" * 5000}
        for name, template in {**texts, **deep, "r": a_rule("x").template}.items():
            recurring.add(session, a_rule("FREQ=DAILY", name=name, template=template), NOW, known)
        outcome = tick(session, known)
        assert outcome.lines == ("r: added 1: Look at 2026-03-04",)
        assert Counter(note.partition(" ")[0] for note in outcome.notes) == dict.fromkeys([*texts, *deep], 1)


def test_a_clock_that_was_put_back_holds_nothing_up_and_brings_nothing_twice() -> None:
    clock = Clock(NOW)
    with a_session(clock) as session:
        known = almanac(session)
        recurring.add(session, a_rule("FREQ=DAILY"), NOW, known)
        clock.advance(days=1)
        tick(session, known)
        late = items.add(session, Draft("late", (("due", "-5d"),))).items[0]
        clock.advance(hours=-30)
        assert tick(session, known).lines == (f"overdue {late}: late",)
        assert flow.start(session, late).command is not None
        clock.advance(hours=-1)
        assert flow.done(session, late).command is not None
        item = show(session, late).item
        assert item.created_at == item.started_at == item.finished_at
        clock.advance(hours=31)
        assert tick(session, known).lines == ()
        assert occurrences(session) == [NOW, NOW + 86400]
