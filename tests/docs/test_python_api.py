"""The public Python API: what `opsflow` exports is there, is loaded when it is asked for, and is told about."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

import opsflow
from tests.conftest import ROOT


def declared_for_type_checkers() -> list[str]:
    tree = ast.parse((ROOT / "src" / "opsflow" / "__init__.py").read_text())
    return sorted(alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names)


@pytest.mark.parametrize("name", opsflow.__all__)
def test_an_exported_name_is_there(name: str) -> None:
    assert getattr(opsflow, name) is not None


def test_type_checkers_see_what_programs_get() -> None:
    hidden = {"annotations", "import_module"}
    assert [name for name in declared_for_type_checkers() if name not in hidden] == sorted(opsflow.__all__)


@pytest.mark.parametrize("name", [name for name in opsflow.__all__ if not name.startswith("_")])
def test_an_exported_name_is_documented(name: str) -> None:
    assert name in (ROOT / "docs" / "python.md").read_text()


def test_a_name_that_is_not_exported_is_not_there() -> None:
    assert not hasattr(opsflow, "Wrok")


def test_importing_the_package_loads_nothing_else_of_it() -> None:
    script = "import sys, opsflow; print(*[name for name in sys.modules if name.startswith('opsflow')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["opsflow"]
