"""Dates about what has been: the last of what comes round."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from opsflow.domain.errors import UsageError
from opsflow.domain.time.dates import WORDS
from opsflow.domain.time.instants import format_start
from opsflow.domain.time.past_dates import parse_happened, parse_past
from opsflow.domain.time.zones import UTC
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("mon", "2026-03-02"),
        ("wed", "2026-03-04"),
        ("thu", "2026-02-26"),
        ("fri 17:00", "2026-02-27 17:00"),
        ("wed 10:00", "2026-02-25 10:00"),
        ("08:00", "2026-03-04 08:00"),
        ("17:00", "2026-03-03 17:00"),
        ("dec", "2025-12-01"),
        ("5mar", "2025-03-05"),
        ("31st", "2026-01-31"),
        ("som", "2026-03-01"),
        ("yesterday", "2026-03-03"),
        ("-2h", "2026-03-04 07:00"),
        ("2026-02-29", None),
        ("2027-01-01", "2027-01-01"),
        ("3d", "2026-03-07"),
        ("tomorrow", "2026-03-05"),
    ],
)
def test_of_what_comes_round_the_last_one_is_meant(text: str, first: str | None) -> None:
    if first is None:
        with pytest.raises(UsageError, match="no date"):
            parse_past(text, NOW, UTC)
    else:
        assert format_start(parse_past(text, NOW, UTC).start, UTC) == first


@given(text=st.sampled_from([word for word in WORDS if not word.startswith(("e", "tom"))]), now=st.integers(0, 4 * NOW))
def test_what_comes_round_lies_within_the_last_year(text: str, now: int) -> None:
    assert now - 367 * 86400 <= parse_past(text, now, UTC).start <= now


@pytest.mark.parametrize("text", ["tomorrow", "+1h", "2026-03-05", "9999-12-31"])
def test_what_is_yet_to_come_has_not_happened(text: str) -> None:
    with pytest.raises(UsageError, match="yet to come"):
        parse_happened(text, NOW, UTC)
