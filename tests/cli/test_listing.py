"""The list on a terminal: the type tells the priority, the state what waits; a pipe stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsflow.cli.output.columns import COLUMNS
from tests.conftest import Opsflow


@pytest.fixture
def listed(opsflow: Opsflow) -> Opsflow:
    opsflow("add", "Mail is down", "type:incident", "impact:high", "urgency:high", check=0)
    opsflow("add", "Move the mailboxes", "due:2026-03-02", check=0)
    opsflow("dep", "add", "2", "--on", "1", check=0)
    return opsflow


@pytest.mark.usefixtures("on_a_terminal")
def test_a_terminal_shows_priorities_and_what_waits(listed: Opsflow) -> None:
    rows = {line.split()[0]: line for line in listed("list", check=0).lines}
    assert "incident P1" in rows["1"]
    assert "↳1" in rows["2"]


@pytest.mark.usefixtures("on_a_terminal")
def test_a_terminal_shows_the_day_that_a_closed_item_was_due_and_no_days_left(listed: Opsflow) -> None:
    listed("cancel", "2", "--reason", "not needed", check=0)
    (row,) = (line for line in listed("list", "state:cancelled", check=0).lines if line.split()[0] == "2")
    assert "2026-03-02" in row
    assert "↳" not in row


def test_a_pipe_shows_types_and_states_alone(listed: Opsflow) -> None:
    rows = [line.split("\t")[1:3] for line in listed("list", "--sort", "id", check=0).lines]
    assert rows == [["ready", "incident"], ["backlog", "task"]]


@pytest.mark.parametrize(
    ("keys", "ids"),
    [
        ("id", "1 2 3 4"),
        ("-id", "4 3 2 1"),
        ("service", "2 4 1 3"),
        ("service,-id", "4 2 3 1"),
        ("-service,title", "1 3 2 4"),
        ("type, -due", "4 2 1 3"),
        ("id,-service", "1 2 3 4"),
    ],
)
def test_several_keys_sort_each_within_those_before_it(opsflow: Opsflow, keys: str, ids: str) -> None:
    for title, *words in (
        ("a", "service:web", "due:2026-04-01"),
        ("b", "service:db", "type:incident"),
        ("c", "service:web"),
        ("d", "service:db", "due:2026-03-20", "type:incident"),
    ):
        opsflow("add", title, *words, check=0)
    assert opsflow("list", "--sort", keys, "--quiet", check=0).out.split() == ids.split()


def test_each_sort_key_is_looked_at(opsflow: Opsflow) -> None:
    assert "Did you mean due" in opsflow("list", "--sort", "id,du", check=2).err


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "state"])
def test_a_group_is_called_what_its_column_reads(listed: Opsflow, column: str) -> None:
    listed("edit", "1", "due:+2d", "estimate:2h", "owner:bob", "+mail", "project:net", "not-before:fri", check=0)
    listed("block", "1", "vendor", check=0)
    listed("hold", "2", "caller", check=0)
    (cell,) = listed("list", "id:1", "--columns", column, check=0).lines
    assert listed("list", "id:1", "--group", column, check=0).lines[0] == f"{column}: {cell or '-'} (1)"


def test_groups_come_in_the_order_of_the_list_with_what_is_in_them(listed: Opsflow) -> None:
    listed("add", "Clean up", "owner:bob", check=0)
    listed("block", "3", "vendor", check=0)
    grouped = listed("list", "--group", "state", "--columns", "id,state", "--sort", "id", check=0)
    assert grouped.lines == ["state: ready (1)", "1", "state: backlog (2)", "2", "3"]


def test_a_group_that_is_no_column_is_answered_with_those_there_are(listed: Opsflow) -> None:
    assert "Did you mean owner" in listed("list", "--group", "owners", check=2).err


@pytest.mark.usefixtures("on_a_terminal")
def test_a_wide_terminal_shows_projects_services_and_tags_unless_columns_were_chosen(opsflow: Opsflow) -> None:
    opsflow("add", "Renew the certificate", "project:net.dns", "service:shop", "+cert", check=0)
    wide = {"COLUMNS": "120", "NO_COLOR": "1"}
    assert opsflow("list", env=wide, check=0).lines[0].split() == [
        "id", "state", "type", "project", "service", "tags", "title"
    ]  # fmt: skip
    assert opsflow("list", "--group", "service", env=wide, check=0).lines[0].split() == [
        "id", "state", "type", "project", "tags", "title"
    ]  # fmt: skip
    assert opsflow("list", "--columns", "id,title", env=wide, check=0).lines[0].split() == ["id", "title"]
    assert "net.dns" not in opsflow("list", env={**wide, "COLUMNS": "45"}, check=0).out
    assert opsflow("list", "--columns", "id,project,title", env={**wide, "COLUMNS": "30"}).lines[0].split() == [
        "id", "project", "title"
    ]  # fmt: skip


def test_a_list_in_a_pipe_has_the_same_columns_however_wide_a_terminal_is(opsflow: Opsflow) -> None:
    opsflow("add", "Renew the certificate", "project:net.dns", check=0)
    assert opsflow("list", env={"COLUMNS": "200"}, check=0).out == "1\tbacklog\ttask\t\t\t\tRenew the certificate\n"


@pytest.mark.usefixtures("on_a_terminal")
def test_the_workflow_is_a_table_on_a_terminal(listed: Opsflow) -> None:
    heading, first, *_ = listed("workflow", env={"NO_COLOR": "1"}, check=0).lines
    assert heading == "state      category   items"
    assert first == "backlog    backlog        1"


def test_a_sign_of_a_view_without_its_name_is_no_text(listed: Opsflow) -> None:
    assert "There is no view @." in listed("list", "@", check=2).err
    assert listed("list", '"@"', check=0).out == ""


def test_json_holds_every_field_and_says_so_to_who_asks_for_columns(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    told = opsflow("list", "--json", "--columns", "id,title", check=0)
    assert json.loads(told.out)["items"][0]["state"] == "backlog"
    assert told.err == "--columns is for tables and --csv: JSON holds every field.\n"


_VIEWS = """
[views.late]
filter = "due.before:2030-01-01"
sort = "-due"
columns = ["title", "owner"]
limit = 2
[views.mine]
filter = "owner:ann"
[views.ids]
filter = "is:open"
columns = ["id"]
"""


@pytest.fixture
def viewed(opsflow: Opsflow, tmp_path: Path) -> Opsflow:
    (tmp_path / ".opsflow.toml").write_text(_VIEWS)
    for title, owner, day in (("a", "ann", 1), ("b", "bob", 2), ("c", "ann", 3), ("d", "ann", 4)):
        opsflow("add", title, f"owner:{owner}", f"due:2026-12-0{day}", check=0)
    return opsflow


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["@late", "@mine"], ["d\tann", "c\tann"]),
        (["@mine", "@late"], ["d\tann", "c\tann"]),
        (["@late", "@ids"], ["4", "3"]),
        (["@ids @late"], ["d\tann", "c\tann"]),
        (["@late", "owner:bob"], ["b\tbob"]),
        (["@late", "@mine", "--sort", "due", "--columns", "id", "--limit", "1"], ["1"]),
    ],
)
def test_views_combine_and_the_last_that_says_how_a_list_looks_is_heard(
    viewed: Opsflow, words: list[str], lines: list[str]
) -> None:
    assert viewed("list", *words, check=0).lines == lines


@pytest.mark.parametrize("words", [["@ids", "or", "@mine"], ["not", "@ids"], ["(@ids)", "owner:ann"], ["-@ids"]])
def test_a_view_that_is_one_condition_among_others_says_nothing_of_how_a_list_looks(
    viewed: Opsflow, words: list[str]
) -> None:
    assert all("\t" in line for line in viewed("list", *words, "--all", check=0).lines)
