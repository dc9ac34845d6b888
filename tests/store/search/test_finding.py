"""A search finds the same items in the same order, wherever it starts from, and starts where few items are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from opsflow.composition import open_session
from opsflow.domain.filters import FilterContext, parse_filter
from opsflow.domain.filters.syntax import Filter
from opsflow.services.history.undoing import undo
from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import flow, items
from opsflow.store.reading import SqliteReader
from opsflow.store.search import finding
from opsflow.store.search.filter_sql import translate
from tests.conftest import connection_of
from tests.domain.filters.filter_trees import filters

FLOW = "item.state_position DESC, item.pull_rank, item.id"
PEOPLE = ("ann", "bob", "eve")
PROJECTS = ("net", "net.dns", "net-old", "db")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("finding") / "store.db"
    with open_session(str(path), environ={"OPSFLOW_USER": "ann"}, cwd=str(path.parent), create=True) as session:
        for number in range(60):
            values = (("owner", PEOPLE[number % 3]), ("project", PROJECTS[number % 4]), ("due", f"{number % 9}d"))
            tags = ("cert",) if number % 5 == 0 else ("net", "x")
            draft = items.Draft(f"Replace pump {number % 7}", values, tags=tags, depends_on=(1,) if number > 40 else ())
            items.add(session, draft)
        yield session


def context_of(session: Session) -> FilterContext:
    with session.store.reader() as reader:
        context: FilterContext = session.filter_context(reader.workflow)
        return context


def reader_of(session: Session) -> SqliteReader:
    return SqliteReader(connection_of(session))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=filters(
        st.sampled_from([*PEOPLE, *PROJECTS, "cert", "x", "pump"]), st.sampled_from(["pump", "rep"]), st.integers(1, 60)
    ),
    few=st.sampled_from([0, 5, 1000]),
    only_open=st.booleans(),
)
def test_it_finds_what_the_plain_condition_finds(stocked: Session, tree: Filter, few: int, only_open: bool) -> None:
    reader, context = reader_of(stocked), context_of(stocked)
    where, parameters = translate(tree, context)
    plain = f"item.is_open = 1 AND ({where})" if only_open else where
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "FEW", few)
        found = [item.id for item in reader.find(tree, lambda: context, only_open, (FLOW, ()))]
    assert found == [item.id for item in reader.select(plain, parameters, FLOW)]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("owner:bob", "item_by_owner"),
        ("project:net.dns", "item_by_project"),
        ("+cert impact:high", "tag_by_name"),
        ("is:blocked", "item_by_block"),
        ("pump owner:nobody", "item_by_owner"),
        ("state:doing", "item_by_state"),
        ("depends-on:1", "dependency_by_blocker"),
        ("finished.after:today", "item_by_finish"),
    ],
)
def test_a_part_that_few_items_meet_is_where_it_starts(stocked: Session, text: str, index: str) -> None:
    reader, context = reader_of(stocked), context_of(stocked)
    node = parse_filter(text, context)
    plans = plans_of(reader, lambda: list(reader.find(node, lambda: context, True, (FLOW, ()), 20)))
    assert plans[-1][0] == "SEARCH item USING INTEGER PRIMARY KEY (rowid=?)"
    assert any(index in step for plan in plans for step in plan)
    assert not any(step.startswith("SCAN item") and "VIRTUAL" not in step for plan in plans for step in plan)


def test_what_has_no_owner_is_counted_from_an_index(stocked: Session) -> None:
    reader, context = reader_of(stocked), context_of(stocked)
    condition, parameters = reader.condition(parse_filter("no:owner is:open", context), context)
    (plan,) = plans_of(reader, lambda: reader.count(condition, parameters))
    assert any("USING COVERING INDEX item_by_owner (owner=? AND is_open=?)" in step for step in plan), plan


def plans_of(reader: SqliteReader, ask: Callable[[], object]) -> list[list[str]]:
    """How SQLite carries out each statement that answers a question."""
    seen: list[str] = []
    reader.connection.set_trace_callback(seen.append)
    ask()
    reader.connection.set_trace_callback(None)
    seen = [statement for statement in seen if statement.startswith("SELECT")]  # not those of the full-text index
    return [[row[3] for row in reader.connection.execute(f"EXPLAIN QUERY PLAN {statement}")] for statement in seen]


@pytest.mark.parametrize("words", ["pump", "replace pump", '"replace pump"', "pump owner:bob", "pump not owner:bob"])
def test_what_is_closed_is_not_read_to_find_what_is_open(stocked: Session, words: str) -> None:
    reader, context = reader_of(stocked), context_of(stocked)
    node = parse_filter(words, context)
    seen: list[str] = []
    reader.connection.set_trace_callback(seen.append)
    found = list(reader.find(node, lambda: context, True, (FLOW, ()), 20))
    reader.connection.set_trace_callback(None)
    assert found
    assert any("open_search" in statement for statement in seen)
    assert not any("closed_search" in statement for statement in seen)


def test_the_same_words_are_found_in_titles_and_notes_of_open_and_of_closed_items(store_path: Path) -> None:
    with open_session(str(store_path), environ={"OPSFLOW_USER": "ann"}, create=True) as session:
        for title in ("Replace a pump", "Order a valve", "Paint a door"):
            items.add(session, items.Draft(title, notes=("as the plumber said",)))
        items.note(session, 2, "beside the pump")
        flow.done(session, 1, WriteOptions(force=True, reason="test"))
        reader, context = reader_of(session), context_of(session)

        def ids(words: str, only_open: bool) -> list[int]:
            node = parse_filter(words, context)
            return [item.id for item in reader.find(node, lambda: context, only_open, ("item.id", ()))]

        assert (ids("pump", True), ids("pump", False)) == ([2], [1, 2])
        assert (ids("plumber valve", True), ids("plumb pump", False)) == ([2], [1, 2])
        undo(session)
        assert ids("pump", True) == [1, 2]
        items.edit(session, 1, {"title": "Replace a hose"})
        assert (ids("pump", True), ids("hose", True)) == ([2], [1])


def test_where_every_part_is_met_by_many_it_walks_along_the_order(
    stocked: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 0)
    reader, context = reader_of(stocked), context_of(stocked)
    table, _ = finding.source(reader.connection, parse_filter("owner:bob", context), context, True, FLOW)
    assert table == "item INDEXED BY item_by_flow"
