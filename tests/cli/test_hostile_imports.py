"""Files that are broken, forged or odd: refused whole with status 2 and the place named, or taken over whole."""

from __future__ import annotations

import json
import shlex
from typing import Any

import jsonschema
import pytest

from tests.conftest import Opsflow

UID = "11111111-1111-4111-8111-111111111111"
TASK = {"uuid": UID, "status": "pending", "entry": "20260101T000000Z", "description": "one"}
ITEM = {"kind": "item", "uid": UID, "title": "one", "created": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"tags": ["", "x"]}, "Task 1: tags.0: '' is no tag"),
        ({"tags": ["a b"]}, "Task 1: tags.0: 'a b' is no tag"),
        ({"tags": 5}, "Task 1: tags: has to be a list"),
        ({"entry": 10**30}, "Task 1: entry: has to be less than"),
        ({"entry": None}, "Task 1: entry: has to be an instant, such as 2026-12-01T14:00:00Z"),
        ({"due": "soon"}, "Write it like 2026-12-01T14:00:00Z. Nothing was imported."),
    ],
)
@pytest.mark.parametrize("form", ["array", "lines"])
def test_a_task_that_is_wrong_is_named_with_its_field(
    opsflow: Opsflow, changes: dict[str, Any], says: str, form: str
) -> None:
    text = json.dumps({**TASK, **changes})
    result = opsflow("import", "taskwarrior", "-", input=f"[{text}]" if form == "array" else text, check=2)
    assert says in result.err
    assert opsflow("list").out == ""


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("taskwarrior", "", "the input is empty"),
        ("taskwarrior", f'[{{"n": {"9" * 5000}}}]', "no JSON array of tasks"),
        ("taskwarrior", "[" * 100_000, "no JSON array of tasks"),
        ("ndjson", f'{{"n": {"9" * 5000}}}', "Line 1 is no JSON"),
        ("ndjson", "[" * 100_000, "Line 1 is no JSON"),
        ("ndjson", '{"kind": "moon"}', "has to be of a kind that is known here"),
        ("ndjson", json.dumps({**ITEM, "tags": ["a,b"]}), "Line 1: tags.0: 'a,b' is no tag"),
        ("ndjson", json.dumps({**ITEM, "title": "\ud800"}), "Line 1 holds half of a surrogate pair"),
        ("ndjson", json.dumps({"kind": "item"}), "Line 1: uid: is missing"),
        ("ndjson", json.dumps({**ITEM, "owner": "\ud800"}), "Line 1 holds half of a surrogate pair"),
        ("taskwarrior", json.dumps([{**TASK, "project": "\ud800"}]), "half of a surrogate pair"),
        ("ndjson", json.dumps({**ITEM, "title": "\0"}), "Line 1: title: holds a NUL"),
        ("ndjson", json.dumps({**ITEM, "type": "saga"}), "has type 'saga'; the types are task, incident"),
        ("ndjson", json.dumps({**ITEM, "class": "urgent"}), "Line 1: class: "),
        ("ndjson", json.dumps({**ITEM, "criteria": ["works", ""]}), "Line 1: criteria.1: "),
        ("ndjson", json.dumps({**ITEM, "estimate": True}), "Line 1: estimate: has to be whole minutes"),
        (
            "ndjson",
            '{"kind": "item", "uid": 5, "title": "x", "created": NaN}',
            "Line 1: uid: has to be a text, in quotes",
        ),
        ("ndjson", json.dumps({**ITEM, "uid": "z" * 36}), "Line 1: uid: has to be a UUID, such as "),
        ("ndjson", json.dumps({**ITEM, "custom": {"a": {"b": 1}}}), "Line 1: custom.a: has to be a text"),
        ("ndjson", json.dumps({**ITEM, "notes": "hello"}), "Line 1: notes: has to be a list"),
        ("ndjson", json.dumps({**ITEM, "title": ["x"]}), "Line 1: title: has to be a text, in quotes"),
        ("ndjson", '{"title": "Patch"}', "what a script writes is of kind item (`opsflow schema import-item`)"),
        ("taskwarrior", json.dumps({**TASK, "uuid": "5d2a"}), "Task 1: uuid: has to be a UUID, such as "),
        ("taskwarrior", json.dumps({**TASK, "status": ["pending"]}), "Task 1: status: has to be a text"),
        ("taskwarrior", json.dumps({**TASK, "entry": 1})[:-1] + ', "due": NaN}', "Task 1: due: has to be"),
        ("taskwarrior", "[1, 2]", "Task 1: has to be an object, in { }"),
        ("taskwarrior", '"x"', "Task 1: has to be an object"),
        ("ndjson", json.dumps({**ITEM, "estimate": {"low": 9, "likely": 5}}), "low, likely and high have to rise"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(opsflow: Opsflow, kind: str, text: str, says: str) -> None:
    assert says in opsflow("import", kind, "-", input=text, check=2).err


@pytest.mark.parametrize(
    ("status", "start", "started"),
    [
        ("completed", None, "2026-01-03T00:00:00Z"),
        ("completed", "20260102T000000Z", "2026-01-02T00:00:00Z"),
        ("completed", "20260109T000000Z", "2026-01-03T00:00:00Z"),
        ("deleted", "20260102T000000Z", None),
    ],
)
def test_a_task_that_was_completed_without_a_start_counts_as_started_at_its_end(
    opsflow: Opsflow, status: str, start: str | None, started: str | None
) -> None:
    task = {**TASK, "status": status, "end": "20260103T000000Z", **({"start": start} if start else {})}
    opsflow("import", "taskwarrior", "-", input=json.dumps(task), check=0)
    item = json.loads(opsflow("show", 1, "--json", check=0).out)["item"]
    assert item["started"] == started
    assert item["finished"] == ("2026-01-03T00:00:00Z" if status == "completed" else None)


def test_a_byte_order_mark_and_line_separators_in_text_do_no_harm(opsflow: Opsflow) -> None:
    opsflow("import", "ndjson", "-", input="\ufeff" + json.dumps(ITEM), check=0)
    other = {**TASK, "uuid": UID.replace("1", "2"), "description": "two\u2028lines\x85"}
    opsflow("import", "taskwarrior", "-", input="\ufeff" + json.dumps(other, ensure_ascii=False), check=0)
    titles = [item["title"] for item in json.loads(opsflow("list", "--json").out)["items"]]
    assert titles == ["one", "two\u2028lines\x85"]


def test_what_happened_before_1970_survives_the_round_trip(opsflow: Opsflow) -> None:
    opsflow("add", "The battle", "due:1066-10-14", "--at", "0900-01-01", check=0)
    told = opsflow("export", check=0).out
    opsflow("--store", "new.db", "import", "ndjson", "-", input=told, check=0)
    assert opsflow("--store", "new.db", "export", check=0).out == told


@pytest.mark.parametrize("place", ["twice", "id", "last_item"])
def test_an_export_with_numbers_that_cannot_be_is_refused(opsflow: Opsflow, place: str) -> None:
    opsflow("add", "one", check=0)
    records = [json.loads(line) for line in opsflow("export", check=0).out.splitlines()]
    if place == "twice":
        records.insert(1, records[1])
    elif place == "id":
        records[1]["command"]["id"] = 2**70
    else:
        records[0]["last_item"] = 2**63 - 1
    text = "\n".join(map(json.dumps, records))
    assert "Record" in opsflow("--store", "new.db", "import", "ndjson", "-", input=text, check=2).err


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"created": None}, "created: has to be an instant, such as 2026-12-01T14:00:00Z, in quotes."),
        ({"title": None}, "title: has to be a text, in quotes."),
        ({"type": None}, "type: has to be a text, in quotes, or be left out."),
        ({"tags": None}, "tags: has to be a list, in [ ], or be left out."),
        ({"custom": {"type": None}}, "custom.type: has to be a text, in quotes."),
        ({"history": [{"at": None, "state": "done"}]}, "history.0.at: has to be an instant, such as "),
        ({"history": [None]}, "history.0: has to be an object, in { }."),
        ({"estimate": {"likely": None}}, "estimate.likely: has to be a whole number."),
        ({"estimate": "2h"}, "estimate: has to be whole minutes, or an object with low, likely and high."),
        ({"state": None}, "There is no field 'state'. An item is in the last state of its history, such as"),
        ({"onwer": None}, "There is no field 'onwer'. Did you mean owner?"),
        ({"notes": [{"at": ITEM["created"], "text": "x", "by": "ann"}]}, "notes.0: There is no field 'by'."),
        ({"planned": "perhaps"}, "planned: has to be true or false."),
        ({"due": True}, "due: has to be an instant, such as "),
        ({"due": 1.5}, "due: has to be a whole number."),
        ({"title": ""}, "title: is empty."),
        ({"title": "x" * 1001}, "title: may have 1000 characters at most."),
    ],
)  # fmt: skip
def test_what_a_field_of_an_item_does_not_take_is_told_in_words_of_json(
    opsflow: Opsflow, changes: dict[str, Any], says: str
) -> None:
    told = opsflow("import", "ndjson", "-", input=json.dumps({**ITEM, **changes}), check=2).err
    assert f"Line 1: {says}" in told
    assert told.endswith(" Nothing was imported.\n")


