"""The small reader and Typer read the same invocation alike, or the reader leaves it to Typer."""

from __future__ import annotations

from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from typer.exceptions import TyperException

from opsflow.cli.words import registry, typer_app
from opsflow.cli.words.declare import Command, Param
from opsflow.cli.words.reader import read
from tests.conftest import Opsflow

COMMANDS = registry.everything()
WORDS = st.sampled_from(
    ["12", "3,5-7", "-", "-vendor", "-5", "+cert", "owner:me", "two words", "- text", "due:", "é", ""]
)


Read = tuple[str, dict[str, Any]]


@cache
def built() -> tuple[Any, list[Read]]:
    """The application as Typer makes it, once, and where it puts what it reads."""
    found: list[Read] = []
    app = typer_app.build(lambda command, values: found.append((command.name, values)))
    return app, found


def by_typer(argv: list[str]) -> Read | None:
    """The command and values that Typer reads, or `None` when it refuses."""
    app, found = built()
    found.clear()
    try:
        app.main(typer_app.guarded(argv), standalone_mode=False)
    except TyperException:
        return None
    return found[0] if found else None


def normal(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value or None for name, value in values.items() if name != "version"}


@st.composite
def invocations(draw: st.DrawFn) -> list[str]:
    command: Command = draw(st.sampled_from(COMMANDS))
    words = command.name.split()
    parts: list[list[str]] = []
    for param in command.params:
        if param.kind == "argument":
            count = draw(st.integers(1 if param.required else 0, 3 if param.many else 1))
            parts += [[draw((WORDS | st.just("-h")).filter(lambda word: word != ""))] for _ in range(count)]
        elif draw(st.integers(0, 5)) == 0:
            parts.append(_option(draw, param))
    return words + [word for part in draw(st.permutations(parts)) for word in part]


def _option(draw: st.DrawFn, param: Param) -> list[str]:
    flag = draw(st.sampled_from(param.flags))
    if param.kind == "flag":
        return [flag]
    value = draw(st.sampled_from(param.choices) if param.choices else WORDS)
    return [f"{flag}={value}"] if flag.startswith("--") and draw(st.booleans()) else [flag, value]


@settings(max_examples=150, deadline=None)
@given(argv=invocations())
def test_both_ways_read_an_invocation_alike(argv: list[str]) -> None:
    short = read(argv)
    if short is None:
        return
    command, values = short
    long = by_typer(argv)
    assert long is not None, f"the reader took {argv}, Typer does not"
    assert long[0] == command.name
    assert normal(long[1]) == normal(values)


def test_the_reader_takes_what_is_typed_all_day() -> None:
    for argv in (["add", "x", "due:fri"], ["done", "3"], ["list", "-vendor", "--limit", "3"], ["note", "3", "- text"]):
        assert read(argv) is not None


@pytest.mark.parametrize(
    "argv",
    [[], ["lsit"], ["list", "--limt", "3"], ["done", "--help"], ["show"], ["cancel", "3", "--dependents", "all"],
     ["criteria"], ["list", "--limit"], ["list", "--json=yes"], ["why", "1", "2"], ["--store"],
     ["note", "3", "-h"], ["note", "-h", "3"]],
)  # fmt: skip
def test_the_reader_leaves_what_is_not_certain_to_typer(argv: list[str]) -> None:
    assert read(argv) is None


def test_every_command_of_the_registry_is_declared_once() -> None:
    assert sorted(command.name for command in COMMANDS) == sorted(
        name for name, module in registry.PLACES.items() if registry.declared_in(module)
    )


def test_every_command_has_a_summary_and_an_example() -> None:
    assert [command.name for command in COMMANDS if not command.summary or not command.examples] == []


def test_no_command_declares_a_flag_twice() -> None:
    for command in COMMANDS:
        flags = [flag for param in command.params for flag in param.flags]
        assert len(flags) == len(set(flags)), command.name


@pytest.mark.parametrize(
    "words", [["note", 1, "-h"], ["done", "-h", 1], ["list", "web", "-h"], ["note", 1, "--help", "x"]]
)
def test_a_page_that_is_asked_for_behind_words_is_printed_and_nothing_done(
    opsflow: Opsflow, words: list[str | int]
) -> None:
    opsflow("add", "one", check=0)
    assert f"\nUsage\n  opsflow {words[0]} " in opsflow(*words, check=0).out
    assert opsflow("log", check=0).out.count("\n") == 1
