"""Random sequences of commands: undo and redo, export and import, and the tables against the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from opsflow.contract.history import checked
from opsflow.services.history.undoing import redo, undo
from opsflow.services.transfer.exports import export, restore_history
from opsflow.services.transfer.merging import merge
from opsflow.services.work import items
from tests.conftest import NOW
from tests.services.history.random_commands import (
    COUNTERS,
    RELAXED,
    Store,
    assert_sound,
    carry_out,
    commands,
    rule_names,
    tables,
    uids,
)


@RELAXED
@given(before=st.lists(commands, max_size=12), after=st.lists(commands.filter(lambda c: c[0] not in ("undo", "redo"))))
def test_undoing_everything_leads_back_and_redoing_forward(
    template_store: Path, before: list[Any], after: list[Any]
) -> None:
    with Store(template_store) as session:
        for command in before:
            carry_out(session, command)
        start = tables(session, COUNTERS)
        made = sum(carry_out(session, command) for command in after)
        end = tables(session, COUNTERS)
        for _ in range(made):
            assert undo(session).command is not None
        assert tables(session, COUNTERS) == start
        for _ in range(made):
            assert redo(session).command is not None
        assert tables(session, COUNTERS) == end


@RELAXED
@given(history=st.lists(commands, max_size=25))
def test_an_export_imported_into_an_empty_store_is_the_same_store(template_store: Path, history: list[Any]) -> None:
    with Store(template_store) as session, Store(template_store) as other:
        for command in history:
            carry_out(session, command)
        records = list(export(session))
        restore_history(other, records)
        assert list(export(other)) == records
        assert tables(other) == tables(session)


@RELAXED
@given(history=st.lists(commands, max_size=25))
def test_the_tables_say_what_the_log_says(template_store: Path, history: list[Any]) -> None:
    with Store(template_store) as session:
        for command in history:
            carry_out(session, command)
        assert_sound(session)


@RELAXED
@given(history=st.lists(commands, max_size=25))
def test_an_export_passes_its_own_contract(template_store: Path, history: list[Any]) -> None:
    with Store(template_store) as session:
        for command in history:
            carry_out(session, command)
        records = list(export(session))
        assert list(checked(records)) == records


@RELAXED
@given(own=st.lists(commands, min_size=1, max_size=8), history=st.lists(commands, max_size=25))
def test_an_export_merged_into_another_store_adds_what_there_is_once(
    template_store: Path, own: list[Any], history: list[Any]
) -> None:
    with Store(template_store) as session, Store(template_store, NOW + 1) as other:
        for command in history:
            carry_out(session, command)
        items.add(other, items.Draft("here before"))
        for command in own:
            carry_out(other, command)
        before, rules_before = uids(other), rule_names(other)
        records = list(export(session))
        merged = merge(other, records)
        assert uids(other) == before | uids(session)
        after = rule_names(other)
        assert len(after) == len(rules_before) + len(rule_names(session))
        assert merge(other, records).command is None
        assert_sound(other)
        if merged.command is not None:
            undo(other, merged.command)
            assert (uids(other), rule_names(other)) == (before, rules_before)
            assert_sound(other)
            merge(other, records)
            assert rule_names(other) == after