def test_null_is_none_where_an_item_may_have_none(opsflow: Opsflow) -> None:
    spare = dict.fromkeys(("planned", "class", "owner", "project", "impact", "estimate", "due", "parent", "key"))
    opsflow("import", "ndjson", "-", input=json.dumps({**ITEM, **spare}), check=0)
    assert opsflow("list", "title=one no:owner no:due is:planned", "--quiet", check=0).out == "1\n"


def test_an_item_of_a_script_brings_every_field_and_what_follows_from_its_type(opsflow: Opsflow) -> None:
    other = UID.replace("1", "2")
    lines = [
        {**ITEM, "class": "fixed-date", "effort": "low", "estimate": {"low": 60, "likely": 120, "high": 480},
         "not_before": "2026-05-01T08:00:00Z", "parent": other},
        {**ITEM, "uid": other, "type": "incident", "title": "two", "estimate": 90},
    ]  # fmt: skip
    schema = json.loads(opsflow("schema", "import-item", check=0).out)
    for line in lines:
        jsonschema.validate(line, schema)
    opsflow("import", "ndjson", "-", input="\n".join(map(json.dumps, lines)), check=0)
    first, second = (json.loads(opsflow("show", key, "--json", check=0).out)["item"] for key in (1, 2))
    assert (first["class"], first["effort"], first["parent"]) == ("fixed-date", "low", 2)
    assert (first["estimate"], first["not_before"]) == ({"low": 60, "likely": 120, "high": 480}, "2026-05-01T08:00:00Z")
    assert (second["planned"], second["state"], second["estimate"]["likely"]) == (False, "ready", 90)
    opsflow("doctor", check=0)


