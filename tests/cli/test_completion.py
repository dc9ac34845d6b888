"""What a shell offers under the cursor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Opsflow


def offered(opsflow: Opsflow, *words: str) -> list[str]:
    return [line.split("\t")[0] for line in opsflow("complete", "--", *words, check=0).lines]


@pytest.fixture(autouse=True)
def _items(opsflow: Opsflow) -> None:
    opsflow("add", "Rotate the cert", "+cert", "owner:bob", "project:net.dns")
    opsflow("add", "Patch web1", "+patch", "owner:ann")


def test_ids_come_with_titles(opsflow: Opsflow) -> None:
    assert opsflow("complete", "--", "show", "").lines == ["2\tPatch web1", "1\tRotate the cert"]
    assert offered(opsflow, "done", "1,2") == ["1,2"]


def test_values_are_completed_by_what_they_are(opsflow: Opsflow) -> None:
    assert offered(opsflow, "move", "1", "re") == ["ready", "review"]
    assert offered(opsflow, "assign", "1", "b") == ["bob"]
    assert offered(opsflow, "add", "x", "--project", "n") == ["net.dns"]
    assert offered(opsflow, "list", "+c") == ["+cert"]
    assert offered(opsflow, "list", "owner:a") == ["owner:ann"]
    assert offered(opsflow, "list", "is:over") == ["is:overdue"]
    assert offered(opsflow, "cancel", "1", "--dependents", "d") == ["drop"]


def test_reasons_codes_and_states_of_types_are_completed(opsflow: Opsflow) -> None:
    assert offered(opsflow, "move", "1", "impl") == ["implementing"]
    assert offered(opsflow, "list", "stage:fix") == ["stage:fix-in-progress"]
    assert offered(opsflow, "hold", "1", "v") == ["vendor"]
    assert offered(opsflow, "resolve", "1", "--code", "f") == ["fixed", "fulfilled"]
    assert offered(opsflow, "change", "close", "1", "--code", "b") == ["backed-out"]
    assert offered(opsflow, "types", "ch") == ["change"]
    assert offered(opsflow, "add", "x", "risk:h") == ["risk:high"]


def test_the_variables_of_a_template_are_completed(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        "[templates.t]\ntitle = '{host}'\nvariables = { host = '', port = '443' }\n"
    )
    assert offered(opsflow, "add", "--template", "t", "po") == ["port="]
    assert offered(opsflow, "add", "--template", "nosuch", "po") == []


def test_commands_groups_and_options_are_completed(opsflow: Opsflow) -> None:
    assert offered(opsflow, "un") == ["unlink", "unblock", "undo"]
    assert offered(opsflow, "criteria", "ch") == ["check"]
    assert offered(opsflow, "list", "--lim") == ["--limit"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_bash_script_completes_in_bash(opsflow: Opsflow, tmp_path: Path, store_path: Path) -> None:
    command = tmp_path / "opsflow"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m opsflow "$@"\n')
    command.chmod(0o755)
    (tmp_path / "script").write_text(opsflow("completion", "bash", check=0).out)
    words = "COMP_WORDS=(opsflow move 1 re); COMP_CWORD=3"
    asked = f"source {tmp_path}/script; {words}; _opsflow; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(
        ["bash", "-c", asked],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "OPSFLOW_STORE": str(store_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["ready", "review"], done.stderr
