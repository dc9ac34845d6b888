"""The counts of the states, kept by what the log says: always what counting all items says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from opsflow.composition import open_session
from opsflow.services.looking.tally import Tally
from opsflow.services.session import Session
from opsflow.services.work import flow, items
from tests.conftest import connection_of
from tests.services.history.random_commands import RELAXED, Store, carry_out, commands


def counted(session: Session) -> dict[str, int]:
    with session.store.reader() as reader:
        return {state: count for _, state, count in reader.column_counts("", "", ())}


def told(session: Session, tally: Tally) -> dict[str, int]:
    with session.store.reader() as reader:
        return tally.counts(session, reader)


@RELAXED
@given(history=st.lists(commands, max_size=25))
def test_after_any_commands_it_says_what_counting_says(template_store: Path, history: list[Any]) -> None:
    with Store(template_store) as session:
        tally = Tally()
        for command in history:
            carry_out(session, command)
            assert told(session, tally) == counted(session)


def test_what_another_process_writes_is_followed(session: Session, store_path: Path) -> None:
    tally = Tally()
    items.add(session, items.Draft("Patch web1"))
    assert told(session, tally) == {"backlog": 1}
    with open_session(str(store_path)) as other:
        items.add(other, items.Draft("Patch web2"))
        flow.move(other, 1, "ready")
    assert told(session, tally) == {"backlog": 1, "ready": 1}


def test_what_was_made_anew_without_an_event_is_counted_again(session: Session, store_path: Path) -> None:
    tally = Tally()
    items.add(session, items.Draft("Patch web1"))
    assert told(session, tally) == {"backlog": 1}
    with open_session(str(store_path)) as other, other.store.transaction() as tx:
        connection = connection_of(tx)
        connection.execute("UPDATE item SET state = 'ready'")
        connection.execute("COMMIT")
    assert told(session, tally) == {"ready": 1}


def test_items_are_not_counted_again_for_a_few_changes(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    items.add(session, items.Draft("Patch web1"))
    told(session, tally)
    with session.store.reader() as reader:
        monkeypatch.setattr(type(reader), "column_counts", None)
    flow.move(session, 1, "ready")
    assert told(session, tally) == {"ready": 1}
