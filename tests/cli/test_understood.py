"""What is said of words that were understood to be more, or other, than they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Clock, Opsflow


@pytest.fixture
def monday(clock: Clock) -> Clock:
    clock.advance(days=-2, hours=1)
    return clock


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["due:fri"], "added 1, due Fri 2026-03-06: x"),
        (["--due", "+2d", "wait:17:00"], "added 1, not-before Mon 2026-03-02 17:00, due Wed 2026-03-04: x"),
        (["wait:eow"], "added 1, not-before Fri 2026-03-06: x"),
        (["renewal:tomorrow"], "added 1, renewal Tue 2026-03-03: x"),
        (["due:2026-03-06", "renewal:2026-04-01"], "added 1: x"),
        (["due:2026-03-06T14:00"], "added 1: x"),
        (["due:2026-03-06 14:00"], "added 1: x"),
        (["due:2026-03-06T14:00:00"], "added 1: x"),
        (["due:2026-03-06T14:00:00+01:00"], "added 1, due Fri 2026-03-06 13:00: x"),
        ([], "added 1: x"),
    ],
)
def test_the_line_tells_the_day_that_a_relative_date_means(
    opsflow: Opsflow, tmp_path: Path, words: list[str], line: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text('[fields.renewal]\nkind = "date"\n')
    assert opsflow("add", "x", *words, check=0).out == f"{line}\n"


@pytest.mark.usefixtures("monday")
def test_edits_of_several_items_tell_it_once_and_programs_are_told_ids(opsflow: Opsflow) -> None:
    assert opsflow("add", "x", "due:fri", "--quiet", check=0).out == "1\n"
    assert json.loads(opsflow("add", "y", "due:fri", "--json", check=0).out)["items"] == [2]
    assert opsflow("edit", "1,2", "due:+1d", check=0).out == "edited 2 items, due Tue 2026-03-03: 1-2\n"
    assert opsflow("edit", "1", "due:", check=0).out == "edited 1: x\n"
    told = opsflow("add", "z", "due:fri", "--dry-run", check=0).out
    assert told == "would have added 3, due Fri 2026-03-06: z\n"


def test_a_state_is_not_edited_and_the_command_that_moves_is_named(opsflow: Opsflow) -> None:
    opsflow("add", "x", check=0)
    assert "`opsflow move 1,3-4 doing`" in opsflow("edit", "1", "3,4", "state:doing", check=2).err


def test_a_day_to_come_shows_nothing(opsflow: Opsflow) -> None:
    opsflow("add", "x", check=0)
    assert "'tomorrow' is yet to come" in opsflow("show", 1, "--at", "tomorrow", check=2).err
    assert opsflow("show", 1, "--at", "today", check=0).lines[0] == "1  x"


def test_what_is_in_the_way_of_an_undo_is_told_with_the_way_round_it(opsflow: Opsflow) -> None:
    opsflow("add", "x", check=0)
    opsflow("edit", 1, "owner:ann", check=0)
    opsflow("edit", 1, "impact:high", env={"OPSFLOW_USER": "bob"}, check=0)
    told = opsflow("undo", 2, check=5).err
    assert "bob has changed item 1 since, by command 3 (edit: impact nothing → high" in told
    assert "first `opsflow undo 3`, then `opsflow undo 2`" in told
    opsflow("undo", 3, check=0)
    opsflow("undo", 2, check=0)


def test_words_of_one_argument_are_one_value_of_a_field(opsflow: Opsflow) -> None:
    opsflow("add", "a", "service:web shop", "due:2026-04-01 12:00", check=0)
    opsflow("add", "b shop", "service:web", "due:2026-04-01 18:00", check=0)
    found = {
        "service:web shop": "1", "-service:web shop": "2", "service:web": "2", "due.before:2026-04-01 13:00": "1",
        "service:web or is:blocked": "2", "has:due shop": "2",
    }  # fmt: skip
    for word, ids in found.items():
        assert opsflow("list", word, "--quiet", check=0).out.split() == [ids], word
    assert opsflow("list", "service:web", "shop", "--quiet", check=0).out == "2\n"


def test_words_that_find_nothing_as_one_value_are_told_so(opsflow: Opsflow) -> None:
    opsflow("add", "fix web", "owner:anna", check=0)
    hint = 'owner:"anna web" asks for one value of several words. If they were meant apart, write owner:anna and web.'
    for command in ("list", "next", "claim", "sla", "change list", "note hi --where", "done --where"):
        assert hint in opsflow(*command.split(), "owner:anna web", check=0).err, command
    assert opsflow("list", "owner:anna and web", "--quiet", check=0).out == "1\n"
    assert hint in opsflow("next", "owner:anna web", "--json", check=0).err
    assert "Did you mean is:overdue?" in opsflow("next", "overdue", check=0).err
    for words in ("due.before:fri 17:00", "owner:nobody web is:open", "has:due"):
        assert "asks for" not in opsflow("list", words, check=0).err


def test_a_context_keeps_the_quotes_that_the_shell_took(opsflow: Opsflow) -> None:
    opsflow("add", "a", "service:web shop", check=0)
    opsflow("context", "service:web shop", check=0)
    assert opsflow("context", check=0).out == 'service:"web shop"\n'
    assert opsflow("list", "--quiet", check=0).out == "1\n"


@pytest.mark.usefixtures("monday")
def test_a_due_date_before_the_first_day_of_work_is_pointed_out(opsflow: Opsflow) -> None:
    told = (
        "1 is due 2026-03-06, and not to be started before 2026-03-07. To change one of them: "
        "`opsflow edit 1 due:2026-03-07`, or not-before:DATE.\n"
    )
    assert opsflow("add", "x", "due:fri", "not-before:sat", check=0).err.endswith(told)
    assert opsflow("edit", 1, "impact:high", check=0).err == ""
    assert opsflow("edit", 1, "due:sat", check=0).err == ""
    assert opsflow("edit", 1, "due:fri", check=0).err == told
    assert opsflow("edit", 1, "not-before:fri", check=0).err == ""


def test_a_number_in_a_date_of_several_words_is_no_item(opsflow: Opsflow) -> None:
    opsflow("add", "x", check=0)
    assert "for 'in 3 days' write due:+3d." in opsflow("edit", 1, "due:in", 3, "days", check=2).err
