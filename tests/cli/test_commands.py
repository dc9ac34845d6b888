"""Commands as they are typed: what they print, what they refuse, and their exit status."""

from __future__ import annotations

import json
import shlex
import uuid
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import names, schema
from opsflow.contract.schemas.models import declared
from tests.conftest import Clock, Opsflow


@pytest.fixture(params=["short", "long"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs through the small reader and through Typer."""
    if request.param == "long":
        monkeypatch.setenv("OPSFLOW_PLAIN_START", "1")


def test_a_sentence_becomes_an_item(opsflow: Opsflow) -> None:
    opsflow("add", "Rotate", "the", "cert", "due:fri", "+cert", "impact:high", "--done", "served", check=0)
    item = json.loads(opsflow("show", 1, "--json", check=0).out)["item"]
    assert item["title"] == "Rotate the cert"
    assert (item["tags"], item["impact"]) == (["cert"], "high")
    assert item["due"] == "2026-03-06T23:59:59Z"
    assert [criterion["text"] for criterion in item["definition_of_done"]] == ["served"]


def test_a_write_prints_one_line_and_quiet_prints_ids(opsflow: Opsflow) -> None:
    assert opsflow("add", "one", check=0).out == "added 1: one\n"
    assert opsflow("add", "two", "--quiet", check=0).out == "2\n"
    assert opsflow("move", "1,2", "ready", check=0).out == "moved 2 items to ready: 1-2\n"


def test_a_list_in_a_pipe_is_tab_separated_whole_and_without_a_heading(opsflow: Opsflow) -> None:
    title = "a very long title " * 12
    opsflow("add", title, "owner:bob", check=0)
    assert opsflow("list", check=0).out == f"1\tbacklog\ttask\tbob\t\t\t{title.strip()}\n"


def test_a_refusal_exits_4_and_names_rule_item_and_remedy(opsflow: Opsflow) -> None:
    opsflow("add", "one", "--done", "checked", check=0)
    result = opsflow("done", 1, check=4)
    assert result.out == ""
    assert "criteria-before-done" in result.err
    assert "opsflow criteria check 1 1" in result.err
    opsflow("done", 1, "--force", check=2)
    opsflow("done", 1, "--force", "--reason", "gone", check=0)


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["show", 99], 3, "no item 99"),
        (["done", "x"], 2, "not a list of item ids"),
        (["done"], 2, "Which items"),
        (["move", 1, "doin"], 2, "doing"),
        (["list", "state:doin"], 2, "doing"),
        (["list", "ownr:x"], 2, "owner"),
        (["list", "(a"], 2, ""),
        (["list", "--sort", "du"], 2, "due"),
        (["add", "x", "due:someday"], 2, "no date"),
        (["add", "x", "prject:y"], 2, "project"),
        (["add", ""], 2, "needs a title"),
        (["lsit"], 2, "list"),
        (["list", "--limt", 3], 2, "--limit"),
        (["list", "--limit", "x"], 2, "whole number"),
        (["criteria", "check", 1, 9], 3, "no criterion 9"),
        (["undo", 99], 3, "no command 99"),
        (["dep", "add", 1, "--on", 1], 4, "itself"),
        (["schema", "nothing"], 3, "items"),
        (["schema", "itms"], 3, "Did you mean items"),
        (["--store", "/nowhere/x.db", "list"], 6, "no store"),
    ],
)
def test_bad_input_gets_its_status_and_a_remedy(
    opsflow: Opsflow, words: list[str | int], status: int, says: str
) -> None:
    opsflow("add", "one", check=0)
    result = opsflow(*words, check=status)
    assert says in result.err
    assert "Traceback" not in result.err


def test_an_error_in_a_filter_is_pointed_at(opsflow: Opsflow) -> None:
    lines = opsflow("list", "owner:me", "state:doin", check=2).err.splitlines()
    assert lines[1] == "  owner:me state:doin"
    assert lines[2].index("^") == lines[1].index("doin")


def test_a_minus_makes_a_filter_word_not_an_option(opsflow: Opsflow) -> None:
    opsflow("add", "one", "+vendor")
    opsflow("add", "two", "+cert")
    assert opsflow("list", "-vendor", "--quiet", check=0).out == "2\n"
    assert opsflow("list", "+cert,vendor", "--quiet", check=0).out == "1\n2\n"


def test_ids_come_from_stdin_and_from_filters(opsflow: Opsflow) -> None:
    for title in ("one", "two", "three"):
        opsflow("add", title)
    opsflow("done", "-", input="1\n2\n", check=0)
    opsflow("tag", "+x", "--where", "title~three", check=0)
    assert opsflow("list", "+x", "--quiet").out == "3\n"
    nothing = opsflow("done", "--where", "+nothing", check=0)
    assert "nothing was changed" in nothing.err


def test_undo_and_redo_name_what_they_took_back(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("done", 1)
    assert opsflow("undo", check=0).out == "undid 2: done 1: one\n"
    assert opsflow("redo", check=0).out == "redid 2: done 1: one\n"
    assert "nothing" in opsflow("redo", check=0).err


def test_an_undo_is_refused_when_someone_else_changed_the_item_since(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("edit", 1, "impact:high")
    opsflow("note", 1, "mine", env={"OPSFLOW_USER": "bob"})
    assert "bob" in opsflow("undo", check=5).err


def test_an_item_is_shown_as_it_was(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "one")
    clock.advance(days=2)
    opsflow("edit", 1, "--title", "two", check=0)
    assert json.loads(opsflow("show", 1, "--at", "yesterday", "--json", check=0).out)["item"]["title"] == "one"
    opsflow("show", 1, "--at", "2020-01-01", check=3)


def test_a_copy_differs_in_what_is_said_and_in_nothing_else(opsflow: Opsflow) -> None:
    opsflow("add", "Patch web1", "service:shop", "due:2026-03-05", "+vendor", "+cert", "--done", "it answers", check=0)
    told = opsflow("copy", 1, "Patch web2", "due:+7d", "+urgent", "-vendor", "owner:bob", check=0).out
    assert told == "added 2, a copy of 1, due Wed 2026-03-11: Patch web2\n"
    first, second = json.loads(opsflow("show", "1-2", "--json", check=0).out)["items"]
    assert (second["title"], second["owner"], second["tags"]) == ("Patch web2", "bob", ["cert", "urgent"])
    assert second["service"] == first["service"] == "shop"
    assert "it answers" in opsflow("criteria", "list", 2, check=0).out
    assert (first["title"], first["owner"], first["tags"]) == ("Patch web1", None, ["cert", "vendor"])
    opsflow("undo", check=0)
    assert opsflow("list", "--all", "--quiet", check=0).out == "1\n"


def test_a_copy_of_several_takes_the_same_words(opsflow: Opsflow) -> None:
    for title in ("one", "two"):
        opsflow("add", title, "+few", check=0)
    assert opsflow("copy", 1, 2, "impact:high", "--quiet", check=0).out == "3\n4\n"
    assert opsflow("copy", "--where", "id:3-4", "dep:1", "--quiet", check=0).out == "5\n6\n"
    assert opsflow("list", "impact:high depends-on:1", "--quiet", "--sort", "id", check=0).out == "5\n6\n"


def test_adding_tells_what_the_item_waits_for(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    assert opsflow("add", "two", "depends:1", check=0).out == "added 2 after 1: two\n"


def test_ages_and_distances_of_a_past_moment_are_told_from_that_moment(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "one", "due:+7d", check=0)
    opsflow("add", "two", check=0)
    opsflow("dep", "add", 1, "--on", 2, check=0)
    clock.advance(days=10)
    opsflow("done", 2, check=0)
    shown = opsflow("show", 1, "--at", "-9d", check=0).lines
    assert shown[1].split(maxsplit=2)[:2] == ["as", "of"]
    assert "state        backlog, 1d" in shown
    assert any(line.startswith("due ") and line.endswith("(6d)") for line in shown)
    assert "depends on (as they are today)" in shown
    assert "state        backlog, 10d" in opsflow("show", 1, check=0).lines
    assert not any(line.startswith("as of") for line in opsflow("show", 1, check=0).lines)


def test_an_undone_item_is_explained_and_its_id_not_used_again(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("undo")
    assert "was undone" in opsflow("show", 1, check=3).err
    assert opsflow("add", "two").out == "added 2: two\n"
    opsflow("add", "three", check=0)
    opsflow("undo", check=0)
    opsflow("add", "four", check=0)
    told = opsflow("note", "1,3", "x", check=3).err
    assert "Items 1,3 were undone. `opsflow log 1` tells when; to restore them: `opsflow redo 5` and " in told
    for undo in (5, 2):
        opsflow("redo", undo, check=0)
    opsflow("show", "1,3", check=0)


def test_claim_takes_the_top_of_the_pull_order(opsflow: Opsflow) -> None:
    opsflow("add", "later")
    opsflow("add", "now", "class:expedite")
    assert opsflow("claim", check=0).out == "claimed 2: now\n"
    opsflow("assign", 1, "bob", check=0)
    assert "What could start is with others: `opsflow next`" in opsflow("claim", check=0).err
    assert json.loads(opsflow("show", 2, "--json").out)["item"]["owner"] == "ann"


def test_a_claim_of_what_is_begun_already_says_so_and_can_end_a_loop(opsflow: Opsflow) -> None:
    for title in ("one", "two"):
        opsflow("add", title, check=0)
    assert opsflow("claim", "1", "--exit-code", "--quiet", check=0).lines == ["1"]
    again = opsflow("claim", "1", "--exit-code", check=1)
    assert (again.out, "Nothing can be claimed now. 1 is yours and begun already." in again.err) == ("", True)
    assert "begun already" not in opsflow("claim", "project:nope", check=0).err
    assert "begun already" not in opsflow("claim", "1", check=0, env={"OPSFLOW_USER": "anna"}).err
    assert opsflow("claim", "--exit-code", "--quiet", check=0).lines == ["2"]
    opsflow("claim", "--exit-code", "--quiet", check=1)
    assert "1-2 are yours and begun already." in opsflow("claim", "is:open", check=0).err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "backlog, impact and effort assumed medium = 4"),
        (("impact:high",), "backlog, impact high x effort medium (assumed) = 6"),
        (("estimate:2h",), "backlog, impact medium (assumed) x effort low = 6"),
        (("impact:high", "effort:high"), "backlog, impact high x effort high = 3"),
        (("type:incident",), "ready, impact and urgency assumed medium = 4"),
        (("type:incident", "urgency:low"), "ready, impact medium (assumed) x urgency low = 2"),
        (("type:incident", "impact:high", "urgency:low"), "ready, impact high x urgency low = P3 = 3"),
    ],
)
def test_levels_that_nobody_gave_are_told_as_assumed(opsflow: Opsflow, words: tuple[str, ...], says: str) -> None:
    opsflow("add", "work", *words, check=0)
    assert opsflow("next", check=0).lines[0].split("\t")[3] == says
    assert f"because {says}." in opsflow("why", 1, check=0).out


def test_why_tells_what_is_waited_for_all_the_way_down(opsflow: Opsflow) -> None:
    opsflow("add", "ground")
    opsflow("add", "middle", "--on", 1)
    opsflow("add", "top", "--on", 2)
    assert opsflow("why", 3, check=0).lines[1:] == [
        "It cannot start now: it waits for 1 unfinished item.",
        "└─ 2 middle (backlog)",
        "   └─ 1 ground (backlog)",
    ]


def test_why_tells_a_chain_of_thousands(opsflow: Opsflow) -> None:
    uids = [str(uuid.UUID(int=number)) for number in range(2001)]
    held = {"kind": "item", "title": "step", "created": "2026-03-01T08:00:00Z"}
    chain = [{**held, "uid": uid, "depends_on": uids[n : n + 1]} for n, uid in enumerate(uids, 1)]
    opsflow("import", "ndjson", "-", input="\n".join(map(json.dumps, chain)), check=0)
    assert len(opsflow("why", 1, check=0).lines) == 2002


def test_a_context_applies_until_it_is_cleared(opsflow: Opsflow) -> None:
    opsflow("add", "one", "+net")
    opsflow("add", "two")
    opsflow("context", "+net", check=0)
    assert opsflow("list", "--quiet").out == "1\n"
    opsflow("context", "clear", check=0)
    assert opsflow("list", "--quiet").out == "1\n2\n"


@pytest.mark.parametrize("words", [("",), (" ",), ("", "")])
def test_an_empty_context_is_refused_and_leaves_the_one_there_is(opsflow: Opsflow, words: tuple[str, ...]) -> None:
    opsflow("context", "+net", check=0)
    assert "`opsflow context clear` ends the one there is." in opsflow("context", *words, check=2).err
    assert opsflow("context", check=0).out == "+net\n"


def test_what_is_added_outside_of_the_context_is_said_to_be(opsflow: Opsflow) -> None:
    opsflow("context", "+net", "or", "printer", check=0)
    assert "context" not in opsflow("add", "one", "+net", check=0).err
    assert "context" not in opsflow("add", "The printer", check=0).err
    assert "does not show 3: `opsflow context clear` ends that" in opsflow("add", "two", check=0).err
    opsflow("context", "clear", check=0)
    assert not opsflow("add", "three", check=0).err


def test_a_context_that_can_be_read_no_more_does_not_keep_anything_from_being_added(
    opsflow: Opsflow, tmp_path: Path
) -> None:
    config = tmp_path / ".opsflow.toml"
    config.write_text('[views.mine]\nfilter = "+net"\n')
    opsflow("context", "@mine", check=0)
    config.write_text("")
    assert "added 1: one" in opsflow("add", "one", check=0).out
    assert "There is no view @mine" in opsflow("list", check=2).err


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["list"], "items"),
        (["show", 2], "item"),
        (["next"], "next"),
        (["why", 2], "why"),
        (["dep", "list", 2], "dependencies"),
        (["log"], "log"),
        (["note", 1, "text"], "outcome"),
        (["list", "+nothing"], "items"),
    ],
)
def test_what_is_printed_as_json_is_as_its_schema_says(opsflow: Opsflow, words: list[str | int], name: str) -> None:
    opsflow("add", "one", "estimate:1h/2h/3h", "+x", "--done", "d", "due:fri")
    opsflow("add", "two", "--on", 1)
    opsflow("block", 1, "vendor")
    document = json.loads(opsflow(*words, "--json", check=0).out)
    jsonschema.validate(document, schema(name))


def test_published_schemas_are_those_of_the_models() -> None:
    docs = Path(__file__).parents[2] / "docs" / "schema"
    made = declared()
    assert set(names()) == set(made) == {path.stem for path in docs.glob("*.json")}
    for name, wanted in made.items():
        assert schema(name) == wanted, "run scripts/docs and commit what it writes"
        assert json.loads((docs / f"{name}.json").read_text()) == wanted


HOSTILE = "\x1b[31mred\x1b[0m \u202eevil [bold]x[/] '; DROP TABLE item; -- \a 🙂"


def test_hostile_text_is_kept_exactly_and_shown_harmlessly(opsflow: Opsflow) -> None:
    opsflow("add", HOSTILE, "--done", HOSTILE, "--note", HOSTILE + "\nsecond line", check=0)
    item = json.loads(opsflow("show", 1, "--json").out)["item"]
    assert item["title"] == HOSTILE
    for command in (["list"], ["show", 1], ["next"], ["log"], ["board", "--print"], ["why", 1]):
        shown = opsflow(*command, check=0).out
        assert "red" in shown or command == ["log"]
        assert not any(sign in shown for sign in ("\x1b", "\u202e", "\a"))


def test_a_note_of_a_megabyte_is_kept(opsflow: Opsflow) -> None:
    opsflow("add", "one")
    opsflow("note", 1, "-", input="x" * 1_000_000, check=0)
    assert len(json.loads(opsflow("show", 1, "--json").out)["item"]["notes"][0]["text"]) == 1_000_000


def test_all_states_that_vanish_under_items_are_named_at_once(opsflow: Opsflow, tmp_path: Path) -> None:
    for number, state in enumerate(("review", "backlog", "backlog"), 1):
        opsflow("add", f"item {number}", f"state:{state}", check=0)
    (tmp_path / ".opsflow.toml").write_text(
        '[workflow]\nstates = [{name="todo", category="backlog"}, {name="doing", category="active"},'
        ' {name="done", category="done"}, {name="cancelled", category="cancelled"}]\n'
    )
    refusal = opsflow("workflow", "--apply", check=4).err
    assert "has no place for 2 items in backlog, 1 item in review." in refusal
    opsflow(*refusal.split("`")[1].split()[1:], check=0)
    assert opsflow("list", "state:todo", "--quiet", check=0).out == "2\n3\n"


def test_a_state_that_is_only_configured_is_told_from_one_that_is_not(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one", check=0)
    (tmp_path / ".opsflow.toml").write_text(
        '[workflow]\nstates = [{name="backlog", category="backlog"}, {name="doing", category="active"},'
        ' {name="proof", category="active"},'
        ' {name="done", category="done"}, {name="cancelled", category="cancelled"}]\n'
    )
    assert "not in force yet: `opsflow workflow --apply`" in opsflow("move", 1, "proof", check=2).err
    assert "not in force" not in opsflow("move", 1, "prof", check=2).err
    opsflow("workflow", "--apply", check=0)
    opsflow("move", 1, "proof", check=0)


def test_a_changed_workflow_has_to_say_where_items_go(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one")
    opsflow("move", 1, "review")
    (tmp_path / ".opsflow.toml").write_text(
        '[workflow]\nstates = [{name="todo", category="backlog"}, {name="doing", category="active"},'
        '{name="done", category="done"}, {name="dropped", category="cancelled"}]\n'
    )
    assert "review=doing" in opsflow("workflow", "--apply", "--move", "backlog=todo", check=4).err
    for move, said in (
        ("review=don", "There is no state 'don'. Did you mean done? There are todo, doing, done, dropped."),
        ("revew=done", "There is no state 'revew'. Did you mean review?"),
        ("doing=done", "doing stays in the workflow"),
        ("review", "--move review=doing"),
    ):
        assert said in opsflow("workflow", "--apply", "--move", move, check=2).err
    opsflow("workflow", "--apply", "--move", "review=doing", check=0)
    opsflow("workflow", "--apply", "--move", "review=doing", check=0)
    assert opsflow("list").out.split("\t")[1] == "doing"
    opsflow("doctor", check=0)
    opsflow("undo", check=0)
    assert opsflow("list").out.split("\t")[1] == "review"
    opsflow("doctor", check=0)


def test_a_backup_can_be_restored(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one")
    opsflow("backup", str(tmp_path / "copy.db"), check=0)
    opsflow("add", "two")
    opsflow("backup", str(tmp_path / "copy.db"), check=2)
    opsflow("restore", str(tmp_path / "copy.db"), check=0)
    assert opsflow("list", "--quiet").out == "1\n"
    opsflow("doctor", "--full", check=0)


def test_doctor_names_a_changed_event_and_a_wrong_table(opsflow: Opsflow, store_path: Path) -> None:
    import sqlite3

    opsflow("add", "one")
    opsflow("add", "two")
    connection = sqlite3.connect(store_path)
    connection.execute("UPDATE item SET owner = 'mallory' WHERE id = 1")
    connection.commit()
    assert "item 1" in opsflow("doctor", check=1).out
    opsflow("doctor", "--fix", check=0)
    opsflow("doctor", check=0)
    with pytest.raises(sqlite3.IntegrityError, match="immutable"):
        connection.execute("UPDATE event SET kind = 'x' WHERE seq = 1")
    connection.execute("DROP TRIGGER event_is_immutable")
    connection.execute("UPDATE event SET payload = replace(payload, 'one', 'eno') WHERE seq = 1")
    connection.commit()
    connection.close()
    assert "event 1: its content was changed" in opsflow("doctor", check=1).out


def test_a_taskwarrior_export_is_taken_over_once(opsflow: Opsflow, real_data: Path) -> None:
    source = str(real_data / "taskwarrior_export.json")
    assert opsflow("import", "taskwarrior", source, check=0).out == "imported 149 items from taskwarrior\n"
    counts = [len(opsflow("list", f"category:{name}", "--quiet").lines) for name in ("backlog", "done", "cancelled")]
    assert counts == [82, 62, 5]
    assert "0 new, 149 known" in opsflow("import", "taskwarrior", source, check=0).err
    opsflow("doctor", check=0)


def test_what_is_due_in_two_days_is_due_soon_for_two_days(opsflow: Opsflow, tmp_path: Path) -> None:
    """It is Wednesday 09:00: the day after tomorrow ends in two days and fifteen hours, and is shown as 2d."""
    opsflow("add", "Friday", "due:+2d", check=0)
    opsflow("add", "Saturday", "due:+3d", check=0)
    assert opsflow("list", "is:due-soon", "--quiet", check=0).out == "1\n"
    assert "due in 2d" in opsflow("why", 1, check=0).out
    assert "due in" not in opsflow("why", 2, check=0).out
    (tmp_path / ".opsflow.toml").write_text("due_soon_days = 0\n")
    assert opsflow("list", "is:due-soon", "--quiet", check=0).out == ""
    opsflow("add", "Today", "due:today", check=0)
    assert opsflow("list", "is:due-soon", "--quiet", check=0).out == "3\n"


def test_what_happened_by_a_clock_that_was_put_back_since_has_just_begun(opsflow: Opsflow, clock: Clock) -> None:
    opsflow("add", "one", check=0)
    opsflow("block", 1, "--reason", "vendor", check=0)
    clock.advance(days=-2)
    shown = opsflow("show", 1, check=0).out
    assert "backlog, 0s" in shown
    assert "vendor (0s)" in shown


def test_what_is_printed_to_look_at_a_demonstration_can_be_pasted(opsflow: Opsflow, tmp_path: Path) -> None:
    made = opsflow("demo", str(tmp_path / "my demo.db"), check=0).out
    words = shlex.split(made.split("`")[1])
    assert opsflow(*words[1:], "--print", check=0).out.startswith("backlog ")
