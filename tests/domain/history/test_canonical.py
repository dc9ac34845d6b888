"""The two ways to the canonical text, for one value and for many, give the same text."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from opsflow.domain.history.canonical import canonical, encoder
from opsflow.domain.history.changes import Change

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), _TEXT)
_FIELDS = st.dictionaries(_TEXT, _PLAIN)


@given(
    st.recursive(_PLAIN, lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(_TEXT, inner)),
    st.builds(Change, _TEXT, st.integers() | _TEXT, st.none() | _FIELDS, st.none() | _FIELDS),
)
def test_both_ways_give_the_same_text(value: Any, change: Change) -> None:
    assert encoder()(value) == canonical(value)
    assert encoder()([change]) == canonical([change.as_tuple()])
