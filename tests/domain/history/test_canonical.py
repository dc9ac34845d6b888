"""The canonical text is compact JSON as the standard library writes it."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from opsflow.domain.history.canonical import canonical
from opsflow.domain.history.changes import Change
from opsflow.domain.history.events import change_text, payload_of, payload_text

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), _TEXT)
_FIELDS = st.dictionaries(_TEXT, _PLAIN)
_CHANGES = st.lists(st.builds(Change, _TEXT, st.integers() | _TEXT, st.none() | _FIELDS, st.none() | _FIELDS))


def standard(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.recursive(_PLAIN, lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(_TEXT, inner)))
def test_the_canonical_text_is_that_of_the_standard_library(value: Any) -> None:
    assert canonical(value) == standard(value)


@given(_CHANGES, st.none() | _TEXT)
def test_a_payload_is_the_same_text_from_changes_and_from_their_texts(changes: list[Change], note: str | None) -> None:
    body = {"changes": [change.as_tuple() for change in changes], **({} if note is None else {"note": note})}
    assert payload_of(changes, note) == standard(body)
    assert payload_text([change_text(*change) for change in changes], note) == standard(body)
