"""Taking back and putting back, by number and by count, at the shell."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Clock, Opsflow


def test_a_command_that_was_put_back_can_be_taken_back_again_by_its_number(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("undo", 1)
    opsflow("redo", 2)
    assert "undid 3: redo 1: one" in opsflow("undo", 1, check=0).out
    assert "redid" in opsflow("redo", 2, check=0).out
    assert opsflow("list", "--quiet").out == "1\n"


def test_what_is_taken_back_already_is_named_with_the_way_back(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("undo")
    assert "`opsflow redo 2` reverses that" in opsflow("undo", 1, check=0).err
    opsflow("redo")
    assert "to put back" in opsflow("redo", check=0).err


def test_several_undos_are_one_document(opsflow: Opsflow) -> None:
    for title in ("one", "two", "three"):
        opsflow("add", title)
    document = json.loads(opsflow("undo", "--count", 2, "--json", check=0).out)
    assert (document["command"], document["items"]) == (5, [3, 2])
    assert json.loads(opsflow("redo", "--count", 9, "--json", check=0).out)["items"] == [2, 3]


def test_undos_before_one_that_is_refused_are_told(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("note", 1, "theirs", env={"OPSFLOW_USER": "bob"})
    opsflow("add", "two")
    result = opsflow("undo", "--count", 2, check=5)
    assert result.out == "undid 3: add 2: two\n"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["undo", "--count", 2, "--request-id", "k"], 2, "--count"),
        (["undo", "--count", 2, "--dry-run"], 2, "--count"),
        (["undo", "--at", "yesterday"], 2, "leave --at out"),
        (["add", "two", "--request-id", ""], 2, "needs a key"),
        (["note", 1, "x", "--request-id", "first"], 2, "was used by command 1 (add)"),
        (["note", 1, "x", "--at", "-2h"], 2, "1 was created after that"),
        (["unblock", 1, "--at", "-30m"], 2, "1 was blocked after that"),
    ],
)
def test_times_and_keys_that_do_not_fit_are_refused(
    opsflow: Opsflow, clock: Clock, words: list[str | int], status: int, says: str
) -> None:
    opsflow("add", "one", "--request-id", "first", check=0)
    clock.advance(hours=1)
    opsflow("block", 1, "vendor", check=0)
    assert says in opsflow(*words, check=status).err


def test_a_rehearsal_of_undo_and_redo_says_so_in_plain_words(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    assert opsflow("undo", "--dry-run", check=0).out.startswith("would have undone 1: ")
    opsflow("undo", check=0)
    assert opsflow("redo", "--dry-run", check=0).out.startswith("would have redone 1: ")


def test_a_redo_ends_where_the_actor_has_gone_on_since_and_a_number_names_it_all_the_same(opsflow: Opsflow) -> None:
    opsflow("add", "one", "owner:ann")
    opsflow("edit", "1", "owner:eve")
    opsflow("undo")
    opsflow("note", "1", "hello")
    said = opsflow("redo", check=0)
    assert said.out == ""
    assert "after undo 3 came command 4 (note). `opsflow redo 3` puts back" in said.err
    opsflow("undo")
    opsflow("redo", check=0)  # of the undo just now
    assert opsflow("redo", "3", check=0).out == "redid 2: edit 1: one\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["edit", 1, "owner:bob"], ["edit", 1, "owner:carl"]),
        (["tag", 1, "-cert"], ["tag", 1, "+cert"]),
        (["criteria", "add", 1, "new one served"], ["criteria", "check", 1, 1]),
        (["add", "two"], ["note", 2, "hm"]),
    ],
)
def test_what_one_did_oneself_with_the_same_afterwards_is_named_with_the_way_round_it(
    opsflow: Opsflow, first: list[str | int], second: list[str | int]
) -> None:
    opsflow("add", "one", "owner:ann", "+cert", check=0)
    opsflow(*first, check=0)
    opsflow(*second, check=0)
    said = opsflow("undo", 2, check=5).err
    assert "has gone on since command 2 (" in said
    assert "To go on, first `opsflow undo 3`, then `opsflow undo 2`;" in said
    opsflow("undo", 3, check=0)
    opsflow("undo", 2, check=0)


def test_a_redo_that_does_not_fit_any_more_advises_the_redo(opsflow: Opsflow) -> None:
    opsflow("add", "one", "owner:ann", check=0)
    opsflow("edit", 1, "owner:bob", check=0)
    opsflow("undo", check=0)
    opsflow("edit", 1, "owner:carl", check=0)
    said = opsflow("redo", 3, check=5).err
    assert "Nothing was put back. To go on, first `opsflow undo 4`, then `opsflow redo 3`;" in said


def test_a_redaction_by_someone_else_keeps_nobody_from_taking_back_other_work(opsflow: Opsflow) -> None:
    opsflow("add", "one", "owner:ann", check=0)
    opsflow("note", 1, "hunter2", check=0)
    opsflow("edit", 1, "owner:bob", check=0)
    opsflow("redact", 1, "--note", 1, "--reason", "leak", env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow("undo", 3, check=0)
    assert json.loads(opsflow("show", 1, "--json", check=0).out)["item"]["owner"] == "ann"


def test_an_undo_after_a_redaction_says_that_it_took_back_what_came_before(opsflow: Opsflow) -> None:
    opsflow("add", "one", "owner:ann", check=0)
    opsflow("note", 1, "hunter2", env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow("edit", 1, "owner:bob", check=0)
    opsflow("redact", 1, "--note", 1, "--reason", "leak", check=0)
    told = opsflow("undo", check=0)
    assert told.out == "undid 3: edit 1: one\n"
    assert told.err == "Command 4 (redact) cannot be taken back.\n"
    opsflow("edit", 1, "owner:carl", check=0)
    assert opsflow("undo", check=0).err == ""


def test_an_undo_after_an_import_says_how_that_is_taken_back(opsflow: Opsflow) -> None:
    task = {"uuid": "5d2a6c1e-0f4b-4c8e-9b57-3f1f0c2d7a90", "description": "t", "status": "pending"}
    task["entry"] = "20260101T000000Z"
    opsflow("import", "taskwarrior", "-", input=json.dumps([task]), check=0)
    says = "Command 1 (import taskwarrior) stays: `opsflow undo 1` takes it back.\n"
    assert opsflow("undo", check=0).err.endswith(says)
    opsflow("undo", 1, check=0)
    assert "Command 1" not in opsflow("undo", check=0).err


def test_no_advice_leads_to_a_command_that_was_redacted(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    opsflow("note", 1, "hunter2", env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow("redact", 1, "--note", 1, "--reason", "leak", check=0)
    said = opsflow("undo", 1, check=5).err
    assert "opsflow undo" not in said
    assert "Command 2 was redacted since and cannot be taken back, so 1 stays as well; `opsflow cancel 1`" in said
    opsflow("edit", 1, "impact:high", check=0)


def test_an_item_that_another_refers_to_is_named_as_one(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    opsflow("add", "two", check=0)
    opsflow("dep", "add", 2, "--on", 1, check=0)
    assert "Item 2 refers to 1 since." in opsflow("undo", 1, check=5).err