def test_an_item_of_a_script_is_in_a_state_of_its_type_and_an_open_one_has_its_criteria(opsflow: Opsflow) -> None:
    at, then = "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"
    lines = [
        {**ITEM, "type": "change", "criteria": ["it runs"], "history": [{"at": at, "state": "doing"}]},
        {**ITEM, "uid": UID.replace("1", "2"), "type": "change", "history": [{"at": at, "state": "done"}]},
        {**ITEM, "uid": UID.replace("1", "3"), "type": "incident",
         "history": [{"at": at, "state": "done"}, {"at": then, "state": "doing"}]},
    ]  # fmt: skip
    opsflow("import", "ndjson", "-", input="\n".join(map(json.dumps, lines)), check=0)
    items = [json.loads(opsflow("show", key, "--json", check=0).out)["item"] for key in (1, 2, 3)]
    assert [item["stage"] for item in items] == ["implementing", "closed", "in-progress"]
    assert [item["criteria"]["total"] for item in items] == [2, 0, 0]
    assert opsflow("list", "stage:in-progress", "--quiet", check=0).out == "3\n"
    shown = opsflow("show", 3, "--at", "2026-03-02T09:00", check=0).out
    assert "done (resolved)" in shown
    opsflow("doctor", "--full", check=0)


def test_an_item_that_would_be_its_own_ancestor_is_refused(opsflow: Opsflow) -> None:
    other = UID.replace("1", "2")
    lines = [{**ITEM, "parent": other}, {**ITEM, "uid": other, "parent": UID}]
    result = opsflow("import", "ndjson", "-", input="\n".join(map(json.dumps, lines)), check=4)
    assert "own ancestor" in result.err
    assert opsflow("list").out == ""


def test_a_deep_chain_of_parents_is_taken_over(opsflow: Opsflow) -> None:
    uids = [f"{number:08x}{UID[8:]}" for number in range(1, 2001)]
    lines: list[dict[str, Any]] = [
        {**ITEM, "uid": uid, "parent": above} for uid, above in zip(uids, [None, *uids], strict=False)
    ]
    opsflow("import", "ndjson", "-", input="\n".join(map(json.dumps, lines)), check=0)
    assert "1999" in opsflow("show", 2000, check=0).out
    lines[0]["parent"] = uids[-1]
    looped = opsflow("--store", "b.db", "import", "ndjson", "-", input="\n".join(map(json.dumps, lines)), check=4)
    assert "own ancestor" in looped.err


def test_an_item_that_waits_for_itself_is_refused_like_every_cycle(opsflow: Opsflow) -> None:
    refused = opsflow("import", "ndjson", "-", input=json.dumps(ITEM | {"depends_on": [UID]}), check=4)
    assert f"An item cannot depend on itself: {UID} → {UID}. Nothing was imported" in refused.err


def test_what_is_to_be_created_in_the_future_is_taken_as_of_now_and_told(opsflow: Opsflow) -> None:
    taken = opsflow("import", "ndjson", "-", input=json.dumps(ITEM | {"created": "2999-01-01T00:00:00Z"}), check=0)
    assert "1: created later than now by the file, taken as created now." in taken.err
    assert "2999" not in opsflow("show", 1, check=0).out
    assert "later than now" not in opsflow("import", "ndjson", "-", input=json.dumps(ITEM), check=0).err


