"""Text in lines of a width: words stay whole where they can, and no line is wider than it may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsflow.domain.text import percent, width, wrap


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("one two three", 13, ["one two three"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 9, ["one two", "three"]),
        ("unbreakable word", 6, ["unbrea", "kable", "word"]),
        ("漢字 漢字", 4, ["漢字", "漢字"]),
        ("cut… off", 4, ["cut…", "off"]),
    ],
)
def test_a_text_is_broken_at_its_words(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells, 9) == lines


def test_the_last_of_the_lines_there_may_be_is_cut() -> None:
    assert wrap("a b c d e f g", 3, 2) == ["a b", "c …"]


@given(st.text("ab 漢", max_size=60), st.integers(2, 20))
def test_no_line_is_too_wide_and_no_word_is_lost(text: str, cells: int) -> None:
    lines = wrap(text, cells, len(text) + 1)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (1, "100%"), (0.5, "50%"), (2 / 3, "66.7%"), (0.99999, "99.9%"), (0.00001, "0.1%"), (1.5, "150%")],
)
def test_a_share_is_whole_only_where_it_is(share: float, shown: str) -> None:
    assert percent(share) == shown
