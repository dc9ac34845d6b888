"""The filter language: what is read, what is refused and where, and that SQL finds what the words mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from opsflow.domain.errors import UsageError
from opsflow.domain.filters import FilterContext, mentions_state, parse_filter
from opsflow.domain.filters.fields import FIELDS, IS_WORDS
from opsflow.domain.filters.syntax import All, Compare, Either, Ids, Is, Not, Words
from opsflow.domain.time.zones import UTC
from opsflow.domain.workflow import Workflow, default_states
from opsflow.store.creation import build_on
from opsflow.store.search.filter_sql import translate

NOW = 1_772_614_800
CONTEXT = FilterContext(
    NOW, UTC, "ann", Workflow(default_states()), ("task", "incident"), (), {"mine": "owner:me", "loop": "@loop"}
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("owner:me", Compare("owner", "in", ("ann",))),
        ("state:doing,review", Compare("state", "in", ("doing", "review"))),
        ("+cert -vendor", All((Compare("tag", "in", ("cert",)), Not(Compare("tag", "in", ("vendor",)))))),
        ("is:blocked or is:open", Either((Is("blocked"), Is("open")))),
        ("a b or c", Either((All((Words("a"), Words("b"))), Words("c")))),
        ("a (b or c)", All((Words("a"), Either((Words("b"), Words("c")))))),
        ("not a", Not(Words("a"))),
        ("-owner:bob", Not(Compare("owner", "in", ("bob",)))),
        ("-@mine", Not(Compare("owner", "in", ("ann",)))),
        ("3,5-7", Ids((3, 5, 6, 7))),
        ('"or not"', Words("or not", phrase=True)),
        ('title~"disk full"', Compare("title", "like", ("disk full",))),
        ("has:due", Compare("due", "filled")),
        ("no:owner", Compare("owner", "empty")),
        ("owner:", Compare("owner", "empty")),
        ("due.before:2026-03-06", Compare("due", "below", (1_772_755_200,))),
        ("due.after:2026-03-06", Compare("due", "above", (1_772_841_599,))),
        ("due:2026-03-06", Compare("due", "between", (1_772_755_200, 1_772_841_599))),
        ("due:2026-03-05..2026-03-06", Compare("due", "between", (1_772_668_800, 1_772_841_599))),
        ("age>3d", Compare("age", "above", (259_200,))),
        ("estimate.over:2h", Compare("estimate", "above", (120,))),
        ("impact.over:low", Compare("impact", "in", ("high", "medium"))),
        ("impact:low..medium", Compare("impact", "in", ("medium", "low"))),
        ("due:..2026-03-06", Compare("due", "upto", (1_772_841_599,))),
        ("due:2026-03-06..", Compare("due", "from", (1_772_755_200,))),
        ("due:>2026-03-06", Compare("due", "above", (1_772_841_599,))),
        ("http://x", None),
    ],
)
def test_words_mean_what_they_say(text: str, meaning: object) -> None:
    if meaning is None:
        with pytest.raises(UsageError, match="no field"):
            parse_filter(text, CONTEXT)
    else:
        assert parse_filter(text, CONTEXT) == meaning


def test_one_quoted_argument_reads_like_the_same_words_apart() -> None:
    assert parse_filter(["owner:me or is:blocked"], CONTEXT) == parse_filter(["owner:me", "or", "is:blocked"], CONTEXT)


def test_no_words_are_no_condition() -> None:
    assert parse_filter([], CONTEXT) is None


@pytest.mark.parametrize(
    ("text", "offset", "says"),
    [
        ("owner:me state:doin", 15, "doing"),
        ("ownr:me", 0, "owner"),
        ("(a", 0, "no )"),
        ("a )", 2, "without a ("),
        ("a or", 4, "missing"),
        ("or a", 0, "before"),
        ("is:blokced", 3, "blocked"),
        ("due:someday", 4, "no date"),
        ("due.before:next week", 11, "for 'next week' write due.before:sow or due.before:+1w."),
        ("(due<next friday) +cert", 5, "for 'next friday' write due<friday."),
        ("owner:me due.by:2 weeks +cert", 16, "for '2 weeks' write due.by:2weeks."),
        ("due:fri..end of month or is:blocked", 9, "for 'end of month' write due:fri..eom."),
        ("age>2 weeks", 4, "A length of time is one word here: for '2 weeks' write age>2weeks."),
        ("due.before:next owner:me", 11, "'next' is no date."),
        ("due.before:next or week", 11, "'next' is no date."),
        ('due.before:"next" week', 12, "'next' is no date."),
        ("priority:high week", 9, "no priority: write priority:P1"),
        ("+a -n", 3, "not +n"),
        ("due.befor:fri", 4, ".before"),
        ('"open', 0, "no end"),
        ("@mien", 0, "mine"),
        ("@loop", 0, "itself"),
        ("owner>ann", 0, "no order: write owner:ann"),
        ("blocked.since:-3d", 0, "no order: write blocked-since.since:-3d"),
        ("hold>-3d", 0, "no order: write hold-since>-3d"),
        ("impact:hihg", 7, "high"),
        ("due.before:fri,sat", 15, "one value at a time"),
        ("due.before:fri..sat", 11, "write due:fri..sat"),
        ("due:2026-03-06..2026-03-05", 4, "runs backwards"),
        ("age:3d", 4, "age.over:3d"),
        ("priority:high", 9, "no priority: write priority:P1"),
        ("due.before>fri", 0, "due> alone"),
        ("impact.over:low,high", 16, "one level at a time"),
        ("impact.over:high", 12, "Nothing lies beyond high"),
        ("impact~high", 0, "holds no text"),
    ],
)
def test_an_error_names_the_spot_and_the_nearest_word(text: str, offset: int, says: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_filter(text, CONTEXT)
    assert says in error.value.message
    if text != "@loop":
        assert (error.value.source, error.value.offset) == (text, offset)


@given(st.text(st.sampled_from('ab:.,()"~<>-+@ 3ord'), max_size=25))
def test_any_text_is_a_filter_or_a_usage_error(text: str) -> None:
    try:
        found = parse_filter(text, CONTEXT)
    except UsageError:
        return
    if found is not None:
        translate(found, CONTEXT)


@pytest.mark.parametrize(
    ("text", "names"), [("state:done", True), ("12", True), ("a is:closed", True), ("owner:me", False)]
)
def test_a_filter_that_names_a_state_is_known(text: str, names: bool) -> None:
    assert mentions_state(parse_filter(text, CONTEXT)) is names


COLUMNS = ("id", "owner", "impact", "due", "waiting_for", "blocked_at", "project", "title")
ROWS: list[dict[str, Any]] = [
    {
        "id": number,
        "owner": (None, "ann", "bob")[number % 3],
        "impact": (None, "high", "low", "medium")[number % 4],
        "due": (None, NOW - 5, NOW + 5)[number % 3],
        "waiting_for": number % 2,
        "blocked_at": NOW if number % 5 == 0 else None,
        "project": (None, "net", "net.dns", "network")[number % 4],
        "title": ("disk full", "Full moon", "rack")[number % 3],
    }
    for number in range(1, 25)
]


@pytest.fixture(scope="module")
def store() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    build_on(connection, default_states(), 0)
    for row in ROWS:
        names = [*row, "uid", "type", "planned", "state", "category", "service_class", "created_at", "entered_at"]
        names += ["changed_at", "version", "is_open", "state_position", "startable", "pull_rank", "criteria_total"]
        names += ["criteria_closed", "blocking", "blocked_reason"]
        reason = "x" if row["blocked_at"] else None
        values = [
            *row.values(),
            f"{row['id']:036d}",
            "task",
            1,
            "backlog",
            "backlog",
            "standard",
            0,
            0,
            0,
            1,
            1,
            0,
            1,
            0,
            0,
            0,
            0,
            reason,
        ]
        connection.execute(f"INSERT INTO item ({', '.join(names)}) VALUES ({', '.join('?' * len(values))})", values)
    yield connection
    connection.close()


LEAVES: dict[str, Any] = {
    "owner:me": lambda row: row["owner"] == "ann",
    "owner:": lambda row: row["owner"] is None,
    "impact:high,low": lambda row: row["impact"] in ("high", "low"),
    "impact.over:low": lambda row: row["impact"] in ("high", "medium"),
    "is:overdue": lambda row: row["due"] is not None and row["due"] < NOW,
    "has:due": lambda row: row["due"] is not None,
    "is:blocked": lambda row: row["blocked_at"] is not None,
    "is:waiting-for": lambda row: row["waiting_for"] > 0,
    "project:net": lambda row: row["project"] in ("net", "net.dns"),
    "3,5-9": lambda row: row["id"] in (3, 5, 6, 7, 8, 9),
    "title~FULL": lambda row: "full" in row["title"].lower(),
    "ful": lambda row: "full" in row["title"].lower(),
    '"disk full"': lambda row: row["title"] == "disk full",
}
trees = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("and"), inner, inner),
        st.tuples(st.just("or"), inner, inner),
    ),
    max_leaves=6,
)


def text_of(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    if tree[0] == "not":
        return f"not ({text_of(tree[1])})"
    return f"({text_of(tree[1])}) {'or ' if tree[0] == 'or' else ''}({text_of(tree[2])})"


def holds(tree: Any, row: dict[str, Any]) -> bool:
    if isinstance(tree, str):
        return bool(LEAVES[tree](row))
    if tree[0] == "not":
        return not holds(tree[1], row)
    return (any if tree[0] == "or" else all)(holds(part, row) for part in tree[1:])


@settings(max_examples=200)
@given(tree=trees)
def test_sql_finds_what_a_plain_reading_of_the_words_finds(store: sqlite3.Connection, tree: Any) -> None:
    where, parameters = translate(parse_filter(text_of(tree), CONTEXT), CONTEXT)
    found = [row[0] for row in store.execute(f"SELECT id FROM item WHERE {where} ORDER BY id", parameters)]
    assert found == [row["id"] for row in ROWS if holds(tree, row)]


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_can_be_asked_for(store: sqlite3.Connection, field: str) -> None:
    for text in (f"has:{field}", f"no:{field}"):
        where, parameters = translate(parse_filter(text, CONTEXT), CONTEXT)
        store.execute(f"SELECT id FROM item WHERE {where}", parameters).fetchall()


@pytest.mark.parametrize("word", sorted(IS_WORDS))
def test_every_is_word_can_be_asked_for(store: sqlite3.Connection, word: str) -> None:
    where, parameters = translate(parse_filter(f"is:{word}", CONTEXT), CONTEXT)
    store.execute(f"SELECT id FROM item WHERE {where}", parameters).fetchall()
