"""The schema and the statements stay in step, and every statement of a daily command uses an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool
from sqlmodel import Session as Orm
from sqlmodel import SQLModel, create_engine, select

from opsflow.composition import open_session
from opsflow.domain.clocks.running import Clock
from opsflow.domain.filters import parse_filter
from opsflow.domain.history.events import CommandHeader
from opsflow.domain.items import Criterion, Item, Note
from opsflow.services.looking.queries import Query, listing
from opsflow.services.session import Session
from opsflow.services.work import items
from opsflow.store import tables
from opsflow.store.schema import statements
from opsflow.store.search.filter_sql import translate
from opsflow.store.tables.statements import declared
from tests.conftest import connection_of


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        (tables.ItemTable, Item._fields),
        (tables.CriterionTable, Criterion._fields),
        (tables.NoteTable, Note._fields),
        (tables.ClockTable, Clock._fields),
        (tables.CommandTable, (*CommandHeader._fields, "undone_by", "answer")),
    ],
)
def test_tables_and_values_have_the_same_fields_in_the_same_order(
    table: type[SQLModel], fields: tuple[str, ...]
) -> None:
    assert tuple(table.model_fields) == fields


def test_a_store_is_made_by_what_the_tables_declare() -> None:
    assert statements() == declared(), "Run scripts/docs: it writes schema.sql from the tables."


def test_rows_written_by_a_command_are_read_by_the_models(store_path: Path) -> None:
    with open_session(str(store_path)) as session:
        items.add(session, items.Draft("one", (("estimate", "1h/2h/3h"),), ("x",), ("done?",), notes=("hello",)))
    engine = create_engine(f"sqlite:///{store_path}", poolclass=NullPool)
    with Orm(engine) as orm:
        row = orm.exec(select(tables.ItemTable)).one()
        assert (row.title, row.estimate_low, row.criteria_total) == ("one", 60, 1)
        for model in (tables.TagTable, tables.CriterionTable, tables.NoteTable, tables.EventTable, tables.HeadTable):
            found = orm.exec(select(model)).all()
            assert found
            model.model_validate(found[0].model_dump())


@pytest.fixture
def store(store_path: Path) -> Iterator[sqlite3.Connection]:
    with open_session(str(store_path)) as session:
        items.add(session, items.Draft("one", tags=("x",), criteria=("done?",)))
    connection = sqlite3.connect(store_path)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'x'",
        "DELETE FROM event",
        "DELETE FROM command",
        "UPDATE command SET actor = 'mallory'",
        "UPDATE item SET title = ''",
        "UPDATE item SET category = 'unheard of'",
        "UPDATE item SET effort = 'huge'",
        "UPDATE item SET is_open = 0",
        "UPDATE item SET blocked_at = 1",
        "UPDATE item SET parent_id = id",
        "UPDATE item SET criteria_closed = 5",
        "UPDATE criterion SET state = 'met'",
        "INSERT INTO head SELECT 2, store_uid, schema_version, created_at, 0, 0, 0, hash, NULL FROM head",
        "INSERT INTO dependency VALUES (1, 1)",
    ],
)
def test_the_database_itself_refuses_what_must_not_be(store: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.execute(statement)


def test_foreign_keys_are_enforced_on_the_connections_of_commands(store_path: Path) -> None:
    with open_session(str(store_path)) as session, pytest.raises(sqlite3.IntegrityError):
        connection_of(session).execute("INSERT INTO tag VALUES (99, 'x')")


def test_no_statement_needs_a_newer_sqlite_than_promised() -> None:
    made = "\n".join(statements()).upper()
    assert not any(word in made for word in ("STRICT", "RETURNING", "GENERATED"))


@pytest.mark.parametrize(
    "words",
    [
        "12", "3,5", "owner:me", "state:review", "project:net", "service:web", "+cert", "key:x", "due.before:fri",
        "type:problem",
        "is:overdue", "is:blocked", "is:ready", "parent:3", "depends-on:3", "blocks:3", "disk", '"disk full"', "rack:a",
        "created.after:today", "finished.after:mon", "changed.after:mon", "uid:x", "class:expedite", "owner:me +cert",
        "sla:breached", "sla:at-risk", "sla:paused", "sla:breached,at-risk is:open",
    ],
)  # fmt: skip
def test_a_filter_that_finds_few_reads_no_whole_table(store_path: Path, words: str) -> None:
    from opsflow.domain.settings import CustomField

    with open_session(str(store_path)) as session:
        session.settings.custom_fields = (CustomField("rack"),)
        with session.store.reader() as reader:
            context = session.filter_context(reader.workflow)
            where, parameters = translate(parse_filter(words, context), context)
            plan = (
                connection_of(session)
                .execute(f"EXPLAIN QUERY PLAN SELECT item.id FROM item WHERE {where}", parameters)
                .fetchall()
            )
    scans = [row[3] for row in plan if row[3].startswith("SCAN") and "VIRTUAL TABLE INDEX" not in row[3]]
    assert [scan for scan in scans if "COVERING" not in scan and "CONSTANT" not in scan] == [], plan


def daily(session: Session) -> None:
    from opsflow.services.history.undoing import undo
    from opsflow.services.looking import pulling
    from opsflow.services.looking.queries import next_items, show
    from opsflow.services.work import criteria, dependencies, flow, marks

    first = items.add(session, items.Draft("one", criteria=("x",), tags=("t",))).items[0]
    second = items.add(session, items.Draft("two", depends_on=(first,))).items[0]
    for call in (
        lambda: criteria.check(session, first, ()),
        lambda: flow.assign(session, first, "me"),
        lambda: flow.start(session, first),
        lambda: marks.block(session, first, "x"),
        lambda: items.note(session, first, "x"),
        lambda: flow.done(session, first),
        lambda: undo(session),
        lambda: show(session, second),
        lambda: next_items(session),
        lambda: listing(session, Query(limit=20)),
        lambda: dependencies.graph(session, [second]),
    ):
        call()
    assert pulling.COUNTED_UP_TO


def test_no_daily_command_reads_a_whole_table(store_path: Path) -> None:
    with open_session(str(store_path)) as session:
        connection = connection_of(session)
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        daily(session)
        connection.set_trace_callback(None)
        scans = []
        for statement in dict.fromkeys(seen):
            if statement.split()[0] in ("SELECT", "UPDATE", "DELETE") and "_search" not in statement:
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
                scans += [
                    f"{row[3]}: {statement[:120]}"
                    for row in plan
                    if row[3].startswith(("SCAN item", "SCAN event", "SCAN command"))
                ]
        assert scans == []
