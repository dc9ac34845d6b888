"""What a hurried or a hostile person types: each gets its status, and a sentence that helps."""

from __future__ import annotations

import os
from pathlib import Path
from pwd import getpwuid

import pytest

from tests.conftest import Clock, Opsflow


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["undo", "x"], 2, "'x' is not a list of command numbers"),
        (["undo", "1-2"], 2, "undo takes one command number, not 2"),
        (["undo", "--count", 0], 2, "from 1 up"),
        (["list", "--limit", 0], 2, "from 1 up"),
        (["log", "--limit", 0], 2, "from 1 up"),
        (["board", "--print", "--width", 0], 2, "from 1 up"),
        (["criteria", "check", 1, "x"], 2, "not a list of criterion numbers"),
        (["criteria", "edit", 1, "x", "y"], 2, "not a list of criterion numbers"),
        (["log", 99], 3, "There is no item 99"),
        (["log", "1-501"], 2, "at most 500 items"),
        (["log", "--since", ""], 2, "A date is missing"),
        (["workflow", "--move", "a=b"], 2, "--apply"),
        (["done", 1, "--at", "tomorrow"], 2, "yet to come"),
        (["listt"], 2, "There is no command 'listt'; did you mean list? See"),
        (["list", "--color", "pink"], 2, "'--color': 'pink' is not one of"),
        (["completion"], 2, "(bash, zsh or fish)"),
    ],
)
def test_wrong_words_get_their_status_and_a_sentence_that_helps(
    opsflow: Opsflow, words: list[str | int], status: int, says: str
) -> None:
    opsflow("add", "one", "--done", "checked", check=0)
    assert says in opsflow(*words, check=status).err


def test_an_error_far_into_a_long_filter_is_shown_with_its_surroundings_alone(opsflow: Opsflow) -> None:
    lines = opsflow("list", " or ".join(f"owner:a{number}" for number in range(300)) + " state:doin").err.splitlines()
    assert max(map(len, lines[1:])) < 100
    assert lines[1].startswith("  …")
    assert lines[2].index("^") == lines[1].index("doin")


def test_the_log_of_an_undone_item_is_still_there(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("undo")
    assert len(opsflow("log", 1, check=0).lines) == 2


def test_since_a_weekday_means_the_last_one(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "one")
    clock.advance(days=1)
    assert len(opsflow("log", "--since", "wed", check=0).lines) == 1
    assert opsflow("list", "created.since:wed", "--quiet", check=0).out == "1\n"
    opsflow("edit", 1, "due:fri", check=0)
    assert opsflow("list", "due.since:wed", "--quiet", check=0).out == ""


def test_an_item_from_before_1970_is_as_the_log_says(opsflow: Opsflow) -> None:
    opsflow("add", "The battle", "--at", "1066-10-14", check=0)
    assert opsflow("doctor", check=0).out == "no problem in 1 item and 1 event\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[views]\nmine = "owner:me"\n', "line 2: views.mine: has to be a table: [views.mine] with its keys below it."),
        ('[rules]\nwiplimit = "warn"\n', "did you mean wip-limit?\n"),
        ('zone = "Nowhere"\n', "there is no time zone 'Nowhere'; write it like Europe/Berlin.\n"),
        ("due_soon_days = true\n", "due_soon_days: has to be a number."),
        ('preset = "hard"\n', "preset: has to be 'light', 'standard' or 'strict'."),
        ('[[workflow.states]]\nname = "a b"\ncategory = "done"\n', "begins with a letter"),
    ],
)
def test_a_configuration_that_is_wrong_is_explained_in_words_of_toml(
    opsflow: Opsflow, tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text(text)
    assert says in opsflow("list", check=2).err


def test_without_a_home_the_folder_of_the_account_is_used(opsflow: Opsflow) -> None:
    nowhere = {"HOME": None, "OPSFLOW_STORE": None, "XDG_DATA_HOME": None, "XDG_CONFIG_HOME": None}
    assert f" {getpwuid(os.getuid()).pw_dir}/.config/" in opsflow("config", "path", env=nowhere, check=0).err


def test_init_in_a_folder_that_is_gone_says_so(
    opsflow: Opsflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "working directory is gone" in opsflow("init", "--here", check=2).err


def test_a_sheet_is_written_whole_where_not_all_signs_can_be(opsflow_process: Opsflow) -> None:
    opsflow_process("add", "Zürich does not answer", check=0)
    env = {"PYTHONIOENCODING": "ascii"}
    assert opsflow_process("list", "--csv", env=env, check=0).out.endswith("Z\\xfcrich does not answer\n")
    assert "Z\\xfcrich" in opsflow_process("audit", "export", "--format", "csv", env=env, check=0).out


def test_quotes_within_an_argument_are_those_of_the_filter(opsflow: Opsflow) -> None:
    opsflow("add", "Mail is down", "service:web shop", check=0)
    assert len(opsflow("list", "service:'web shop' mail", check=0).lines) == 1


@pytest.mark.parametrize("words", [("",), ("", "list"), ("--", ""), ("criteria", ""), ("ingest", "", "3")])
def test_an_empty_word_is_no_command(opsflow: Opsflow, words: tuple[str, ...]) -> None:
    assert "There is no command ''" in opsflow(*words, check=2).err
