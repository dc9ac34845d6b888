"""An import leaves what its events leave one by one, in however many processes it is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from opsflow.domain.errors import Refused, UsageError
from opsflow.domain.history.arrivals import Arrival, past_of
from opsflow.domain.history.events import CommandHeader, changes_in
from opsflow.domain.history.imports import Foreign, Step
from opsflow.services.records.stages import stages_of
from opsflow.services.session import Session
from opsflow.services.transfer.importing import prepared, take_over
from opsflow.store.bulk import indexes_aside, second_process, written_apart
from opsflow.store.bulk import rows as bulk
from tests.conftest import connection_of
from tests.services.history.random_commands import RELAXED, Store, assert_sound, tables

BEGIN = 1_750_000_000
instants = st.integers(BEGIN, BEGIN + 1000)
texts = st.text("ab \x1b'\"é", min_size=1, max_size=4)
steps = st.builds(
    Step,
    st.sampled_from(["ready", "active", "done", "cancelled"]),
    instants,
    st.just(""),
    st.sampled_from([None, "bob"]),
)
parts = st.fixed_dictionaries(
    {"title": texts},
    optional={
        "project": texts,
        "owner": st.sampled_from(["ann", "bob"]),
        "type": st.sampled_from(["task", "incident"]),
        "planned": st.sampled_from([0, 1]),
        "impact": st.sampled_from(["high", "low"]),
        "urgency": st.sampled_from(["high", "low"]),
        "due": instants,
        "not_before": instants,
        "alert_key": texts,
    },
)
foreigns = st.builds(
    Foreign,
    parts,
    instants,
    st.lists(steps, max_size=4).map(tuple),
    st.lists(st.sampled_from(["x", "y"]), unique=True).map(tuple),
    st.lists(st.tuples(instants, texts), max_size=2).map(tuple),
    st.just(()),
    st.dictionaries(st.sampled_from(["room", "vendor"]), texts).map(lambda held: tuple(held.items())),
    st.lists(texts, max_size=2).map(tuple),
)


def uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def numbered(made: list[Foreign], edges: set[tuple[int, int]]) -> list[Foreign]:
    """The items under uids of their own, each waiting for items of higher numbers."""
    return [
        item.replace(
            fields={"uid": uid(number), **item.fields},
            depends_on=tuple([uid(high) for low, high in sorted(edges) if low == number < high < len(made)]),
        )
        for number, item in enumerate(made)
    ]


def one_by_one(session: Session, items: list[Foreign]) -> None:
    """Record each event as a command of its own would."""
    ids = {item.fields["uid"]: number for number, item in enumerate(items, 1)}
    now = session.clock()
    with session.store.transaction() as tx:
        told: list[tuple[Any, ...]] = []
        for item in prepared(session, items):
            key = tx.new_item_id()
            others = [ids[other] for other in item.depends_on]
            kind = item.fields.get("type", "task")
            stages = stages_of(session.settings, tx.workflow, kind) if kind == "incident" else None
            told += past_of(Arrival(key, item, others, stages), tx.workflow, "ann", now)
        for key, kind, at, _state, _category, payload in sorted(told, key=lambda held: held[1] != "created"):
            changes, note = changes_in(payload)
            tx.record(key, kind, changes, at, note)
        tx.commit(CommandHeader(1, "import test", now, "ann", "ann", "here", "import"))


@RELAXED
@given(
    made=st.lists(foreigns, max_size=8),
    edges=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=6),
    batch=st.integers(1, 9),
    is_apart=st.booleans(),
    few=st.sampled_from([0, 1000]),
)
def test_an_import_leaves_what_its_events_leave_one_by_one(
    template_store: Path,
    made: list[Foreign],
    edges: set[tuple[int, int]],
    batch: int,
    is_apart: bool,
    few: int,
) -> None:
    items = numbered(made, edges)
    with pytest.MonkeyPatch.context() as patch, Store(template_store) as session, Store(template_store) as other:
        patch.setattr(indexes_aside, "FEW", few)
        patch.setattr(bulk, "_BATCH", batch)
        patch.setattr(written_apart, "_BATCH", batch)
        patch.setattr(second_process, "_has_another_core", lambda: is_apart)
        take_over(session, items, "test")
        one_by_one(other, [item.replace(fields=priced(item.fields)) for item in items])
        assert tables(session) == tables(other)
        assert_sound(session)


def priced(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with the priority of the default table."""
    points = {"high": 0, "low": 2}
    if "impact" in fields and "urgency" in fields:
        return {**fields, "priority": 1 + points[fields["impact"]] + points[fields["urgency"]]}
    return fields


def item(number: int, *depends_on: int, **fields: Any) -> Foreign:
    held = {"uid": uid(number), "title": f"item {number}", **fields}
    return Foreign(held, BEGIN, depends_on=tuple([uid(other) for other in depends_on]))


@pytest.mark.parametrize("owner", ["ann,bob", "ann\nbob"])
def test_several_owners_of_one_item_are_refused(session: Session, owner: str) -> None:
    with pytest.raises(UsageError, match=r"exactly one owner\. Nothing was imported"):
        take_over(session, [item(1, owner=owner)], "test")


def test_an_owner_is_read_as_it_is_where_items_are_typed(session: Session) -> None:
    take_over(session, [item(1, owner=" bob "), item(2, owner="me"), item(3, owner=" ")], "test")
    with session.store.reader() as reader:
        assert [held.owner for held in reader.items([1, 2, 3]).values()] == ["bob", session.actor, None]


def test_an_import_that_fails_gives_its_memory_back(session: Session) -> None:
    def cache() -> int:
        found: int = connection_of(session).execute("PRAGMA cache_size").fetchone()[0]
        return found

    before = cache()
    many = [item(number) for number in range(3, indexes_aside.FEW + 3)]
    with pytest.raises(Refused, match="cycle"):
        take_over(session, [item(1, 2), item(2, 1), *many], "test")
    assert cache() == before
    take_over(session, many, "test")
    assert cache() == before
    assert_sound(session)
