"""Standard streams that are closed, full or no text: a command says so at most, and its status stays what it is."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROGRAM, Opsflow

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def shell(
    line: str, store: Path, environ: dict[str, str] | None = None, input: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", line.replace("opsflow ", f"{PROGRAM} ")],
        env={**os.environ, "OPSFLOW_STORE": str(store), **(environ or {})},
        input=input,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("opsflow add one >&-", 6),
        ("opsflow export >&-", 6),
        ("opsflow list >&-", 0),
        ("opsflow list --json >&-", 6),
        ("opsflow next --quiet >&-", 0),
        ("opsflow backup b.db >&-; s=$?; rm b.db; exit $s", 6),
        ("opsflow list 0<&-", 0),
        ("opsflow done - 0<&-", 0),
        ("opsflow done 99 2>&-", 3),
        ("opsflow done 99 2>/dev/full", 3),
        ("opsflow list '(' 2>/dev/full", 2),
        ("opsflow lsit 2>/dev/full", 2),
        ("opsflow --version >/dev/full", 6),
        ("opsflow --version >&- 2>&-", 6),
        ("opsflow --help | true; exit ${PIPESTATUS[0]}", 0),
        ("opsflow --version | true; exit ${PIPESTATUS[0]}", 0),
        ("opsflow done 99 2> >(true); exit $?", 3),
    ],
)
def test_a_stream_that_leads_nowhere_changes_neither_the_status_nor_shows_a_traceback(
    store_path: Path, line: str, status: int
) -> None:
    done = shell(line, store_path)
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False), done.stderr


@pytest.mark.parametrize("words", ["export", "log", "log --json", "list --json", "audit export"])
def test_a_reader_that_leaves_early_is_no_error(words: str, opsflow_process: Opsflow, store_path: Path) -> None:
    uids = [f"00000000-0000-4000-8000-{number:012}" for number in range(800)]
    items = [{"kind": "item", "uid": uid, "title": "x" * 200, "created": "2026-01-01T00:00:00Z"} for uid in uids]
    opsflow_process("import", "ndjson", "-", input="\n".join(map(json.dumps, items)), check=0)
    done = shell(f"opsflow {words} | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}", store_path)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("line", "environ", "says"),
    [
        ("opsflow add $'caf\\xe9'", {}, b"not UTF-8 text"),
        ("opsflow note 1 -", {}, b"Standard input is not UTF-8 text"),
        ("opsflow note 1 -", {"LC_ALL": "C.UTF-8"}, b"Standard input is not UTF-8 text"),
        ("opsflow add one", {"OPSFLOW_USER": "\udcff"}, b"OPSFLOW_USER is not UTF-8 text"),
        ("opsflow add one", {"OPSFLOW_ORIGIN": "moon"}, b"shell, board, cron"),
    ],
)
def test_what_is_no_text_is_refused_with_status_2(
    opsflow_process: Opsflow, store_path: Path, line: str, environ: dict[str, str], says: bytes
) -> None:
    opsflow_process("add", "one", check=0)
    done = shell(line, store_path, environ, b"\xff\xfe")
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert len(opsflow_process("list", check=0).lines) == 1


def test_in_a_locale_without_umlauts_text_is_kept_whole_and_json_stays_json(
    opsflow_process: Opsflow, store_path: Path
) -> None:
    assert shell("opsflow add 'café ☕'", store_path, ASCII).returncode == 0
    assert opsflow_process("list", "café", check=0).out.endswith("café ☕\n")
    assert opsflow_process("list", "--quiet", "café", env=ASCII, check=0).out == "1\n"
    for words in (["list"], ["show", 1]):
        assert "café ☕" in str(json.loads(opsflow_process(*words, "--json", env=ASCII, check=0).out))
    assert json.loads(opsflow_process("export", env=ASCII, check=0).out.splitlines()[-1])


def test_a_path_may_be_any_bytes(store_path: Path, tmp_path: Path) -> None:
    done = shell("opsflow export --output $'\\xff.ndjson'", store_path)
    assert done.returncode == 0, done.stderr
    assert b"\xff.ndjson" in os.listdir(os.fsencode(tmp_path))


def test_output_that_the_caller_has_closed_is_said(store_path: Path, opsflow_process: Opsflow) -> None:
    opsflow_process("add", "one", check=0)
    for command in ("export", "list", "list --json"):
        done = shell(f"opsflow {command} >&-", store_path)
        assert (done.returncode, b"the output cannot be written" in done.stderr) == (6, True), done.stderr


INTERRUPTED = """
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "opsflow.cli.main":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from opsflow.__main__ import run
run()
"""


def test_an_interruption_while_the_program_loads_is_no_traceback(store_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"opsflow: interrupted\n")


@pytest.mark.parametrize(
    "words", ["show 1 --json", "list --json", "log --json", "export", "audit export --format ndjson", "next --json"]
)
def test_json_on_a_terminal_holds_nothing_that_a_terminal_obeys(store_path: Path, opsflow: Opsflow, words: str) -> None:
    title = "a\x9b31m \x7f \x85 \u202e \u2028 \U000e0001 \u00fc"
    opsflow("add", title, check=0)
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "opsflow", *words.split()],
        stdout=follower,
        env={**os.environ, "OPSFLOW_STORE": str(store_path)},
    )
    os.close(follower)
    shown = b"".join(iter(lambda: _read(leader), b"")).decode()
    os.close(leader)
    assert process.wait(60) == 0
    lines = shown.replace("\r\n", "\n").splitlines()
    assert [sign for line in lines for sign in line if not sign.isprintable()] == []
    assert any("\u00fc" in line for line in lines)
    assert any(_holds(json.loads(line), title) for line in lines)


def _read(terminal: int) -> bytes:
    """What comes next; nothing when the last process has let go of the terminal."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def _holds(value: object, text: str) -> bool:
    """Whether a text is among the values of a document, or in a document within one of them."""
    if isinstance(value, dict):
        return any(_holds(held, text) for held in value.values())
    if isinstance(value, list):
        return any(_holds(held, text) for held in value)
    if isinstance(value, str) and value.startswith("{"):
        return _holds(json.loads(value), text)
    return isinstance(value, str) and text in value
