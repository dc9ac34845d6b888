"""What the documentation shows is run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from opsflow.domain.filters.fields import FIELDS, IS_WORDS
from opsflow.domain.policies import RULES, Policies
from tests.conftest import Opsflow

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str, mark: str) -> list[str]:
    return re.findall(rf"<!-- {mark} -->\n```\w+\n(.*?)```", (ROOT / page).read_text(), re.S)


def test_the_tour_of_the_readme_runs_line_by_line(opsflow: Opsflow, tmp_path: Path) -> None:
    (tour,) = blocks("README.md", "tour")
    for line in tour.splitlines():
        program, *words = shlex.split(line)
        assert program == "opsflow"
        opsflow(*words, check=0)


def test_the_python_examples_run(tmp_path: Path) -> None:
    script = "\n".join(blocks("docs/python.md", "example"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.splitlines() == ["criteria-before-done", "done", "1 Rotate the certificate"], done.stderr


@pytest.mark.parametrize("name", [*FIELDS, *[f"is:{word}" for word in IS_WORDS]])
def test_every_word_of_the_filter_language_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "filters.md").read_text()


@pytest.mark.parametrize("rule", RULES)
def test_the_levels_of_the_rules_are_documented(rule: str) -> None:
    levels = " | ".join(Policies(preset).level(rule) for preset in ("light", "standard", "strict"))
    assert f"| {rule} | {levels} |" in (ROOT / "docs" / "guide.md").read_text()


def test_the_pages_that_the_program_writes_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "docs", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_example_configuration_loads(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text((ROOT / ".opsflow.example.toml").read_text())
    opsflow("config", "check", check=0)
    plain, levels = (ROOT / ".opsflow.example.toml").read_text().split("\n# [calendars.office]\n")
    turned_on = re.sub("^# ", "", f"# [calendars.office]\n{levels}", flags=re.M)
    (tmp_path / ".opsflow.toml").write_text('calendar = "office"\n' + plain + "\n" + turned_on)
    assert "office\tEurope/Berlin" in opsflow("config", "show", check=0).out
    (tmp_path / ".opsflow.toml").write_text("prest = 'strict'\n")
    assert "preset" in opsflow("config", "check", check=2).err
