"""Since when a limit is exceeded is the same as a walk through all of history says, and is told from little of it."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from opsflow.composition import open_session
from opsflow.domain.errors import OpsflowError
from opsflow.domain.items import Item
from opsflow.services.history.undoing import redo, undo
from opsflow.services.looking import crossing
from opsflow.services.looking.wip import Load, loads, standing
from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import flow, items
from opsflow.store.reading import SqliteReader as Reader
from tests.conftest import Clock, connection_of

FORCED = WriteOptions(force=True, reason="test")
ITEMS = 6


def walked(reader: Reader, load: Load) -> int | None:
    """The plain way: all events backwards, until the limit was kept."""
    count = len(load.items)
    held: dict[int, Item | None] = {}
    for event in reader.events("event.item_id IS NOT NULL", (), "event.happened_at DESC, event.seq DESC"):
        item_id = event.item_id or 0
        for change in reversed([change for change in event.changes if change.entity == "item"]):
            after = held.get(item_id, reader.item(item_id))
            if change.before is None:
                before = None
            else:
                before = Item(item_id, **change.before) if after is None else after.replace(**change.before)
            held[item_id] = before
            count += counts(reader, load, before) - counts(reader, load, after)
            if count <= load.limit:
                return event.happened_at
    return None


def counts(reader: Reader, load: Load, item: Item | None) -> int:
    if item is None:
        return 0
    if load.scope == "column":
        return int(item.state == load.name)
    is_in_progress = reader.workflow.state(item.state).category in ("active", "waiting")
    return int(is_in_progress and (item.owner if load.scope == "owner" else item.service_class) == load.name)


def act(session: Session, verb: str, item_id: int, word: int) -> None:
    owner, state = ("ann", "bob", None)[word % 3], ("ready", "doing", "review", "done")[word]
    {
        "move": lambda: flow.move(session, item_id, state, FORCED),
        "assign": lambda: flow.assign(session, item_id, owner, FORCED),
        "class": lambda: items.edit(session, item_id, {"class": ("expedite", "standard")[word % 2]}, options=FORCED),
        "note": lambda: items.note(session, item_id, "seen"),
        "cancel": lambda: flow.cancel(session, item_id, FORCED),
        "undo": lambda: undo(session),
        "redo": lambda: redo(session),
        "add": lambda: items.add(session, items.Draft("more", (("owner", "ann"), ("state", "ready")))),
    }[verb]()


def limit(session: Session) -> None:
    session.settings.column_limits = {"ready": 1, "doing": 1, "review": 0}
    session.settings.class_limits = {"expedite": 0, "standard": 1}
    session.settings.owner_limit = 1


VERBS = st.sampled_from(["move", "move", "move", "assign", "assign", "class", "note", "cancel", "undo", "redo", "add"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(VERBS, st.integers(1, ITEMS), st.integers(0, 3), st.integers(0, 2)), max_size=25))
def test_it_tells_what_a_walk_through_all_of_history_tells(
    tmp_path_factory: pytest.TempPathFactory, clock: Clock, steps: list[tuple[str, int, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("crossing") / "store.db"
    with open_session(str(path), environ={"OPSFLOW_USER": "ann"}, cwd=str(path.parent), create=True) as session:
        limit(session)
        for number in range(ITEMS):
            items.add(session, items.Draft(f"work {number}"))
        for verb, item_id, word, hours in steps:
            clock.advance(hours=hours)
            try:
                act(session, verb, item_id, word)
            except OpsflowError:
                continue
        told = {(load.scope, load.name): load.since for load in loads(session) if load.over}
        reader = Reader(connection_of(session))
        exceeded = [load for load in standing(reader, session.settings) if load.over]
        assert told == {(load.scope, load.name): walked(reader, load) for load in exceeded}


def test_the_past_of_items_that_were_gone_before_is_not_read(store_path: object, clock: Clock) -> None:
    with open_session(str(store_path), create=True) as session:
        limit(session)
        for number in range(1, 31):
            items.add(session, items.Draft(f"work {number}"))
            flow.move(session, number, "doing", FORCED)
            clock.advance(hours=1)
            if number <= 28:
                flow.done(session, number, FORCED)
        connection = connection_of(session)
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        (load,) = [load for load in loads(session) if load.name == "doing"]
        connection.set_trace_callback(None)
        assert load.since == clock.now - 3600
        asked = [statement for statement in seen if "FROM event" in statement and "overridden" not in statement]
        assert asked
        assert not load.is_longer
        assert not any("IN (1," in statement or "1, 2, 3" in statement for statement in asked)


def test_a_limit_that_is_exceeded_for_longer_than_history_is_read_for_says_so(
    store_path: object, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossing, "MOST_PASTS", 3)
    with open_session(str(store_path), create=True) as session:
        limit(session)
        for number in range(1, 31):
            items.add(session, items.Draft(f"work {number}"))
            flow.move(session, number, "doing", FORCED)
            clock.advance(hours=1)
            if number > 2:
                flow.done(session, number - 2, FORCED)
        (load,) = [load for load in loads(session) if load.name == "doing"]
        assert load.is_longer
        assert load.since is not None
        since = walked(Reader(connection_of(session)), load)
        assert since is not None
        assert since < load.since
