"""Each event hangs on the one before it, whether they are linked one by one or many at once."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from opsflow.domain.history.chain import START, event_hash, event_hashes, hash_of_few, hash_of_many, payload_digest

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_HEADER = st.tuples(st.none() | st.integers(), _TEXT, st.integers(), st.none() | _TEXT, st.none() | _TEXT)


@given(_TEXT, st.integers(), st.lists(_HEADER, min_size=1))
def test_many_at_once_make_the_links_that_each_of_them_makes(
    shared: str, first: int, headers: list[tuple[int | None, str, int, str | None, str | None]]
) -> None:
    digests = [payload_digest(b"salt", header[1]) for header in headers]
    link, one_by_one = START, []
    for seq, (header, digest) in enumerate(zip(headers, digests, strict=True), first):
        link = event_hash(link, shared, seq, *header, digest)
        one_by_one.append(link)
    assert event_hashes(START, shared, first, list(zip(*headers, strict=True)), digests) == one_by_one


@given(st.binary())
def test_both_ways_to_hash_answer_the_same(text: bytes) -> None:
    assert hash_of_few(text).digest() == hash_of_many()(text).digest()
