"""The text form of history, there and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsflow.domain.canonical import canonical, decoded

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_what_is_written_is_read_back_and_as_the_standard_library_reads_it(value: object) -> None:
    assert decoded(canonical(value)) == value == json.loads(canonical(value))


@pytest.mark.parametrize("text", [' {"a": 1.5}\n', "[1e3, -2]", '{"a":{"b":[]}}', '"\\u00e9"'])
def test_other_ways_to_write_json_are_read_too(text: str) -> None:
    assert decoded(text) == json.loads(text)


@pytest.mark.parametrize("text", ["", "{", "[1,]", "nul", "1 2", '{"a":NaN}', '"\n"', "{}x"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decoded(text)
