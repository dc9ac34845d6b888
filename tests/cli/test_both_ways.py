"""Every command answers the same, byte for byte, through the small reader and through Typer."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from opsflow.cli.words import registry
from tests.conftest import Opsflow

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|\d+\.\d+ (?:s|ms)")
"""What differs from run to run: uids, hashes, times taken."""

OF_A_SHELL = ("|", "<", ">", "$(", "`", "&&", ";")


def lines() -> list[str]:
    """The examples in the help of each command, as far as they are one command, and each command without a word."""
    written = [text.replace("/tmp/", "") for command in registry.everything() for text, _ in command.examples]
    plain = [text for text in written if text.startswith("opsflow ") and not any(sign in text for sign in OF_A_SHELL)]
    return list(dict.fromkeys([*plain, *[f"opsflow {command.name}" for command in registry.everything()]]))


@pytest.fixture
def stocked(opsflow: Opsflow, store_path: Path, tmp_path: Path) -> Path:
    opsflow("add", "Replace the load balancer", "owner:ann", "+cert", "--done", "it answers", check=0)
    opsflow("add", "Order a valve", "project:net", "due:fri", "dep:1", check=0)
    opsflow("add", "--key", "web1/disk", "Disk full", "type:incident", check=0)
    opsflow("add", "Patch the kernel", "type:change", "owner:bob", check=0)
    opsflow("start", 1, check=0)
    return Path(shutil.copy(store_path, tmp_path / "stocked.db"))


@pytest.mark.parametrize("line", lines())
def test_a_command_answers_the_same_both_ways(
    opsflow: Opsflow, stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    answers = []
    for way in (None, "1"):
        folder = tmp_path / "work"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        monkeypatch.chdir(folder)
        store = str(shutil.copy(stocked, folder / "store.db"))
        result = opsflow(*shlex.split(line)[1:], env={"OPSFLOW_PLAIN_START": way, "OPSFLOW_STORE": store})
        answers.append((result.code, UID.sub("#", result.out), UID.sub("#", result.err)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "words",
    [["frob"], ["lsit"], [""], ["it's"], ["'"], ['"x"'], ["a\nb"], ["\x1b[31m"], ["\u202eevil"], ["x\x1fy"],
     ["8", "done"], ["frob", "--json"], ["modify", "3"], ["frob", "--help"], ["-x"], ["+x", "list"], ["@mine"], ["Add"],
     ["config", "frob"]],
)  # fmt: skip
def test_what_is_no_command_is_told_the_same_both_ways(opsflow: Opsflow, words: list[str]) -> None:
    plain, short = [opsflow(*words, env={"OPSFLOW_PLAIN_START": way}) for way in ("1", None)]
    assert (plain.code, plain.out, plain.err) == (short.code, short.out, short.err)
    assert short.code == 2
