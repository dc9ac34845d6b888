"""What a shell offers under the cursor."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from opsflow.cli.words import completion, registry
from opsflow.services.looking import completing
from tests.conftest import Opsflow


def offered(opsflow: Opsflow, *words: str) -> list[str]:
    return [line.split("\t")[0] for line in opsflow("complete", "--", *words, check=0).lines]


@pytest.fixture(autouse=True)
def _items(opsflow: Opsflow) -> None:
    opsflow("add", "Rotate the cert", "+cert", "owner:bob", "project:net.dns")
    opsflow("add", "Patch web1", "+patch", "owner:ann")


def test_ids_come_with_titles(opsflow: Opsflow) -> None:
    assert opsflow("complete", "--", "show", "").lines == ["2\tPatch web1", "1\tRotate the cert"]
    assert offered(opsflow, "done", "1,2") == ["1,2"]


def test_values_are_completed_by_what_they_are(opsflow: Opsflow) -> None:
    assert offered(opsflow, "move", "1", "re") == ["ready", "review"]
    assert offered(opsflow, "assign", "1", "b") == ["bob"]
    assert offered(opsflow, "add", "x", "--project", "n") == ["net.dns"]
    assert offered(opsflow, "list", "+c") == ["+cert"]
    assert offered(opsflow, "list", "owner:a") == ["owner:ann"]
    assert offered(opsflow, "list", "is:over") == ["is:overdue"]
    assert offered(opsflow, "cancel", "1", "--dependents", "d") == ["drop"]


def test_reasons_codes_and_states_of_types_are_completed(opsflow: Opsflow) -> None:
    assert offered(opsflow, "list", "stage:fix") == ["stage:fix-in-progress"]
    assert offered(opsflow, "hold", "1", "v") == ["vendor"]
    assert offered(opsflow, "resolve", "1", "--code", "f") == ["fixed", "fulfilled"]
    assert offered(opsflow, "change", "close", "1", "--code", "b") == ["backed-out"]
    assert offered(opsflow, "types", "ch") == ["change"]
    assert offered(opsflow, "add", "x", "risk:h") == ["risk:high"]


def test_move_offers_the_stages_and_columns_that_the_type_can_take(opsflow: Opsflow) -> None:
    opsflow("add", "Disk full", "type:incident", "owner:ann", check=0)
    opsflow("add", "Upgrade", "type:change", check=0)
    columns = ["backlog", "ready", "doing", "review", "done", "cancelled"]
    assert offered(opsflow, "move", "1", "") == columns[1:]
    assert offered(opsflow, "move", "3", "") == ["in-progress", "resolved", "closed", "cancelled", "backlog", "doing",
                                                 "review", "done"]  # fmt: skip
    assert opsflow("complete", "--", "move", "3", "res", check=0).lines == ["resolved\tin done"]
    assert offered(opsflow, "move", "4", "impl") == ["implementing"]
    assert offered(opsflow, "move", "1", "impl") == []
    assert offered(opsflow, "move", "3", "4", "") == ["closed", "cancelled", *columns[:5]]
    assert offered(opsflow, "move", "3,4", "cl") == ["closed"]
    assert offered(opsflow, "move", "1,2", "") == columns[1:]
    assert offered(opsflow, "move", "77", "") == columns
    assert offered(opsflow, "move", "x", "") == columns
    assert offered(opsflow, "move", "--where", "type:change", "impl") == ["implementing"]


def test_start_offers_first_what_can_start_and_not_what_has(opsflow: Opsflow) -> None:
    opsflow("add", "Waits for 1", "dep:1", check=0)
    opsflow("add", "Urgent", "class:expedite", check=0)
    opsflow("add", "Begun", "owner:ann", check=0)
    opsflow("start", 5, check=0)
    assert offered(opsflow, "start", "") == ["4", "1", "2", "3"]
    assert offered(opsflow, "start", "3") == ["3"]
    assert offered(opsflow, "start", "1,") == ["1,4", "1,2", "1,3"]
    assert offered(opsflow, "start", "5") == []
    assert offered(opsflow, "start", "x") == []
    assert offered(opsflow, "done", "") == ["5", "4", "3", "2", "1"]


def test_the_variables_of_a_template_are_completed(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        "[templates.t]\ntitle = '{host}'\nvariables = { host = '', port = '443' }\n"
    )
    assert offered(opsflow, "add", "--template", "t", "po") == ["port="]
    assert offered(opsflow, "add", "--template", "nosuch", "po") == []


def test_commands_groups_and_options_are_completed(opsflow: Opsflow) -> None:
    assert offered(opsflow, "un") == ["unlink", "unblock", "undo"]
    assert offered(opsflow, "criteria", "ch") == ["check"]
    assert offered(opsflow, "list", "--lim") == ["--limit"]


def test_a_position_decides_what_is_offered(opsflow: Opsflow) -> None:
    opsflow("criteria", "add", 1, "served", "old one revoked")
    assert offered(opsflow, "edit", "1", "imp") == ["impact:", "implementation-plan:"]
    assert offered(opsflow, "edit", "1", "impact:h") == ["impact:high"]
    assert offered(opsflow, "criteria", "check", "1", "") == ["1", "2"]
    assert offered(opsflow, "criteria", "check", "1", "1,") == ["1,2"]
    assert offered(opsflow, "criteria", "check", "1,2", "") == []
    assert offered(opsflow, "criteria", "edit", "1", "1", "s") == []
    assert offered(opsflow, "link", "1", "") == [
        "relates", "caused-by", "fixed-by", "duplicate-of", "follow-up-of", "parent",
    ]  # fmt: skip
    assert offered(opsflow, "link", "1", "relates", "2") == ["2"]
    assert offered(opsflow, "tag", "1", "2", "+p") == ["+patch"]
    assert offered(opsflow, "move", "--where", "owner:ann", "rea") == ["ready"]


def test_a_word_behind_options_is_completed_for_its_place(opsflow: Opsflow) -> None:
    assert offered(opsflow, "move", "-r", "why", "1", "rea") == ["ready"]
    assert offered(opsflow, "move", "1", "--reason", "why", "--force", "rea") == ["ready"]
    assert offered(opsflow, "add", "--owner=b") == ["--owner=bob"]
    assert offered(opsflow, "list", "--sort", "-du") == ["-due"]
    assert offered(opsflow, "list", "-c", "id,ow") == ["id,owner"]
    assert offered(opsflow, "done", "-")[:2] == ["--where", "-w"]


def test_the_store_that_the_line_names_is_asked(opsflow: Opsflow, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    opsflow("--store", other, "add", "Elsewhere", check=0)
    assert opsflow("complete", "--", "--store", other, "show", "", check=0).lines == ["1\tElsewhere"]
    assert opsflow("complete", "--", "show", "--store", other, "", check=0).lines == ["1\tElsewhere"]


def test_dates_come_with_the_day_they_mean(opsflow: Opsflow) -> None:
    told = opsflow("complete", "--", "add", "x", "due:tom", check=0).lines
    assert told == ["due:tomorrow\t" + day_of(opsflow)]
    assert offered(opsflow, "log", "--since", "yes") == ["yesterday"]
    assert offered(opsflow, "list", "due.before:+3") == ["due.before:+3d"]
    assert offered(opsflow, "list", "created.since:yes") == ["created.since:yesterday"]


def day_of(opsflow: Opsflow) -> str:
    """Tomorrow, as a due date has it."""
    opsflow("edit", 1, "due:tomorrow", check=0)
    due = json.loads(opsflow("show", 1, "--json", check=0).out)["item"]["due"]
    return datetime.fromisoformat(due).strftime("%a %Y-%m-%d")


def test_lists_of_values_go_on_behind_a_comma(opsflow: Opsflow) -> None:
    assert offered(opsflow, "list", "state:doing,re") == ["state:doing,ready", "state:doing,review"]
    assert offered(opsflow, "list", "owner:bob,") == ["owner:bob,ann", "owner:bob,me"]
    assert offered(opsflow, "list", "no:ow") == ["no:owner"]


def test_every_kind_that_a_command_declares_is_one_that_completion_knows(opsflow: Opsflow) -> None:
    known = {
        *completing.KINDS,
        *completion.OWN,
        "files",
        "criteria",
        "filters",
        "sentence",
        "values",
        "verbs",
        "places",
        "-",
    }
    kinds = {kind for held in registry.everything() for param in held.params for kind in param.complete.split()}
    assert kinds <= known


def test_what_a_store_and_a_site_have_names_for_is_offered(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        "[views.mine]\nfilter = 'owner:me'\n[templates.patching]\ntitle = 'Patch {host}'\nvariables = { host = '' }\n"
    )
    opsflow("recur", "add", "backups", "--every", "weekdays 09:00", "Check the backups", check=0)
    complete = ["complete", "--"]
    assert opsflow(*complete, "board", "--view", "m", check=0).lines == ["mine\towner:me"]
    assert opsflow(*complete, "add", "--template", "p", check=0).lines == ["patching\tPatch {host}"]
    assert opsflow(*complete, "recur", "pause", "b", check=0).lines == ["backups\tweekdays 09:00"]
    assert opsflow(*complete, "undo", "3", check=0).lines == ["3\trecur add by ann"]
    assert offered(opsflow, "resolve", "1", "--field", "resolution=f") == ["resolution=fixed", "resolution=fulfilled"]
    assert "risk=" in offered(opsflow, "resolve", "1", "--field", "ri")
    assert offered(opsflow, "check", "over") == ["overdue"]
    assert offered(opsflow, "schema", "item") == ["item", "items"]
    assert offered(opsflow, "list", "--group", "own") == ["owner"]
    assert offered(opsflow, "completion", "") == ["bash", "zsh", "fish"]


def test_columns_and_sort_keys_are_completed_before_there_is_a_store(opsflow: Opsflow, tmp_path: Path) -> None:
    env = {"OPSFLOW_STORE": str(tmp_path / "none.db")}
    for option in ("--columns", "--group", "--sort"):
        assert opsflow("complete", "--", "list", option, "ow", env=env, check=0).lines == ["owner"]
