"""Fields that an import brings from another tool are text fields under their names there, without a declaration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Opsflow

UID = "11111111-1111-4111-8111-11111111111"
TASK = {"status": "pending", "entry": "20260101T000000Z"}


@pytest.fixture
def kept(opsflow: Opsflow) -> Opsflow:
    tasks = [
        {**TASK, "uuid": f"{UID}1", "description": "one", "ticket": 4711, "Region": "north west"},
        {**TASK, "uuid": f"{UID}2", "description": "two", "ticket": "X-9"},
        {**TASK, "uuid": f"{UID}3", "description": "three"},
    ]
    opsflow("import", "taskwarrior", "-", input=json.dumps(tasks), check=0)
    return opsflow


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["tw.ticket:4711"], ["1"]),
        (["tw.ticket:4711,X-9"], ["1", "2"]),
        (["TW.ticket:X-9"], ["2"]),
        (["tw.ticket~47"], ["1"]),
        (["has:tw.ticket"], ["1", "2"]),
        (["no:tw.ticket"], ["3"]),
        (["-tw.ticket:4711", "id<9"], ["2", "3"]),
        (["tw.Region:north west"], ["1"]),
        (["tw.region:north west"], []),
    ],
)
def test_a_filter_asks_for_them(kept: Opsflow, words: list[str], ids: list[str]) -> None:
    assert kept("list", "--quiet", "--sort", "id", *words, check=0).lines == ids


def test_a_name_that_no_item_has_is_told_with_the_nearest_one(kept: Opsflow) -> None:
    told = "No item has a field tw.tiket. Did you mean tw.ticket?"
    assert told in kept("list", "tw.tiket:4711", check=0).err
    assert told in kept("edit", "--where", "has:tw.tiket", "tw.tiket:1", check=0).err
    assert "No item has a field" not in kept("list", "tw.ticket:1", check=0).err


def test_they_have_no_order(kept: Opsflow) -> None:
    assert "tw.ticket has no order: write tw.ticket:3." in kept("list", "tw.ticket.over:3", check=2).err
    assert "tw.ticket has no order: write tw.ticket:3." in kept("list", "tw.ticket>3", check=2).err


def test_they_are_columns_sort_keys_and_groups(kept: Opsflow) -> None:
    found = kept("list", "--columns", "id,tw.ticket", "--sort", "-tw.ticket", check=0)
    assert found.lines == ["2\tX-9", "1\t4711", "3\t"]
    assert "tw.ticket: X-9 (1)" in kept("list", "--group", "tw.ticket", check=0).lines
    assert kept("list", "--csv", "--columns", "id,tw.Region", "1", check=0).lines == ["id,tw.Region", "1,north west"]


def test_a_saved_view_may_name_them(kept: Opsflow, tmp_path: Path) -> None:
    view = '[views.tickets]\nfilter = "has:tw.ticket"\nsort = "tw.ticket"\ncolumns = ["tw.ticket"]\n'
    (tmp_path / ".opsflow.toml").write_text(view)
    kept("config", "check", check=0)
    assert kept("list", "@tickets", check=0).lines == ["4711", "X-9"]


def test_edit_sets_and_clears_them_and_an_undo_takes_it_back(kept: Opsflow) -> None:
    kept("edit", "1", "tw.ticket:4712", check=0)
    assert kept("list", "--columns", "title,tw.ticket", "1", check=0).lines == ["one\t4712"]
    kept("undo", check=0)
    assert kept("list", "--columns", "title,tw.ticket", "1", check=0).lines == ["one\t4711"]
    kept("edit", "1", "tw.ticket:", check=0)
    assert kept("list", "--quiet", "no:tw.ticket", "tw.Region:", check=0).lines == ["3"]
    assert kept("list", "--quiet", "no:tw.ticket", "1", check=0).lines == ["1"]


def test_add_takes_them_and_a_backslash_keeps_the_text(kept: Opsflow) -> None:
    kept("add", "Call back", "tw.ticket:99", check=0)
    kept("add", "Look at", "tw.ticket\\:99", check=0)
    found = kept("list", "--columns", "title,tw.ticket", "4,5", "--sort", "id", check=0)
    assert found.lines == ["Call back\t99", "Look at tw.ticket:99\t"]


def test_another_name_with_a_dot_does_not_become_the_title_unasked(kept: Opsflow) -> None:
    refused = kept("edit", "1", "jira.ticket:foo", check=2)
    assert "There is no field 'jira.ticket'" in refused.err
    assert kept("edit", "1", "jira.ticket\\:foo", check=0).out == "edited 1: jira.ticket:foo\n"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["list", "tw.t"], ["tw.ticket:"]),
        (["list", "has:tw."], ["has:tw.Region", "has:tw.ticket"]),
        (["edit", "1", "tw.t"], ["tw.ticket:"]),
        (["list", "--columns", "id,tw.t"], ["id,tw.ticket"]),
        (["list", "--sort", "-tw.t"], ["-tw.ticket"]),
        (["add", "x", "--field", "tw.t"], ["tw.ticket="]),
    ],
)
def test_those_in_use_are_completed(kept: Opsflow, words: list[str], offered: list[str]) -> None:
    assert [line.split("\t")[0] for line in kept("complete", "--", *words, check=0).lines] == offered
