"""Exports and imports at the shell: some items, into stores that hold items already, and hostile files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Clock, Opsflow


def export(opsflow: Opsflow, *words: str) -> str:
    return opsflow("export", *words, check=0).out


@pytest.fixture
def other(tmp_path: Path) -> dict[str, str | None]:
    return {"OPSFLOW_STORE": str(tmp_path / "other.db")}


def test_ids_that_are_taken_are_replaced_and_the_mapping_is_printed(
    opsflow: Opsflow, other: dict[str, str | None]
) -> None:
    opsflow("add", "First", "+net", check=0)
    opsflow("add", "Second", "--on", 1, check=0)
    opsflow("note", 2, "seen", check=0)
    opsflow("add", "Here before", env=other, check=0)
    done = opsflow("import", "ndjson", "-", input=export(opsflow), env=other, check=0)
    assert done.out == "imported 2 items from an export\n"
    assert "1 → 3" in done.err
    assert "First" in opsflow("show", 3, env=other, check=0).out
    assert json.loads(opsflow("dep", "list", 2, "--json", env=other, check=0).out)["edges"] == [
        {"item": 2, "depends_on": 3}
    ]
    again = opsflow("import", "ndjson", "-", input=export(opsflow), env=other, check=0)
    assert "0 new, 2 known" in again.err
    assert opsflow("doctor", env=other, check=0).out.startswith("no problem")


def test_a_store_that_is_missing_is_made_with_what_comes_in_and_told(
    opsflow: Opsflow, other: dict[str, str | None], tmp_path: Path
) -> None:
    opsflow("add", "Travels", check=0)
    words = ("import", "ndjson", "-", "--at", "yesterday", "--request-id", "key")
    done = opsflow(*words, input=export(opsflow), env=other, check=0)
    assert done.out == "imported 1 item, 1 command, 1 event\n"
    assert done.err == f"created the store {other['OPSFLOW_STORE']}\n"
    assert [path.name for path in tmp_path.glob("other.db*")] == ["other.db"]
    assert opsflow("doctor", env=other, check=0).out.startswith("no problem")


def test_what_cannot_be_taken_in_makes_no_store(opsflow: Opsflow, other: dict[str, str | None], tmp_path: Path) -> None:
    uids = [f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    circle = [
        {"kind": "item", "uid": own, "title": "x", "created": "2026-01-01T00:00:00Z", "depends_on": [before]}
        for own, before in (uids, reversed(uids))
    ]
    lines = "".join([json.dumps(item) + "\n" for item in circle])
    assert opsflow("import", "ndjson", "-", input=lines, env=other, check=4).out == ""
    assert list(tmp_path.glob("other.db*")) == []


def test_an_import_into_a_store_with_items_can_be_undone(opsflow: Opsflow, other: dict[str, str | None]) -> None:
    opsflow("add", "Travels", check=0)
    opsflow("add", "Here before", env=other, check=0)
    opsflow("import", "ndjson", "-", input=export(opsflow), env=other, check=0)
    number = json.loads(opsflow("log", "--limit", 1, "--json", env=other, check=0).out)["commands"][0]["command"]
    opsflow("undo", number, env=other, check=0)
    assert opsflow("list", "--quiet", env=other, check=0).lines == ["1"]


def test_some_items_are_exported_with_what_leads_to_others(opsflow: Opsflow, other: dict[str, str | None]) -> None:
    opsflow("add", "Stays", check=0)
    opsflow("add", "Goes", "project:net", "--on", 1, check=0)
    text = export(opsflow, "project:net")
    assert "Stays" not in text
    done = opsflow("import", "ndjson", "-", input=text, env=other, check=0)
    assert "left out" in done.err
    opsflow("import", "ndjson", "-", input=text, check=0)
    assert opsflow("list", "--quiet", check=0).lines == ["1", "2"]


def test_the_words_of_the_one_who_did_it_there_are_kept(opsflow: Opsflow, other: dict[str, str | None]) -> None:
    opsflow("add", "Travels", env={"OPSFLOW_USER": "bob"}, check=0)
    opsflow("add", "Here before", env=other, check=0)
    opsflow("import", "ndjson", "-", input=export(opsflow), env=other, check=0)
    assert "by bob" in opsflow("log", 2, env=other, check=0).out


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('"due":1', '"due":"x"', "payload"),
        ('"kind":"opsflow-export"', '"kind":"other"', "Record 1"),
        ('"origin":"shell"', '"origin":"moon"', "origin"),
        ('"seq":1', '"seq":"1"', "seq"),
        ('"form":1', '"form":1,"extra":2', "extra"),
    ],
)
def test_a_record_of_another_form_is_refused_and_nothing_is_left(
    opsflow: Opsflow, other: dict[str, str | None], find: str, put: str, said: str
) -> None:
    opsflow("add", "An item", "due:fri", check=0)
    text = export(opsflow)
    forged = text.replace(find, put).replace(find.replace('"', '\\"'), put.replace('"', '\\"'))
    assert forged != text
    done = opsflow("import", "ndjson", "-", input=forged, env=other, check=2)
    assert said in done.err
    assert "Nothing was imported" in done.err
    assert not Path(str(other["OPSFLOW_STORE"])).exists()


def test_a_uid_given_twice_is_refused(opsflow: Opsflow) -> None:
    line = '{"kind":"item","uid":"00000000-0000-4000-8000-000000000001","title":"x","created":"2026-01-01T00:00:00Z"}'
    done = opsflow("import", "ndjson", "-", input=f"{line}\n{line}\n", check=2)
    assert "given to two items" in done.err


def rules(opsflow: Opsflow, env: dict[str, str | None]) -> list[str]:
    return opsflow("recur", "list", "--quiet", env=env, check=0).lines


def test_recurrences_come_along_once_under_free_names_with_what_hangs_on_them(
    opsflow: Opsflow, other: dict[str, str | None], clock: Clock
) -> None:
    opsflow("add", "New disks", check=0)
    opsflow("recur", "add", "patching", "--every", "daily 08:00", "Patch {date}", "dep:1", "parent:1", check=0)
    opsflow("recur", "add", "filters", "--after-done", "2w", "Change the filters", check=0)
    opsflow("recur", "remove", "filters", check=0)
    clock.advance(days=1)
    opsflow("tick", check=0)
    opsflow("add", "Here before", env=other, check=0)
    opsflow("recur", "add", "patching", "--every", "daily 07:00", "Something else", env=other, check=0)
    text = export(opsflow)
    done = opsflow("import", "ndjson", "-", input=text, env=other, check=0)
    assert done.lines == ["imported 2 items from an export", "imported 1 recurrence from an export"]
    assert "patching → patching-2" in done.err
    assert rules(opsflow, other) == ["patching", "patching-2"]
    assert opsflow("list", "recurrence:patching-2", "--quiet", env=other, check=0).out == "2\n"
    clock.advance(days=1)
    opsflow("tick", env=other, check=0)
    made = json.loads(opsflow("list", "recurrence:patching-2", "--json", env=other, check=0).out)["items"][-1]
    assert (made["title"], made["parent"]) == ("Patch 2026-03-06", 3)
    assert json.loads(opsflow("dep", "list", made["id"], "--json", env=other, check=0).out)["edges"][0] == {
        "item": made["id"],
        "depends_on": 3,
    }
    opsflow("recur", "pause", "patching-2", env=other, check=0)
    assert opsflow("import", "ndjson", "-", input=text, env=other, check=0).out == ""
    opsflow("recur", "remove", "patching-2", env=other, check=0)
    assert opsflow("import", "ndjson", "-", input=text, env=other, check=0).out == ""
    for command in ("audit", "verify"), ("doctor", "--full"):
        opsflow(*command, env=other, check=0)


def test_recurrences_go_again_when_their_import_is_undone(opsflow: Opsflow, other: dict[str, str | None]) -> None:
    opsflow("recur", "add", "patching", "--every", "daily 08:00", "Patch", check=0)
    opsflow("recur", "pause", "patching", check=0)
    opsflow("add", "Here before", env=other, check=0)
    text = export(opsflow)
    for _ in range(2):
        assert "1 recurrence" in opsflow("import", "ndjson", "-", input=text, env=other, check=0).out
        assert opsflow("recur", "list", env=other).lines == ["patching\tdaily 08:00\tpaused\t"]
        last = json.loads(opsflow("log", "--limit", 1, "--json", env=other).out)["commands"][0]["command"]
        opsflow("undo", last, env=other, check=0)
        assert rules(opsflow, other) == []
    opsflow("doctor", env=other, check=0)


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('"rule":"FREQ=DAILY",', "", "is not whole"),
        ('"recurrence","patching",', '"recurrence","pat\\nching",', "no name of a recurrence"),
        ('{"paused_at":null}', '{"paused_at":5}', "does not add up"),
    ],
)
def test_a_forged_recurrence_is_refused_whole(
    opsflow: Opsflow, other: dict[str, str | None], find: str, put: str, said: str
) -> None:
    opsflow("recur", "add", "patching", "--every", "daily", "Patch", check=0)
    opsflow("recur", "pause", "patching", check=0)
    opsflow("add", "Here before", env=other, check=0)
    text = export(opsflow)
    forged = text.replace(find.replace('"', '\\"'), put.replace("\\", "\\\\").replace('"', '\\"'))
    assert forged != text
    assert said in opsflow("import", "ndjson", "-", input=forged, env=other, check=2).err
    assert rules(opsflow, other) == []


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ("Second", "Forged", "event 2 does not match its digest"),
        ('"kind":"created","happened_at"', '"kind":"edited","happened_at"', "breaks the chain"),
        ('"version":', '"version":9', "this opsflow reads 1: upgrade opsflow. Nothing was imported."),
    ],
)
def test_a_history_that_was_changed_is_not_taken_for_the_whole_of_a_store(
    opsflow: Opsflow, other: dict[str, str | None], find: str, put: str, said: str
) -> None:
    opsflow("add", "First", check=0)
    opsflow("add", "Second", check=0)
    text = export(opsflow)
    assert find in text
    assert said in opsflow("import", "ndjson", "-", input=text.replace(find, put), env=other, check=2).err
    assert not Path(str(other["OPSFLOW_STORE"])).exists()


def test_a_history_without_its_end_is_refused(opsflow: Opsflow, other: dict[str, str | None]) -> None:
    opsflow("add", "First", check=0)
    opsflow("add", "Second", check=0)
    lines = export(opsflow).splitlines(keepends=True)
    done = opsflow("import", "ndjson", "-", input="".join(lines[:-1]), env=other, check=2)
    assert "its last event is not the one its header names" in done.err
    assert not Path(str(other["OPSFLOW_STORE"])).exists()


def test_a_second_export_behind_the_first_is_named_as_such(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one", check=0)
    lines = opsflow("export", check=0).out
    other = {"OPSFLOW_STORE": str(tmp_path / "other.db")}
    said = opsflow("import", "ndjson", "-", input=lines + lines, env=other, check=2).err
    assert "Record 4 begins another export; import one after the other. Nothing was imported." in said


@pytest.mark.parametrize("words", [["export"], ["audit", "export"]], ids=" ".join)
def test_an_output_of_a_dash_is_stdout(
    opsflow: Opsflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    opsflow("add", "one", check=0)
    assert opsflow(*words, "--output", "-", check=0).out == opsflow(*words, check=0).out
    assert not (tmp_path / "-").exists()
