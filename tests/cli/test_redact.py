"""`opsflow redact` at the shell."""

from __future__ import annotations

import pytest

from tests.conftest import Opsflow


def test_a_text_read_from_stdin_is_taken_out_everywhere(opsflow: Opsflow) -> None:
    opsflow("add", "Log in with hunter2", check=0)
    done = opsflow("redact", 1, "--text", "-", "--reason", "pasted by mistake", input="hunter2\n", check=0)
    assert done.out == "redacted a text of 1 in 1 event\n"
    assert "Backups" in done.err
    assert "hunter2" not in opsflow("log", 1, check=0).out
    assert "Log in with [redacted]" in opsflow("show", 1, check=0).out


def test_without_a_target_or_a_reason_it_says_what_to_give(opsflow: Opsflow) -> None:
    opsflow("add", "An item", check=0)
    assert "--note N" in opsflow("redact", 1, "--reason", "x", check=2).err
    assert "--reason" in opsflow("redact", 1, "--title", check=2).err
    assert "nor ever did" in opsflow("redact", 1, "--note", 4, "--reason", "x", check=3).err


@pytest.mark.parametrize("terminal", ["xterm", "dumb"])
def test_help_shows_brackets_as_they_are(opsflow: Opsflow, terminal: str) -> None:
    assert "[redacted] stands in its place" in opsflow("redact", "--help", env={"TERM": terminal}, check=0).out
