"""`opsflow edit` in an editor, on a real terminal: a script stands for the person."""

from __future__ import annotations

import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Opsflow

Edit = Callable[[str], tuple[int, str]]


@pytest.fixture
def edit(opsflow_process: Opsflow, store_path: Path, tmp_path: Path) -> Edit:
    """Edits item 1: `body` is the Python of the editor, with the form as `form` and the number of its run as `run`."""
    opsflow_process("add", "Rotate the certificate", "due:2026-12-01", "owner:bob", "+cert", check=0)

    def run(body: str) -> tuple[int, str]:
        runs, script = tmp_path / "runs", tmp_path / "editor.py"
        script.write_text(
            "import os, pathlib, signal, sys\n"
            f"runs, path = pathlib.Path({str(runs)!r}), pathlib.Path(sys.argv[1])\n"
            "form = path.read_text()\n"
            "runs.write_text((runs.read_text() if runs.exists() else '') + '1')\n"
            f"run = len(runs.read_text())\n{body}\n"
        )
        return on_a_terminal(["edit", "1"], store_path, f"{shlex.quote(sys.executable)} {script}")

    return run


def on_a_terminal(words: list[str], store: Path, editor: str) -> tuple[int, str]:
    """The status of a command on a terminal of its own, and what it showed there."""
    leader, follower = pty.openpty()
    environ = {**os.environ, "OPSFLOW_STORE": str(store), "EDITOR": editor, "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-m", "opsflow", *words], stdin=follower, stdout=follower, stderr=follower, env=environ
    ) as process:
        os.close(follower)
        shown = b"".join(iter(lambda: _read(leader), b""))
    os.close(leader)
    return process.returncode, " ".join(shown.decode().split())


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


def item(opsflow_process: Opsflow) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(opsflow_process("show", 1, "--json", check=0).out)["item"]
    return held


def test_what_is_changed_in_the_editor_is_changed_in_the_item(edit: Edit, opsflow_process: Opsflow) -> None:
    swapped = "form.replace('owner: bob', 'owner: ann').replace('tags: cert', 'tags: urgent').replace('2026-12-01', '')"
    assert edit(f"path.write_text({swapped})") == (0, "edited 1: Rotate the certificate")
    held = item(opsflow_process)
    assert (held["owner"], held["tags"], held["due"]) == ("ann", ["urgent"], None)


def test_a_form_says_at_its_top_which_item_it_is_and_how_to_leave_it(edit: Edit) -> None:
    told = "assert form.startswith('# opsflow: item 1. An empty value clears a field;'), form"
    assert edit(f"{told}\npath.write_text(form.replace('owner: bob', 'owner: ann'))")[0] == 0


@pytest.mark.parametrize(
    "body", ["pass", "path.write_text(form + '# a remark\\n\\n')", "path.write_text('owner: bob')"]
)
def test_a_form_that_says_the_same_changes_nothing(edit: Edit, opsflow_process: Opsflow, body: str) -> None:
    assert edit(body) == (0, "1 is like that already.")
    assert item(opsflow_process)["revision"] == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("sys.exit(3)", "The editor ended with status 3. Nothing was changed."),
        ("os.kill(os.getpid(), signal.SIGKILL)", "The editor was killed by signal 9. Nothing was changed."),
        ("path.write_text('')", "The form came back empty. Nothing was changed."),
        ("path.write_bytes(b'\\xff')", "The editor left no form that can be read."),
        ("path.unlink()", "The editor left no form that can be read."),
    ],
)
def test_an_editor_that_fails_changes_nothing(edit: Edit, opsflow_process: Opsflow, body: str, says: str) -> None:
    status, shown = edit(body)
    assert (status, says in shown, "Traceback" in shown) == (2, True, False), shown
    assert item(opsflow_process)["revision"] == 1


@pytest.mark.parametrize("wrong", ["due: someday", "parent: 99", "colour: red", "no colon"])
def test_a_wrong_form_comes_back_for_mending(edit: Edit, opsflow_process: Opsflow, wrong: str) -> None:
    status, shown = edit(
        f"assert run == 1 or (form.startswith('# opsflow: ') and {wrong!r} in form), form\n"
        f"mended = form.replace({wrong!r}, 'title: Mended')\n"
        f"path.write_text(mended if run > 1 else form + {wrong!r} + '\\n')"
    )
    assert (status, shown) == (0, "edited 1: Mended")


def test_a_wrong_form_that_is_left_as_it_is_is_given_up(edit: Edit, opsflow_process: Opsflow) -> None:
    status, shown = edit("path.write_text(form if run > 1 else form.replace('2026-12-01', 'someday'))")
    assert (status, "'someday' is no date" in shown) == (2, True)
    assert item(opsflow_process)["revision"] == 1


def test_a_form_that_a_script_gets_wrong_again_and_again_is_given_up(edit: Edit, opsflow_process: Opsflow) -> None:
    status, shown = edit("assert run < 30; path.write_text(form + f'colour: {run}\\n')")
    assert (status, "is not understood: 'colour: 1'" in shown) == (2, True), shown
    assert item(opsflow_process)["revision"] == 1


def test_a_title_of_several_lines_is_left_alone(edit: Edit, opsflow_process: Opsflow) -> None:
    opsflow_process("edit", 1, "--title", "one\ntwo\rthree\x85four ", check=0)
    before = item(opsflow_process)
    assert edit("pass") == (0, "1 is like that already.")
    assert item(opsflow_process) == before


def test_an_editor_that_cannot_be_run_is_named(opsflow_process: Opsflow, store_path: Path) -> None:
    opsflow_process("add", "one", check=0)
    for editor in ("/nowhere/editor", "'unbalanced"):
        status, shown = on_a_terminal(["edit", "1"], store_path, editor)
        assert (status, "cannot be run" in shown) == (2, True), shown
