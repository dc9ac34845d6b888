"""Talk on a terminal is broken at words; in a pipe a sentence is a line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from opsflow.cli.output.wrapping import wrapped
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


def test_a_pipe_gets_each_sentence_on_one_line(opsflow_process: Opsflow) -> None:
    told = opsflow_process("list", "owner>ann", env={"COLUMNS": "30"}, check=2).err.splitlines()
    assert told[0].endswith("write owner:ann.")
