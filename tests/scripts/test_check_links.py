"""The check of the documentation's links finds what leads nowhere, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.check_links import anchors, broken_links, lost_modules

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "other.md").write_text("# Top\n\n## `opsflow move`: its life\n\n## Twice\n\n## Twice\n")
    return tmp_path / "page.md"


@pytest.mark.parametrize(
    "link",
    [
        "other.md",
        "other.md#opsflow-move-its-life",
        "other.md#twice-1",
        "#here",
        "https://example.org/x",
        "mailto:a@b.c",
    ],
)
def test_a_link_that_leads_somewhere_is_not_reported(page: Path, link: str) -> None:
    page.write_text(f"# Here\n\n[text]({link})\n")
    assert list(broken_links(page)) == []


@pytest.mark.parametrize(
    ("link", "missing"),
    [("gone.md", "no such file"), ("other.md#gone", "no such heading"), ("#gone", "no such heading")],
)
def test_a_link_that_leads_nowhere_is_reported_with_what_is_missing(page: Path, link: str, missing: str) -> None:
    page.write_text(f"# Here\n\n[text]({link})\n")
    assert list(broken_links(page)) == [f"{link} ({missing})"]


def test_links_and_headings_inside_code_are_examples_only(page: Path) -> None:
    page.write_text("```sh\n# comment\n[a](gone.md)\n```\n`[b](gone.md)`\n")
    assert list(broken_links(page)) == []
    assert anchors(page) == set()


@pytest.mark.parametrize("name", ["cli/main.py", "scripts/tool.py", "main.py", "cli/main.py: run"])
def test_a_module_that_is_there_is_not_reported(page: Path, name: str) -> None:
    (page.parent / "src" / "opsflow" / "cli").mkdir(parents=True)
    (page.parent / "src" / "opsflow" / "cli" / "main.py").touch()
    (page.parent / "scripts").mkdir()
    (page.parent / "scripts" / "tool.py").touch()
    page.write_text(f"It begins in `{name}`.\n")
    assert list(lost_modules(page, page.parent)) == []


@pytest.mark.parametrize("name", ["cli/gone.py", "gone.py", "store/gone.sql"])
def test_a_module_that_was_moved_or_deleted_is_reported(page: Path, name: str) -> None:
    page.write_text(f"It begins in `{name}`, as `config.toml` says.\n")
    assert list(lost_modules(page, page.parent)) == [f"{name} (no such module)"]
