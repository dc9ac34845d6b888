"""Filters made at random, of the shapes that reading gives, and the context in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st

from opsflow.domain.filters import FilterContext
from opsflow.domain.filters.fields import CLOCK_WORDS, CUSTOM_KINDS, FIELDS, IS_WORDS
from opsflow.domain.filters.syntax import All, Compare, Either, Filter, Ids, Is, Not, Words
from opsflow.domain.items import CLASSES, LEVELS
from opsflow.domain.settings import CustomField
from opsflow.domain.time.zones import UTC
from opsflow.domain.workflow import CATEGORIES, Workflow, default_states

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

NOW = 1_772_614_800  # Wednesday, 2026-03-04 09:00 UTC
DAY = 86_400
CUSTOM = (
    CustomField("vendor"),
    CustomField("tier", "choice", ("gold", "silver")),
    CustomField("cost", "number"),
    CustomField("Renewal", "date"),
)
CONTEXT = FilterContext(
    now=NOW,
    zone=UTC,
    actor="ann",
    workflow=Workflow(default_states()),
    types=("task", "incident", "change"),
    custom_fields=CUSTOM,
    views={
        "mine": "owner:me",
        "broken": "owner:me ownr:x",
        "loop": "+a @pool",
        "pool": "@loop",
        "everything": "",
        "urgent": "is:overdue or impact:high",
    },
)
KINDS = {**FIELDS, **{field.name: CUSTOM_KINDS[field.kind] for field in CUSTOM}}
KNOWN: Mapping[str, tuple[str, ...]] = {
    "state": CONTEXT.workflow.names,
    "category": CATEGORIES,
    "type": CONTEXT.types,
    "class": CLASSES,
    "level": LEVELS,
    "choice": ("gold", "silver"),
    "clocks": tuple(CLOCK_WORDS),
}
_INSTANTS = st.integers(-62_135_596_800, 253_402_300_799)
_ENDS: Mapping[str, SearchStrategy[Any]] = {
    "time": _INSTANTS,
    "elapsed": st.integers(0, 10**9),
    "minutes": st.integers(0, 10**6),
    "number": st.integers(0, 10**9),
    "priority": st.integers(0, 10**9),
    "ids": st.integers(0, 10**9),
    "decimal": st.floats(allow_nan=False, allow_infinity=False),
}
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_BARE = st.from_regex(r"[a-zA-Zäß_*.][a-z0-9_'*./&-]{0,8}", fullmatch=True).filter(
    lambda word: word.lower() not in ("or", "and", "not") and ".'" not in word and "-'" not in word
)
_IDS = st.integers(1, 10**6)


def filters(
    texts: SearchStrategy[str] = _TEXT,
    words: SearchStrategy[str] = _BARE,
    ids: SearchStrategy[int] = _IDS,
    ends: Mapping[str, SearchStrategy[Any]] = _ENDS,
) -> SearchStrategy[Filter]:
    """Filters over every field and word of the language; the values come from the strategies given."""
    some_ids = st.sets(ids, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))
    leaves = st.one_of(
        st.sampled_from(sorted(set(KINDS) - {"planned"})).flatmap(lambda name: _compares(name, texts, some_ids, ends)),
        st.sampled_from(sorted(IS_WORDS)).map(Is),
        st.builds(Words, words),
        st.builds(Words, texts, st.just(True)),
        st.builds(Ids, some_ids),
    )
    return st.recursive(leaves, _joined, max_leaves=6)


def _joined(inner: SearchStrategy[Filter]) -> SearchStrategy[Filter]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, several), st.builds(Either, several))


def _compares(
    name: str,
    texts: SearchStrategy[str],
    ids: SearchStrategy[tuple[int, ...]],
    ends: Mapping[str, SearchStrategy[Any]],
) -> SearchStrategy[Filter]:
    kind = KINDS[name]
    presence = st.builds(Compare, st.just(name), st.sampled_from(["empty", "filled"]))
    if kind == "ids":
        asked = [st.builds(Compare, st.just(name), st.just("in"), ids)]
        return st.one_of(presence, *asked, *(_ordered(name, ends[kind]) if name == "id" else ()))
    if kind in ends:
        return st.one_of(presence, *_ordered(name, ends[kind]))
    several = st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple)
    like = st.builds(Compare, st.just(name), st.just("like"), several)
    if kind == "text":
        return st.one_of(presence, like)
    known = st.lists(st.sampled_from(KNOWN[kind]), min_size=1, unique=True).map(tuple) if kind in KNOWN else several
    equal = st.builds(Compare, st.just(name), st.just("in"), known)
    return st.one_of(presence, equal) if kind in ("level", "clocks") else st.one_of(presence, equal, like)


def _ordered(name: str, end: SearchStrategy[Any]) -> list[SearchStrategy[Filter]]:
    one = st.builds(
        Compare, st.just(name), st.sampled_from(["below", "upto", "above", "from"]), end.map(lambda value: (value,))
    )
    two = st.builds(
        Compare, st.just(name), st.just("between"), st.tuples(end, end).map(lambda pair: tuple(sorted(pair)))
    )
    return [one] if name == "id" else [one, two]