def test_patterns_of_recurring_tasks_are_pointed_out_since_they_are_no_work(opsflow: Opsflow) -> None:
    tasks = [
        {**TASK, "uuid": UID[:-1] + str(number), "status": "recurring" if number < 3 else "pending", "recur": "weekly"}
        for number in (1, 2, 3)
    ]
    told = opsflow("import", "taskwarrior", "-", input=json.dumps(tasks), check=0).err
    assert "1-2: in Taskwarrior the pattern of work that comes again" in told
    assert "`opsflow recur add`" in told
    assert opsflow("list", "--quiet", check=0).lines == opsflow("next", "--quiet", check=0).lines == ["3"]
    cancelled = opsflow("list", "--quiet", "is:cancelled", "tw.status:recurring", "--sort", "id", check=0)
    assert cancelled.lines == ["1", "2"]
    opsflow("import", "taskwarrior", "-", input=json.dumps(tasks), check=0)
    assert len(opsflow("list", "--all", check=0).lines) == 3


@pytest.mark.parametrize(("recur", "every"), [("weekly", "weekly"), ("P9Q", "RULE"), (None, "RULE")])
def test_the_note_on_a_pattern_tells_the_command_that_has_it_come_again(
    opsflow: Opsflow, recur: str | None, every: str
) -> None:
    task = {**TASK, "description": "it's on", "status": "recurring", **({"recur": recur} if recur else {})}
    opsflow("import", "taskwarrior", "-", input=json.dumps([task]), check=0)
    (note,) = [line.strip() for line in opsflow("show", 1, check=0).lines if "recur add" in line]
    told = f" (recur: {recur})" if recur else ""
    assert note.startswith(f"The pattern of a task that came again in Taskwarrior{told}. To have it come again here: ")
    words = shlex.split(note.partition("`opsflow ")[2].removesuffix("`"))
    assert words == ["recur", "add", "NAME", "--every", every, "it's on"]
    opsflow(*words, check=2 if every == "RULE" else 0)


def test_tasks_are_given_the_owner_that_their_file_does_not_know(opsflow: Opsflow) -> None:
    text = json.dumps([TASK, {**TASK, "uuid": UID[:-1] + "2", "status": "completed"}])
    opsflow("import", "taskwarrior", "-", "--owner", "me", input=text, check=0, env={"OPSFLOW_USER": "anna"})
    assert opsflow("list", "--all", "--columns", "owner", check=0).lines == ["anna", "anna"]
    again = opsflow("import", "taskwarrior", "-", "--owner", "ops team", input=text, check=0)
    assert "reads like a team" not in again.err
    assert opsflow("list", "--all", "--quiet", "-owner:anna", check=0).lines == []
    assert "is not one name" in opsflow("import", "taskwarrior", "-", "--owner", "a,b", input=text, check=2).err


@pytest.mark.parametrize(("line", "says"), [("9" * 6000, "too many digits"), ("[" * 200_000, "nested too deeply")])
def test_json_beyond_all_bounds_is_refused_in_words_of_ours(opsflow: Opsflow, line: str, says: str) -> None:
    result = opsflow("import", "ndjson", "-", input=f'{{"kind":{line}\n', check=2)
    assert says in result.err
    assert "sys." not in result.err


@pytest.mark.parametrize("kind", ["ndjson", "taskwarrior"])
def test_the_year_in_which_programs_put_what_they_do_not_know_is_no_date(opsflow: Opsflow, kind: str) -> None:
    lines = {
        "ndjson": '{"kind":"item","uid":"5d2a6c1e-0f4b-4c8e-9b57-3f1f0c2d7a90","title":"x",'
        '"created":"0001-01-01T00:00:00Z"}',
        "taskwarrior": '[{"uuid":"5d2a6c1e-0f4b-4c8e-9b57-3f1f0c2d7a90","description":"x","status":"pending",'
        '"entry":"20260101T000000Z","due":"00010101T000000Z"}]',
    }
    assert "lies before 1900: leave out" in opsflow("import", kind, "-", input=lines[kind], check=2).err
    assert opsflow("list", check=0).out == ""


@pytest.mark.parametrize(("command", "by"), [(1, None), (1, 1), (2, 2)])
def test_an_export_that_says_wrongly_what_was_taken_back_is_refused(
    opsflow: Opsflow, command: int, by: int | None
) -> None:
    opsflow("add", "one", check=0)
    opsflow("undo", check=0)
    records = [json.loads(line) for line in opsflow("export", check=0).out.splitlines()]
    (held,) = [one["command"] for one in records if one["kind"] == "command" and one["command"]["id"] == command]
    held["undone_by"] = by
    text = "\n".join(map(json.dumps, records))
    told = opsflow("--store", "new.db", "import", "ndjson", "-", input=text, check=2).err
    assert f"Command {command} says that " in told
