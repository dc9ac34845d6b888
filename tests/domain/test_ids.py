"""Lists of ids as they are typed."""

from __future__ import annotations

import pytest

from opsflow.domain.errors import UsageError
from opsflow.domain.ids import MOST, parse_ids


def test_ranges_and_single_ids_keep_their_order_each_once() -> None:
    assert parse_ids("3,5, 7-9,8,1") == (3, 5, 7, 8, 9, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("9-7", "runs backwards: write 7-9"),
        (f"1-{MOST + 1}", "more than 100,000"),
        (f"1-{MOST},200001-200002", "more than 100,000"),
        ("0", "not a list"),
        ("1-", "not a list"),
        ("", "not a list"),
        ("٣", "not a list"),
        ("-1", "--help"),
    ],
)
def test_what_is_no_list_of_ids_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_ids(text)
