"""The log: a terminal shows the beginning of what an import brought, a pipe and JSON all of it."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Opsflow

ITEMS = "\n".join(
    json.dumps(
        {"kind": "item", "uid": f"00000000-0000-4000-8000-{n:012}", "title": "x", "created": "2026-01-01T00:00:00Z"}
    )
    for n in range(30)
)


@pytest.fixture
def imported(opsflow: Opsflow) -> Opsflow:
    opsflow("import", "ndjson", "-", input=ITEMS, check=0)
    return opsflow


def test_a_pipe_and_json_tell_every_event(imported: Opsflow) -> None:
    assert len(imported("log", check=0).lines) == 30
    (command,) = json.loads(imported("log", "--json", check=0).out)["commands"]
    assert len(command["events"]) == 30


@pytest.mark.usefixtures("on_a_terminal")
def test_a_log_of_nothing_says_so_on_a_terminal(imported: Opsflow) -> None:
    told = imported("log", "--by", "nobody", check=0)
    assert (told.out, told.err) == ("", "Nothing matches.\n")


@pytest.mark.usefixtures("on_a_terminal")
def test_a_terminal_shows_the_first_twenty_and_says_how_to_see_the_rest(imported: Opsflow) -> None:
    lines = imported("log", check=0).lines
    assert len(lines) == 1 + 20 + 1
    assert "--all shows every event" in lines[-1]
    assert len(imported("log", "--all", check=0).lines) == 1 + 30
