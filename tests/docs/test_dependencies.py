"""Every package that opsflow or its developers use is told with its reason, and pinned for tests."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGES = [
    re.split(r"[^\w-]", line)[0] for line in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])
]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_told_with_its_reason(name: str) -> None:
    rows = [line for line in (ROOT / "docs" / "dependencies.md").read_text().splitlines() if line.startswith("| ")]
    assert any(name in [word.strip() for word in row.split("|")[1].split(",")] for row in rows)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_has_one_version_in_the_tests(name: str) -> None:
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(), re.M)
    assert name in [found.lower().replace("_", "-") for found in pinned]
