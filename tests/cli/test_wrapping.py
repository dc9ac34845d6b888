"""Talk on a terminal is broken at words; in a pipe a sentence is a line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from opsflow.cli.output.wrapping import wrapped
from opsflow.domain.text import width
from tests.conftest import Opsflow

SENTENCE = "opsflow: one two three four, look at `opsflow list --all` and go on"


@pytest.mark.parametrize(
    ("line", "cells", "lines"),
    [
        ("short", 20, ["short"]),
        ("one two three four", 10, ["one two", "  three", "  four"]),
        ("  one two three", 10, ["  one two", "    three"]),
        (SENTENCE, 30, ["opsflow: one two three four,", "  look at `opsflow list --all`", "  and go on"]),
        ("see `opsflow list --all` now", 10, ["see", "  `opsflow list --all`", "  now"]),
        ("a unbreakableword b", 6, ["a", "  unbreakableword", "  b"]),
        ("漢字 漢字 漢字", 9, ["漢字 漢字", "  漢字"]),
        ("  try: opsflow criteria add 1 what is true", 10, ["  try: opsflow criteria add 1 what is true"]),
        ("a ` b c", 4, ["a", "  ` b c"]),
    ],
)
def test_a_line_is_broken_at_words_and_no_command_is(line: str, cells: int, lines: list[str]) -> None:
    assert wrapped(line, cells) == lines


def test_a_terminal_is_told_in_lines_that_fit_and_a_caret_points_at_its_place(store_path: Path) -> None:
    leader, follower = pty.openpty()
    words = ["list", "x " * 30 + "owner>ann"]
    with subprocess.Popen(
        [sys.executable, "-m", "opsflow", "--store", str(store_path), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=follower,
        env={**os.environ, "COLUMNS": "40"},
    ) as process:
        os.close(follower)
        assert process.wait(20) == 2
        *sentence, source, caret = os.read(leader, 65536).decode().splitlines()
    os.close(leader)
    assert len(sentence) > 1
    assert all(line.startswith("  ") for line in sentence[1:])
    assert max(map(len, [*sentence, source, caret])) <= 40
    assert source[caret.index("^") :] == "owner>ann"


@pytest.mark.parametrize("cells", ["20", "40", "80"])
@pytest.mark.parametrize("before", ["", "日本語" * 20, "e\u0301" * 60, "x" * 100])
def test_the_mark_under_a_filter_points_at_the_trouble_in_any_script(
    monkeypatch: pytest.MonkeyPatch, opsflow: Opsflow, cells: str, before: str
) -> None:
    monkeypatch.setenv("COLUMNS", cells)
    excerpt, mark = opsflow("list", f"{before} owner>ann {'語' * 40}".strip(), check=2).err.splitlines()[-2:]
    place = width(mark) - 1
    start = next(at for at in range(len(excerpt)) if width(excerpt[:at]) == place)
    assert excerpt[start:].lstrip("\u0301").startswith("owner"[: int(cells) // 2 - 4])
    assert max(width(excerpt), width(mark)) <= int(cells)


def test_a_pipe_gets_each_sentence_on_one_line(opsflow_process: Opsflow) -> None:
    told = opsflow_process("list", "owner>ann", env={"COLUMNS": "30"}, check=2).err.splitlines()
    assert told[0].endswith("write owner:ann.")


NOTE = "the vendor called back and said that the new part is on its way and will be here by Monday at noon"


def test_an_item_is_shown_in_lines_that_a_terminal_is_wide_enough_for(
    opsflow: Opsflow, request: pytest.FixtureRequest
) -> None:
    title = "Replace the power supply of the second switch in rack four before the audit begins"
    opsflow("add", title, "--done", "both supplies are green and the old one is on its way back", check=0)
    opsflow("criteria", "check", "1", "--evidence", "seen on the console", check=0)
    opsflow("add", "Buy a new power supply for the second switch in rack four", check=0)
    opsflow("dep", "add", "1", "--on", "2", check=0)
    opsflow("note", "1", NOTE, check=0)
    whole = opsflow("show", "1", env={"COLUMNS": "40"}, check=0).lines
    assert f"1  {title}" in whole
    assert f"  {NOTE}" in whole
    request.getfixturevalue("on_a_terminal")
    lines = opsflow("show", "1", env={"COLUMNS": "40", "NO_COLOR": "1"}, check=0).lines
    assert [line.split()[0] for line in lines if len(line) > 40] == ["uid"]  # one word, that can be copied
    assert [word for line in lines for word in line.split()] == [word for line in whole for word in line.split()]
    assert lines[:3] == [
        "1  Replace the power supply of the",
        "   second switch in rack four before the",
        "   audit begins",
    ]


@pytest.mark.usefixtures("on_a_terminal")
@pytest.mark.parametrize("words", ["log", "dep list", "dep tree 1", "next"])
def test_history_dependencies_and_the_pull_order_stay_within_a_narrow_terminal(opsflow: Opsflow, words: str) -> None:
    for title in ("Replace the power supply of the second switch", "Buy a new power supply for the second switch"):
        opsflow("add", title, "--done", "both supplies are green and the old one is on its way back", check=0)
    opsflow("dep", "add", "1", "--on", "2", check=0)
    lines = opsflow(*words.split(), env={"COLUMNS": "40", "NO_COLOR": "1"}, check=0).lines
    assert len(lines) > 1
    assert [line for line in lines if len(line) > 40] == []


def test_scores_of_changes_fit_into_80_columns(opsflow: Opsflow, on_a_terminal: None) -> None:
    opsflow("add", "Upgrade", "type:change", "service:internet-shop", "change-type:emergency", check=0)
    opsflow("start", 1, check=0)
    opsflow("criteria", "check", 1, check=0)
    opsflow("change", "close", 1, "--code", "with-issues", check=0)
    heading, row = opsflow("change", "score", check=0).lines
    assert "closed as" in heading
    assert "internet-shop" in row
    assert "1 with-issues" in row
    assert width(heading) <= 80
