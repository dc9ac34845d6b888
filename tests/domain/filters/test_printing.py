"""A printed filter reads back as the same filter."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from opsflow.domain.errors import UsageError
from opsflow.domain.filters import parse_filter
from opsflow.domain.filters.printing import print_filter
from opsflow.domain.filters.syntax import Filter
from tests.domain.filters.filter_trees import CONTEXT, filters

_PIECES = [
    *"ab'\"()-+@~<>=:., 37\\",
    " or ", " and ", " not ", "owner:", "me", "due", "age", "cost", "title~", "is:open", "is:", "state:doing", "no:",
    "fri", "3d", "..", "@mine", "@urgent", "@everything", "planned:no", "impact.over:low", "Renewal", "has:",
    ".before:",
]  # fmt: skip


@settings(max_examples=500)
@given(filters())
def test_every_filter_reads_back_from_its_text(tree: Filter) -> None:
    assert parse_filter(print_filter(tree), CONTEXT) == tree


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_what_can_be_read_can_be_printed_and_read_again(text: str) -> None:
    found = _read(text)
    if isinstance(found, UsageError):
        assert found.source == text
        assert found.offset is not None
        assert 0 <= found.offset <= len(text)
    elif found is not None:
        assert parse_filter(print_filter(found), CONTEXT) == found


def _read(text: str) -> Filter | UsageError | None:
    try:
        return parse_filter(text, CONTEXT)
    except UsageError as error:
        return error


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a AND b Or not (c d)", "a b or not (c d)"),
        ("9,7-8,12", "7-9,12"),
        ("3 5 owner:me", "3,5 owner:ann"),
        ("3 and 5", "3 and 5"),
        ("not 3 and 5", "not 3 and 5"),
        ("not not 3 and 5 7", "not not 3 and 5,7"),
        ("@mine -@urgent", "owner:ann not (is:overdue or impact:high)"),
        ("@everything", "()"),
        ("+a,b -cd", "tag:a,b not tag:cd"),
        ("due.before:2026-12-01", "due<2026-12-01T00:00:00Z"),
        ("estimate.over:2h", "estimate>120m"),
        ("age>3d", "age>4320m"),
        ('owner:"Ann Smith","me"', 'owner:"Ann Smith","me"'),
        ('"say ""hi"""', '"say ""hi"""'),
        ("planned:no", "is:unplanned"),
        ("id:3..5", "id:3-5"),
        ("cost>=1.50", "cost>=1.5"),
    ],
)
def test_the_text_of_a_filter_is_one_canonical_form(text: str, canonical: str) -> None:
    found = parse_filter(text, CONTEXT)
    assert found is not None
    assert print_filter(found) == canonical
