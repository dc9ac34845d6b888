"""Completion in the real shells, each on a terminal of its own, where they are installed."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsflow.cli.words.shells import Line, answers
from tests.conftest import Opsflow, install_in

BREAKS = " \t\n\"'@><=;|&(:"
"""What COMP_WORDBREAKS is in a bash that nobody has changed."""
STARTS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(opsflow completion bash)"'),
    "zsh": (["-f", "-i"], 'bindkey -e; eval "$(opsflow completion zsh)"'),
}
COMPLETED = {
    "opsflow list ow": "list owner:",
    "opsflow list owner:J": "list 'owner:Jane Doe'",
    'opsflow list "owner:J': "list 'owner:Jane Doe'",
    "opsflow list owner:'J": "list 'owner:Jane Doe'",
    "opsflow list owner:Jane\\ D": "list 'owner:Jane Doe'",
    "opsflow list state:doing,rev": "list state:doing,review",
    "opsflow list is:over": "list is:overdue",
    "opsflow list due.bef": "list due.before:",
    "opsflow add x due:tomo": "add x due:tomorrow",
    "opsflow edit 1 urg": "edit 1 urgency:",
    "opsflow edit 1 --impact h": "edit 1 --impact high",
    "opsflow --color never move 1 rea": "--color never move 1 ready",
    "opsflow assign 1 'b": "assign 1 'bob $HOME'",
    "opsflow add --owner=J": "add '--owner=Jane Doe'",
    "opsflow backup copy.d": "backup copy.db",
    "opsflow crit": "criteria",
}
"""A line before the tab -> its words after it."""


class Shell:
    """A shell on a terminal. Keys are taken in their order, so nothing has to be waited for but what is printed."""

    def __init__(self, name: str, folder: Path, store: Path) -> None:
        words, start = STARTS[name]
        env = {
            "PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8",
            "OPSFLOW_STORE": str(store), "OPSFLOW_USER": "ann", "COLUMNS": "200",
        }  # fmt: skip
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(name, [name, *words], env)
        self.printed = ""
        self.type(f"{start}; printf 're%s' ady\n")
        self.read_until("ready")

    def type(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def read_until(self, pattern: str) -> str:
        """What was printed since the last time, up to a pattern."""
        end = time.monotonic() + 30
        while (found := re.search(pattern, self.printed)) is None:
            assert time.monotonic() < end, repr(self.printed)
            if select.select([self.terminal], [], [], 1)[0]:
                self.printed += os.read(self.terminal, 65536).decode(errors="replace")
        told, self.printed = self.printed[: found.end()], self.printed[found.end() :]
        return told

    def completed(self, line: str) -> list[str]:
        """The words of a line after one tab, as the shell would hand them to the program."""
        self.type(f"{line}\t\x01printf '<%s>' \x05 '|end'\n")
        told = self.read_until(r"<opsflow>.*<\|end>")
        return re.findall(r"<([^|<>]*)>", told[told.rindex("<opsflow>") :])

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


@pytest.fixture
def folder(opsflow: Opsflow, tmp_path: Path) -> Path:
    """A folder with the program in it, beside a store with two items."""
    opsflow("add", "Rotate the cert", "--owner", "Jane Doe", "--done", "new one served", "--done", "old one revoked")
    opsflow("add", "Patch web1", "--owner", "bob $HOME")
    install_in(tmp_path)
    (tmp_path / "copy.db").touch()
    return tmp_path


@pytest.fixture(params=STARTS)
def shell(request: pytest.FixtureRequest, folder: Path, store_path: Path) -> Iterator[Shell]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    held = Shell(request.param, folder, store_path)
    yield held
    held.close()


def test_a_tab_completes_from_the_first_one_on(shell: Shell) -> None:
    for line, wanted in COMPLETED.items():
        assert shell.completed(line) == ["opsflow", *shlex.split(wanted)], line


def test_what_is_offered_is_listed_with_a_word_about_it(shell: Shell) -> None:
    shell.type("opsflow show \t\t")
    shell.read_until("2.*Patch web1")
    shell.type("\x15")
    shell.type("opsflow criteria check 1 \t\t")
    shell.read_until("2.*old one revoked")


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("opsflow list ow", ["owner:"]),
        ("opsflow list owner:J", ["owner:Jane Doe"]),
        ('opsflow list "owner:J', ["owner:Jane Doe"]),
        ("opsflow list owner:Jane\\ D", ["owner:Jane Doe"]),
        ("opsflow list 'owner:bob $", ["owner:bob $HOME"]),
        ("opsflow show ", ["2\tPatch web1", "1\tRotate the cert"]),
        ("opsflow criteria check 1 ", ["1\topen: new one served", "2\topen: old one revoked"]),
        ("opsflow edit 1 urg", ["urgency:"]),
        ("opsflow backup copy.d", ["copy.db"]),
        ("opsflow list nonsense", []),
    ],
)
def test_fish_is_offered_words(folder: Path, store_path: Path, line: str, wanted: list[str]) -> None:
    done = subprocess.run(
        ["fish", "--no-config", "-c", "opsflow completion fish | source; complete -C $argv[1]", line],
        env={"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(folder), "OPSFLOW_STORE": str(store_path)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [told for told in done.stdout.splitlines() if not told.startswith("owner:me")] == wanted, done.stderr


@pytest.mark.parametrize(
    ("line", "words", "kept", "quote"),
    [
        ("opsflow list", ["list"], "", ""),
        ("opsflow list ", ["list", ""], "", ""),
        ("OPSFLOW_USER=x opsflow list owner:J", ["list", "owner:J"], "owner:", ""),
        ("opsflow list 'owner:J", ["list", "owner:J"], "", "'"),
        ('opsflow list owner:"J D"x', ["list", "owner:J Dx"], "owner:", ""),
        ('opsflow list owner:"J \\"D', ["list", 'owner:J "D'], "owner:", '"'),
        ("opsflow list a\\ b 'c  d' e", ["list", "a b", "c  d", "e"], "", ""),
        ("opsflow list ''", ["list", ""], "", ""),
    ],
)
def test_a_line_of_bash_is_cut_as_bash_cuts_it(line: str, words: list[str], kept: str, quote: str) -> None:
    held = Line(line, BREAKS)
    assert (held.words, held.kept, held.quote, held.is_file) == (words, kept, quote, False)


@pytest.mark.parametrize(("line", "is_file"), [("opsflow export > x", True), ("opsflow export > x y", False)])
def test_the_word_behind_a_redirection_is_a_file(line: str, is_file: bool) -> None:
    assert Line(line, BREAKS).is_file == is_file


def test_what_bash_puts_in_is_quoted_for_where_it_stands() -> None:
    offered = [("owner:a $b", ""), ("due:fri", "")]
    assert list(answers(Line("opsflow list ow", BREAKS), offered[:1], 0)) == ["owner:a\\ \\$b"]
    assert list(answers(Line("opsflow list owner:", BREAKS), offered, 0)) == ["a\\ \\$b"]
    assert list(answers(Line('opsflow list "ow', BREAKS), offered[:1], 0)) == ["owner:a \\$b"]
    assert list(answers(Line("opsflow list owner:'", BREAKS), [("owner:it's", "")], 0)) == ["it'\\''s"]


def test_descriptions_are_cut_to_the_terminal_and_left_out_where_bash_inserts() -> None:
    offered = [("1", "Rotate the certificate"), ("12", "Patch")]
    line = Line("opsflow show ", BREAKS)
    assert list(answers(line, offered, 20)) == ["1   Rotate the cer…", "12  Patch"]
    assert list(answers(line, offered, 0)) == ["1", "12"]
    assert list(answers(line, offered[:1], 20)) == ["1"]
