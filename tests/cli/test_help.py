"""Help is one page for each command, made from its declaration, whichever way the command starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opsflow.cli.output.printing import Printer
from opsflow.cli.words import registry
from opsflow.cli.words.help import asked, page

if TYPE_CHECKING:
    from tests.conftest import Opsflow

NAMES = ["", *registry.GROUPS, *registry.PLACES]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_fits_its_width_and_names_every_parameter(name: str) -> None:
    lines = list(page(name, Printer()))
    command = registry.find(name)
    assert all(len(line) <= 80 for line in lines[: lines.index("Examples") if "Examples" in lines else None])
    if command is not None:
        text = "\n".join(lines)
        assert all(flag in text for param in command.params for flag in param.flags)
        assert all(param.metavar in text for param in command.params)
        assert all(line in text for line, _ in command.examples)


def test_every_command_but_the_hidden_ones_stands_in_one_section_of_the_page_of_all() -> None:
    placed = [name for names in registry.SECTIONS.values() for name in names]
    known = {command.name.split()[0] for command in registry.everything() if command.name not in registry.HIDDEN}
    assert sorted(placed) == sorted(known)
    told = [line.split()[0] for line in page("", Printer()) if line.startswith("  ") and line[2] != " "]
    assert [name for name in told if name in known] == placed


def test_every_first_word_of_two_is_declared_with_what_it_is_about() -> None:
    assert {name.split()[0] for name in registry.PLACES if " " in name} == set(registry.GROUPS)


@pytest.mark.parametrize("words", [["--help"], ["add", "-h"], ["recur", "--help"], ["criteria", "add", "--help"]])
def test_help_is_the_same_page_with_and_without_the_short_way(opsflow_process: Opsflow, words: list[str]) -> None:
    short = opsflow_process(*words, check=0)
    long = opsflow_process(*words, env={"OPSFLOW_PLAIN_START": "1"}, check=0)
    assert short.out == long.out
    assert short.err == long.err == ""


@pytest.mark.parametrize("words", [[], ["recur"]])
def test_a_command_left_out_is_a_mistake_that_help_answers(opsflow_process: Opsflow, words: list[str]) -> None:
    assert opsflow_process(*words, check=2).out == opsflow_process(*words, "--help", check=0).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nonsense", "There is no command 'nonsense'. See `opsflow --help`."),
        ("crit add", "There is no command 'crit'; did you mean criteria? See `opsflow --help`."),
        ("criteria ad", "There is no command 'ad'; did you mean add? See `opsflow criteria --help`."),
        ("list foo", "There is no command 'list foo'. See `opsflow --help`."),
    ],
)
def test_help_about_what_is_no_command_says_what_the_command_would(
    opsflow_process: Opsflow, words: str, said: str
) -> None:
    assert opsflow_process("help", *words.split(), check=2).err == f"opsflow: {said}\n"


def test_words_after_a_command_leave_it_to_typer_what_help_means() -> None:
    assert asked(["add", "--help"]) == "add"
    assert asked(["note", "3", "--help"]) is None
    assert asked(["foo", "--help"]) is None
