"""Every verb that changes items takes several: a list, a range, standard input, or a filter; all of it or nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsflow.composition import open_session
from opsflow.contract.schemas import schema
from opsflow.services.work.items import Draft, add
from tests.conftest import NOW, Opsflow, own_machine

VERBS: dict[str, tuple[list[str], list[str]]] = {
    "edit": (["edit"], ["due:fri"]),
    "note": (["note"], ["looked at it"]),
    "tag": (["tag"], ["+x"]),
    "copy": (["copy"], []),
    "link": (["link"], ["relates", "9"]),
    "unlink": (["unlink"], ["caused-by", "9"]),
    "duplicate": (["duplicate", "--of", "9"], []),
    "start": (["start"], []),
    "move": (["move"], ["review"]),
    "done": (["done", "--force", "--reason", "x"], []),
    "cancel": (["cancel"], []),
    "reopen": (["reopen"], []),
    "block": (["block"], ["vendor"]),
    "unblock": (["unblock"], []),
    "hold": (["hold"], ["vendor"]),
    "resume": (["resume"], []),
    "assign": (["assign"], ["bob"]),
    "redact": (["redact", "--title", "--reason", "x"], []),
    "criteria add": (["criteria", "add"], ["it answers"]),
    "criteria check": (["criteria", "check"], ["1"]),
    "criteria uncheck": (["criteria", "uncheck"], ["2"]),
    "criteria waive": (["criteria", "waive", "--reason", "x"], ["1"]),
    "criteria edit": (["criteria", "edit"], ["1", "new words"]),
    "criteria reorder": (["criteria", "reorder"], ["2"]),
    "criteria remove": (["criteria", "remove"], ["1"]),
    "dep add": (["dep", "add", "--on", "9"], []),
    "dep remove": (["dep", "remove"], []),
}
BEFORE = {
    "unlink": ["link", "1-3", "caused-by", "9"],
    "reopen": ["cancel", "1-3"],
    "unblock": ["block", "1-3", "vendor"],
    "resume": ["hold", "1-3", "vendor"],
    "criteria uncheck": ["criteria", "check", "1-3", "2"],
    "dep remove": ["dep", "add", "1-3", "--on", "9"],
}


@pytest.fixture(scope="session")
def store_of_nine(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine items to copy; never to be written to."""
    folder = tmp_path_factory.mktemp("nine")
    path = Path(shutil.copy(template_store, folder / "nine.db"))
    with own_machine(folder, folder), open_session(str(path)) as session:
        session.clock = lambda: NOW
        for number in range(1, 10):
            add(session, Draft(f"work {number}", tags=("few" if number < 4 else "more",), criteria=("a", "b")))
    return path


@pytest.fixture
def nine(opsflow: Opsflow, store_path: Path, store_of_nine: Path) -> Opsflow:
    shutil.copy(store_of_nine, store_path)
    return opsflow


def held(opsflow: Opsflow) -> list[dict[str, Any]]:
    """All there is about the items, but for what counts how often they were written."""
    listed = opsflow("list", "--all", "--quiet", "--sort", "id", check=0).out
    items = json.loads(opsflow("show", "-", "--json", input=listed, check=0).out)["items"]
    return [{name: value for name, value in item.items() if name not in ("changed", "revision")} for item in items]


@pytest.mark.parametrize("way", ["list", "range", "stdin", "where"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_takes_several_items_in_every_way(nine: Opsflow, verb: str, way: str) -> None:
    if verb in BEFORE:
        nine(*BEFORE[verb], check=0)
    words, rest = VERBS[verb]
    before = held(nine)
    named = {"list": ["1,2,3"], "range": ["1-3"], "stdin": ["-"], "where": ["--where", "id:1-3"]}[way]
    answer = json.loads(nine(*words, *named, *rest, "--json", input="1\n2 3\n", check=0).out)
    jsonschema.validate(answer, schema("outcome"))
    assert answer["items"] == ([10, 11, 12] if verb == "copy" else [1, 2, 3])
    assert held(nine) != before
    if verb != "redact":  # which is for good
        nine("undo", check=0)
        assert held(nine) == before


@pytest.mark.parametrize("verb", VERBS)
def test_one_missing_item_leaves_all_of_them_as_they_were(nine: Opsflow, verb: str) -> None:
    if verb in BEFORE:
        nine(*BEFORE[verb], check=0)
    words, rest = VERBS[verb]
    before = nine("export", check=0).out
    assert "99" in nine(*words, "1-3,99", *rest, check=3).err
    assert nine("export", check=0).out == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_dry_run_tells_and_changes_nothing(nine: Opsflow, verb: str) -> None:
    if verb in BEFORE:
        nine(*BEFORE[verb], check=0)
    words, rest = VERBS[verb]
    before = nine("export", check=0).out
    assert "would have" in nine(*words, "1-3", *rest, "--dry-run", check=0).out
    assert nine("export", check=0).out == before


@pytest.mark.parametrize("verb", ["note", "block", "criteria add"])
def test_an_id_before_a_text_is_an_item_or_in_quotes_and_never_silently_text(nine: Opsflow, verb: str) -> None:
    words, _ = VERBS[verb]
    before = nine("export", check=0).out
    told = nine(*words, "1", "2", "parts are missing", check=2).err
    assert f'Write `opsflow {verb} 1,2 ...` or `opsflow {verb} 1 "2 ..."`.' in told
    assert nine("export", check=0).out == before
    assert nine(*words, "1", "2 parts are missing", "--quiet", check=0).out == "1\n"


@pytest.mark.parametrize("verb", ["link", "hold", "edit", "tag", "start", "move", "assign"])
def test_ids_before_a_word_that_is_none_need_no_comma(nine: Opsflow, verb: str) -> None:
    words, rest = VERBS[verb]
    assert nine(*words, "1", "2-3", *rest, "--quiet", check=0).out == "1\n2\n3\n"


@pytest.mark.parametrize("verb", ["note", "block", "hold", "criteria add", "link"])
def test_ids_beside_a_filter_are_refused_and_never_become_text(nine: Opsflow, verb: str) -> None:
    words, rest = VERBS[verb]
    assert "not by both: 3" in nine(*words, "3", "--where", "+few", *rest, check=2).err


@pytest.mark.parametrize(
    "words",
    [["done"], ["start"], ["cancel"], ["reopen"], ["unblock"], ["copy"], ["resume"], ["resolve", "--code", "fixed"],
     ["move", "review"], ["note", "text"], ["tag", "+x"], ["edit", "due:fri"], ["block", "why"], ["assign", "me"],
     ["hold", "vendor"], ["criteria add", "x"], ["criteria check"], ["dep add", "--on", "1"], ["link", "relates", "1"],
     ["duplicate", "--of", "1"], ["approve"]],
    ids=" ".join,
)  # fmt: skip
def test_a_list_from_a_pipe_that_is_empty_is_said_and_changes_nothing(opsflow: Opsflow, words: list[str]) -> None:
    opsflow("add", "one", check=0)
    verb, *rest = words
    result = opsflow(*verb.split(), "-", *rest, input="\n", check=0)
    assert "No item was named: nothing was changed." in result.err
    assert result.out == ""
    assert opsflow("log", check=0).out.count("\n") == 1
