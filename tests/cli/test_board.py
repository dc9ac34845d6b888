"""The board in print: plain, as Markdown, and in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Opsflow


def test_markdown_has_a_heading_for_each_column_and_shows_text_letter_for_letter(opsflow: Opsflow) -> None:
    opsflow("add", "Rotate *all* keys", "owner:ann", "--done", "rotated", check=0)
    lines = opsflow("board", "--markdown", check=0).lines
    assert lines[:3] == ["## backlog 1", "", "- **1** Rotate \\*all\\* keys, ann, 0/1"]
    assert [line for line in lines if line.startswith("## ")] == [
        "## backlog 1", "## ready 0", "## doing 0", "## review 0", "## done 0",
    ]  # fmt: skip


def test_pictures_are_written_into_files(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "Rotate <all> keys", check=0)
    opsflow("board", "--svg", tmp_path.joinpath("b.svg").name, "--html", "b.html", check=0)
    assert (tmp_path / "b.svg").read_text().startswith("<svg")
    assert "Rotate &lt;all" in (tmp_path / "b.html").read_text()


def test_a_view_that_is_not_there_is_said(opsflow: Opsflow) -> None:
    opsflow("add", "One", check=0)
    assert "There is no view @mine" in opsflow("board", "--view", "mine", check=2).err


def test_a_demonstration_is_printed_too_and_needs_no_store(opsflow: Opsflow) -> None:
    assert "review" in opsflow("board", "--demo", "--print", env={"OPSFLOW_STORE": "/nowhere/x.db"}, check=0).out


@pytest.mark.usefixtures("on_a_terminal")
def test_a_person_is_told_that_the_printed_board_keeps_to_a_context(opsflow: Opsflow) -> None:
    opsflow("add", "one", check=0)
    opsflow("context", "+net", check=0)
    assert "Within the context +net; --no-context" in opsflow("board", "--print", check=0).err
    assert opsflow("board", "--print", "--no-context", check=0).err == ""


def test_the_printed_board_keeps_to_the_context(opsflow: Opsflow) -> None:
    opsflow("add", "one", "+net", check=0)
    opsflow("add", "two", check=0)
    opsflow("context", "+net", check=0)
    assert "two" not in opsflow("board", "--print", check=0).out
    assert "two" in opsflow("board", "--print", "--no-context", check=0).out
