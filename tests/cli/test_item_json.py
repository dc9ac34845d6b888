"""The JSON of items is the same, made one by one or by the thousand."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opsflow.cli.output.item_json import item_document, item_texts
from opsflow.domain.items import Item

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_words = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(["%s", "%(id)s", '"', "\\", "\0"])
_numbers = st.integers(0, 3) | st.integers(0, 4_000_000_000)
_TEXTS = frozenset(
    ("uid", "title", "type", "state", "category", "project", "service", "service_class", "impact", "urgency", "effort",
     "owner", "alert_key", "stage", "blocked_reason", "hold_reason")
)  # fmt: skip
_NEEDED = frozenset(name for name in Item._fields if Item._defaults.get(name, "") is not None)


def _held(name: str) -> st.SearchStrategy[Any]:
    held = _words if name in _TEXTS else _numbers
    return held if name in _NEEDED else st.none() | held


_items = st.builds(Item, **{name: _held(name) for name in Item._fields})
_custom = st.dictionaries(_words, _words, max_size=2)


@given(st.lists(st.tuples(_items, st.lists(_words, max_size=2), _custom), max_size=4, unique_by=lambda row: row[0].id))
def test_the_text_of_many_items_is_that_of_their_documents(rows: list[tuple[Item, list[str], dict[str, str]]]) -> None:
    items = [item for item, _, _ in rows]
    tags = {item.id: own for item, own, _ in rows if own}
    custom = {item.id: own for item, _, own in rows if own}
    texts = item_texts(items, tags, custom, _encode, _encode)
    assert list(texts) == [_encode(item_document(item, own, named)) for item, own, named in rows]
