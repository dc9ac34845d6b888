"""What people type who do not know opsflow yet, and what they are told."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import jsonschema
import pytest

from opsflow.cli.words import registry
from opsflow.contract.schemas import schema
from opsflow.domain.filters.fields import ALWAYS
from opsflow.domain.other_tools import COMMANDS, FIELDS, SEVERAL
from opsflow.domain.settings import RECORD_FIELDS
from opsflow.services.work.fields import NAMES
from opsflow.services.work.owners import reads_like_team
from tests.conftest import Opsflow


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["add", "x", "--dry-run"], 0),
        (["add", "x", "due:nonsense"], 2),
        (["add"], 2),
        (["import", "ndjson", "-"], 2),
        (["import", "taskwarrior", "-"], 2),
        (["recur", "add", "patch", "Patch", "--every", "never"], 2),
    ],
)
def test_a_command_that_comes_to_nothing_leaves_no_store(
    opsflow: Opsflow, tmp_path: Path, words: list[str], status: int
) -> None:
    path = tmp_path / "new.db"
    told = opsflow("--store", str(path), *words, check=status)
    assert "created" not in told.err
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("new.db")] == []


def test_a_failed_import_takes_the_store_with_it_that_was_made_for_it(opsflow: Opsflow, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    uids = [f"5d2a0000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    item = {"kind": "item", "title": "x", "created": "2026-08-01T10:00:00Z"}
    lines = [{**item, "uid": uids[0], "depends_on": [uids[1]]}, {**item, "uid": uids[1], "depends_on": [uids[0]]}]
    opsflow("--store", str(path), "import", "ndjson", "-", input="\n".join(map(json.dumps, lines)), check=4)
    assert not path.exists()


def test_the_store_that_was_made_is_told_of_once(opsflow: Opsflow, tmp_path: Path) -> None:
    path = str(tmp_path / "new.db")
    assert f"created the store {path}" in opsflow("--store", path, "add", "x", check=0).err
    assert "created" not in opsflow("--store", path, "add", "x", check=0).err


def test_a_rehearsed_import_into_no_store_tells_what_it_would_do(opsflow: Opsflow, tmp_path: Path) -> None:
    exported = opsflow("export", check=0).out
    opsflow("add", "x")
    exported = opsflow("export", check=0).out
    told = opsflow("--store", str(tmp_path / "new.db"), "import", "ndjson", "-", "--dry-run", input=exported, check=0)
    assert told.out.startswith("would have imported 1 item")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("word", COMMANDS)
def test_words_of_other_tools_are_answered_with_ours(opsflow: Opsflow, word: str) -> None:
    told = opsflow(word, "3", check=2).err
    assert f"here that is `opsflow {COMMANDS[word]}`" in told or "did you mean" in told
    ours = shlex.split(COMMANDS[word])
    assert ours[0] in (*registry.GROUPS, "--version") or registry.find(ours[0]) is not None


def test_no_word_of_other_tools_is_a_command_or_a_field_here() -> None:
    assert not set(COMMANDS) & {name.split()[0] for name in registry.PLACES}
    assert not set(FIELDS) & set(NAMES)
    assert set(FIELDS.values()) <= {*NAMES, *[field.name for field in RECORD_FIELDS], "dep", "tag", "title"}


@pytest.mark.parametrize(
    ("words", "look"),
    [("criteria 7", "criteria list 7"), ("dep 7", "dep list 7"), ("change 7", "show 7"), ("recur 7", "show 7")],
)
def test_an_id_where_a_verb_belongs_is_answered_with_how_to_look_at_it(opsflow: Opsflow, words: str, look: str) -> None:
    assert f"To look at it: `opsflow {look}`. " in opsflow(*words.split(), check=2).err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sprint:x"], "there is no field sprint. If one was meant, `opsflow undo`; [fields]"),
        (["due:fri", "17:00"], 'If it is the time of due:fri, write due:"fri 17:00"'),
        (["backout:x"], "Did you mean backout-plan:x?"),
        (["jira.ticket:4712"], "there is no field jira.ticket. If one was meant, `opsflow undo`; [fields]"),
        (["disk:full"], "there is no field disk. If one was meant, `opsflow undo`; [fields]"),
        (["pri:H"], "pri: is read as impact:"),
        (["Fix owner:bob +tag"], "owner:bob +tag is part of the title, as it stands in one pair of quotes"),
        (["owner:net-team"], "net-team reads like a team."),
        (["owner:an"], "If you meant ann"),
    ],
)
def test_what_is_probably_meant_otherwise_is_remarked_on(opsflow: Opsflow, words: list[str], told: str) -> None:
    assert told in opsflow("add", "A thing", *words, check=0).err


@pytest.mark.parametrize(
    "words",
    [
        ["db.local:5432"],
        ["shop.example.com:443"],
        ["web:80"],
        ["Restart at 10:30"],
        ["See http://x/y"],
        ["C++ and -v"],
        ["owner:Alice"],
        ["owner:ann"],
        ["a", "+tag"],
    ],
)
def test_what_is_meant_as_it_stands_is_not_remarked_on(opsflow: Opsflow, words: list[str]) -> None:
    assert opsflow("add", "A thing", *words, check=0).err == ""


@pytest.mark.parametrize("name", ["it-team", "Ops", "on-call", "service desk", "NOC", "team_db"])
def test_names_of_teams_are_told_from_names_of_people(name: str) -> None:
    assert reads_like_team(name)


@pytest.mark.parametrize(
    "name", ["ann", "Opsahl", "Jane Doe", "n.teamer", "Mary Call", "all.bright", "bob@ops.example"]
)
def test_names_of_people_are_not_taken_for_teams(name: str) -> None:
    assert not reads_like_team(name)


def test_an_owner_that_the_site_names_is_taken_without_a_word(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text('owners = ["ops"]\n')
    assert opsflow("add", "x", "owner:ops", check=0).err == ""


def test_work_done_without_having_been_started_or_defined_is_remarked_on(opsflow: Opsflow) -> None:
    for number in range(3):
        opsflow("add", "x", *(["--done", "y"] if number == 2 else []))
    opsflow("start", 2, check=0)
    opsflow("criteria", "check", 3, check=0)
    assert "1 had no criteria: nothing said what done means." in opsflow("done", "1-3", check=0).err


def test_a_light_site_is_not_told_of_missing_criteria(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text('preset = "light"\n')
    opsflow("add", "x")
    assert opsflow("done", 1, check=0).err == ""


@pytest.mark.parametrize("field", ALWAYS)
def test_a_filter_that_asks_for_the_absence_of_what_is_always_there_is_refused(opsflow: Opsflow, field: str) -> None:
    assert f"A value of {field} is missing" in opsflow("list", f"{field}:", check=2).err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("8 done", "The verb comes first: `opsflow done 8`"),
        ("8 modify due:mon", "The verb comes first: `opsflow edit 8 due:mon`"),
        ("8 stop", "The verb comes first: `opsflow move 8 ready`"),
        ("1,3 annotate it waits", "The verb comes first: `opsflow note 1,3 it waits`"),
        ("8", "To look at it: `opsflow show 8`"),
        ("8 nonsense", "such as `opsflow done 8`"),
        ("+cert list --limit 3", "The verb comes first: `opsflow list +cert --limit 3`"),
        ("project:net +cert done", "The verb comes first: `opsflow done --where 'project:net +cert'`"),
        ("+cert stop", "The verb comes first: `opsflow move --where +cert ready`"),
        ("@mine", "A command begins with its verb: `opsflow list @mine`"),
        ("tags", "here that is `opsflow list --group tags`"),
        ("criteria add 1", "`opsflow criteria add ID "),
        ("add x tags:cert,urgent", "Did you mean +cert +urgent?"),
        ("edit 1 label:cert", "Did you mean +cert?"),
        ("log --actor bob", "here that is --by"),
        ("log --from mon", "here that is --since"),
        ("list --order due", "here that is --sort"),
        ("undo -3", "`opsflow undo --count 3`"),
        ("redact 1 hunter2 --reason x", "said by an option: --text TEXT"),
        ("dep add 7 on 2", "`opsflow dep add 7 --on 2`"),
        ("add x priority:H", "Did you mean impact:H?"),
        ("copy 1 state:done", "`opsflow move` takes it to another state"),
        ("copy 1 assignee:bob", "Did you mean owner:bob?"),
        ("dep rm 1 2", "here that is `opsflow dep remove`"),
        ("dep add 7 2", "opsflow dep add 7 --on 2"),
        ("add x --priority high", "a priority follows from --impact and --urgency"),
        ("export --csv", "`opsflow audit export --format csv`"),
        ("list --format csv", "`opsflow list --csv`"),
        ("init -q", "opsflow init has no option -q"),
        ("undo 1 2 3", "takes no more words"),
        ("edit 1 --assignee bob", "here that is --owner"),
        ("dep graph 1 --dot", "here that is --format dot"),
        ("add x --title y", "a title is written without an option"),
        ("list assignee:bob", "Here that is owner:."),
        ("list sort:due", "`opsflow list` has --sort due for that."),
        ("log -n 3", "--help lists those there are"),
        ("edit 1 due:sat 17:00", "17:00 would become the title."),
        ("add x title:y", "title\\:y"),
        ("add x prio:high", "Did you mean impact:high?"),
        ("edit 1 recur:weekly", "Did you mean `opsflow recur add`?"),
        ("add x recur:weekly", "Did you mean `opsflow recur add`?"),
        ("add x scheduled:fri", "Did you mean not-before:fri?"),
        ("add x label:x", "Did you mean +x?"),
        ("add x desc:x", "Did you mean title:x?"),
        ("add x caused-by:1", "Did you mean `opsflow link ID caused-by ID`?"),
        ("add x assignee:bob", "To have it in the title, write assignee\\:bob."),
        ("edit 1 assignee:bob", "To have it in the title, write assignee\\:bob."),
        ("add x window:sat", "Did you mean window-start:sat?"),
        ("add x prio:P1", "Did you mean impact: and urgency:, from which a priority follows?"),
        ("edit 1 sev:1", "Did you mean impact: and urgency:, from which a priority follows?"),
        ("list prio:P1", "Here that is priority:P1."),
        ("list sev:2", "Here that is priority:2."),
        ("list severity:high", "Here that is impact:."),
        ("list pri:P1", "P1 is no impact, but a priority: write priority:P1."),
        ("cancel 1 dup", "Did you mean `opsflow cancel 1 --reason dup`?"),
        ("reject 1 no plan", "Did you mean `opsflow reject 1 --reason 'no plan'`?"),
        ("resolve 1 fixed", "Did you mean `opsflow resolve 1 --code fixed`?"),
        ("resolve 1 disk replaced", "Did you mean `opsflow resolve 1 --note 'disk replaced'`?"),
        ("criteria waive 1 1 because", "Did you mean `opsflow criteria waive 1 1 --reason because`?"),
        ("change close 1 successful", "takes no more words: successful; did you mean --code successful?"),
        ("approve 1 --note x", "here that is --reason"),
        ("assign me 1", "The ids come first: `opsflow assign 1 me`."),
        ("hold vendor 1", "The ids come first: `opsflow hold 1 vendor`."),
        ("note all is well 1", "The ids come first: `opsflow note 1 all is well`."),
        ("show disk", "To look for items by a word: `opsflow list disk`."),
        ("import mine.json", "before it: `opsflow import ndjson mine.json` or `opsflow import taskwarrior mine.json`."),
        ("ingest -", "ingest wants a word for what - holds before it: `opsflow ingest alertmanager -`."),
        ("import jira", "There is no command 'jira'. See"),
    ],
)
def test_habits_from_elsewhere_are_refused_with_what_is_meant(opsflow: Opsflow, words: str, told: str) -> None:
    opsflow("add", "one", check=0)
    before = opsflow("export", check=0).out
    assert told in opsflow(*words.split(), check=2).err
    assert opsflow("export", check=0).out == before


@pytest.mark.parametrize(
    ("word", "told"), [("overdue", "is:overdue"), ("+BLOCKED", "is:blocked"), ("all", "list --all")]
)
def test_a_search_that_finds_nothing_says_what_may_have_been_meant(opsflow: Opsflow, word: str, told: str) -> None:
    opsflow("add", "one", check=0)
    assert told in opsflow("list", word, check=0).err
    assert opsflow("list", "nothing", check=0).err == ""


def test_title_is_written_before_a_title_or_left_out(opsflow: Opsflow) -> None:
    opsflow("add", "title:Patch web1", "+cert", check=0)
    opsflow("edit", "1", "title:Patch web2", check=0)
    assert "Patch web2" in opsflow("show", "1", check=0).lines[0]


def test_criteria_of_one_word_each_are_remarked_on(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    assert "These are 3 criteria" in opsflow("criteria", "add", "1", "old", "one", "revoked", check=0).err
    assert opsflow("criteria", "add", "1", "old one", "revoked", check=0).err == ""


def test_a_minus_alone_is_no_title(opsflow: Opsflow) -> None:
    assert "opsflow import ndjson -" in opsflow("add", "-", check=2).err


def test_help_is_a_command_too(opsflow: Opsflow) -> None:
    assert opsflow("help", "criteria", "add", check=0).out == opsflow("criteria", "add", "--help", check=0).out
    assert opsflow("help", check=0).out == opsflow("--help", check=0).out
    assert "did you mean note?" in opsflow("help", "nope", check=2).err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["show", "99"], 3),
        (["add"], 2),
        (["list", "statee:x"], 2),
        (["lst"], 2),
        (["list", "--nope"], 2),
        (["move", "1"], 2),
        (["done", "1"], 4),
        (["--store", "/nowhere/x.db", "list"], 6),
    ],
)
def test_with_json_a_refusal_is_a_document_beside_the_words(opsflow: Opsflow, words: list[str], status: int) -> None:
    opsflow("add", "x", "--done", "y")
    told = opsflow(*words, "--json", check=status)
    document = json.loads(told.out)
    jsonschema.validate(document, schema("error"))
    assert document["status"] == status
    assert document["message"] in told.err
    assert opsflow(*words, check=status).out == ""


def test_the_document_of_a_refusal_tells_rule_and_remedy(opsflow: Opsflow) -> None:
    opsflow("add", "x", "--done", "y")
    (finding,) = json.loads(opsflow("done", 1, "--json", check=4).out)["findings"]
    assert finding["rule"] == "criteria-before-done"
    assert finding["level"] == "refuse"
    assert finding["remedies"][0].startswith("opsflow criteria check 1")


def test_the_document_of_a_misread_filter_points_at_the_spot(opsflow: Opsflow) -> None:
    document = json.loads(opsflow("list", "owner:me", "statee:x", "--json", check=2).out)
    assert document["source"][document["offset"] :] == "statee:x"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("backout:reinstall the old package", "Did you mean backout-plan?"),
        ("ownr:bob smith", "Did you mean owner?"),
        ("workaruond:see http://wiki/x y", "Did you mean workaround?"),
        ("summary:two words", 'Did you mean title:"two words"?'),
    ],
)
def test_a_mistyped_field_with_a_value_of_several_words_does_not_take_the_place_of_the_title(
    opsflow: Opsflow, word: str, told: str
) -> None:
    opsflow("add", "one", "type:change", check=0)
    said = opsflow("edit", 1, word, check=2).err
    assert told in said
    assert f"'{word.replace(':', chr(92) + ':', 1)}'" in said
    remark = opsflow("add", word, check=0).err
    assert f"Written as '{word.replace(':', chr(92) + ':', 1)}' it is text without this note." in remark
    assert not opsflow("add", "Note: the rest is a sentence", check=0).err


@pytest.mark.parametrize("word", ["jira.ticket:4712", "ticket:4712", "db.local:5432"])
def test_what_reads_like_a_field_with_a_number_does_not_take_the_place_of_the_title(
    opsflow: Opsflow, word: str
) -> None:
    opsflow("add", "one", check=0)
    name, _, number = word.partition(":")
    for words in ([word], [word, "+tag"]):
        told = opsflow("edit", 1, *words, check=2).err
        assert f"There is no field '{name}'." in told
        assert f"[fields] in the configuration declares more. To have it in the title, write {name}\\:{number}." in told
    opsflow("edit", 1, f"{name}\\:{number}", check=0)
    assert opsflow("list", f'title="{word}"', "--quiet", check=0).out == "1\n"
    opsflow("edit", 1, "Restart", "db.local:5432", check=0)


def test_a_field_with_a_dot_is_answered_with_the_declared_one_that_has_none(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("[fields.jira-ticket]\n")
    assert "Did you mean jira-ticket:4712?" in opsflow("add", "one", "jira.ticket:4712", check=0).err
    assert "Did you mean jira-ticket?" in opsflow("edit", 1, "jira.ticket:4712", check=2).err


def test_a_title_of_one_argument_is_taken_whole_and_told_what_it_reads_like(opsflow: Opsflow) -> None:
    told = opsflow("add", "host:web1 is down", "owner:me", check=0)
    assert told.out == "added 1: host:web1 is down\n"
    assert "Did you mean service:" in told.err
    assert "Did you mean service:web1?" in opsflow("add", "host:web1", "is", "down", check=2).err


def test_a_time_that_is_over_today_is_said_to_be_tomorrow(opsflow: Opsflow) -> None:
    told = opsflow("add", "one", "due:08:00", check=0)
    assert (told.out, told.err) == ("added 1, due Thu 2026-03-05 08:00 (08:00 is over for today): one\n", "")
    assert "over for today" not in opsflow("add", "two", "due:10:00", check=0).out
    assert "over for today" not in opsflow("add", "three", "due:2026-03-05T08:00", check=0).out
    assert "over for today" in opsflow("edit", 2, "due:8:00", check=0).out


@pytest.mark.parametrize("word", SEVERAL)
def test_a_command_that_is_several_here_names_each_of_them_and_they_run(opsflow: Opsflow, word: str) -> None:
    told = opsflow(word, check=2).err
    for command in SEVERAL[word]:
        assert f"`opsflow {command}`" in told
        opsflow(*shlex.split(command), check=0)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("tags:", "Tags are taken off by their names"),
        ("labels:", "Tags are taken off by their names"),
        ("blah:", "There is no field 'blah'."),
        ("due=fri", "written with a colon: due:fri."),
        ("Owner=", "written with a colon: Owner:."),
    ],
)
def test_a_word_that_clears_nothing_takes_no_title_away(opsflow: Opsflow, word: str, says: str) -> None:
    opsflow("add", "Rotate the certificate", check=0)
    assert says in opsflow("edit", 1, word, check=2).err
    assert opsflow("list", "--columns", "title", check=0).out == "Rotate the certificate\n"
    opsflow("edit", 1, word, "behind", "it", check=0)
    opsflow("edit", 1, "--title", word, check=0)
    assert opsflow("list", "--columns", "title", check=0).out == f"{word}\n"


@pytest.mark.parametrize("words", ["move 1 review doing", "assign 1 bob ann"])
def test_of_two_words_where_one_belongs_none_is_taken_for_a_reason(opsflow: Opsflow, words: str) -> None:
    opsflow("add", "one", check=0)
    assert "--reason" not in opsflow(*words.split(), check=2).err


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_owner_takes_nobody_away(opsflow: Opsflow, empty: str) -> None:
    opsflow("add", "one", "owner:ann", check=0)
    assert "`nobody` to take the owner away" in opsflow("assign", 1, empty, check=2).err
    assert opsflow("list", "--columns", "owner", check=0).out == "ann\n"
