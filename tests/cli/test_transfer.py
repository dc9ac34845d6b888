"""Exports and imports at the shell: some items, into stores that hold items already, and hostile files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Opsflow


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


def test_recurrences_that_stay_behind_are_named(opsflow: Opsflow, other: dict[str, str | None]) -> None:
    opsflow("add", "Travels", check=0)
    for name in ("patching", "filters"):
        opsflow("recur", "add", name, "--every", "daily 08:00", "Look at it", check=0)
    opsflow("recur", "remove", "filters", check=0)
    opsflow("add", "Here before", env=other, check=0)
    done = opsflow("import", "ndjson", "-", input=export(opsflow), env=other, check=0)
    assert "Recurrences stay behind, set them up here: patching." in done.err
