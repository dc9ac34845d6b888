"""Words of a sentence that read like fields: never lost without a word, and titles are left in peace."""

from __future__ import annotations

import pytest

from opsflow.domain.errors import Refused, UsageError
from opsflow.services.looking.queries import show
from opsflow.services.session import Session
from opsflow.services.work import items, sentences
from opsflow.services.work.dependencies import graph


@pytest.mark.parametrize("word", ["sprint:12a", "sprint:5", "on-call:ann", "web.shop:down"])
def test_a_word_that_reads_like_a_field_stays_in_the_title_and_is_pointed_out(session: Session, word: str) -> None:
    outcome = items.add(session, sentences.draft(session, f"Look at {word} again"))
    assert show(session, outcome.items[0]).item.title == f"Look at {word} again"
    assert [note for note in outcome.notes if word in note and word.replace(":", "\\:") in note]


@pytest.mark.parametrize(
    "word",
    [
        "http://web1/x",
        "17:30",
        "lb1:443",
        "db:5432",
        "C:\\x",
        "fe80::1",
        "std::sort",
        "TODO:",
        "CVE:2026",
        "sprint\\:12a",
    ],
)
def test_addresses_times_ports_and_escaped_words_are_plain_title(session: Session, word: str) -> None:
    outcome = items.add(session, sentences.draft(session, f"Look at {word} again"))
    assert outcome.notes == ()


@pytest.mark.parametrize(
    ("word", "meant"), [("est:3h", "estimate:3h"), ("pro:net", "project:net"), ("duo:fri", "due:fri")]
)
def test_a_field_cut_short_or_mistyped_is_refused_with_what_was_meant(session: Session, word: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean {meant}"):
        sentences.draft(session, f"work {word}")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("due:next week", "for 'next week' write due:sow or due:+1w."),
        ("report DUE:next friday", "for 'next friday' write DUE:friday."),
        ("wait:in 3 days report", "for 'in 3 days' write wait:+3d."),
    ],
)
def test_a_date_in_several_words_is_answered_with_the_one_to_write(session: Session, words: str, meant: str) -> None:
    for read in (sentences.read, sentences.read_new):
        with pytest.raises(UsageError, match=meant.replace("+", r"\+")):
            read(session, words.split())
    assert sentences.read(session, ["due:fri", "next", "week"]).title == "next week"


def test_an_edit_refuses_what_would_become_the_title_by_mistake(session: Session) -> None:
    with pytest.raises(UsageError, match=r"There is no field 'sprint'.*write sprint\\:12a"):
        sentences.read(session, ["sprint:12a"])
    assert sentences.read(session, ["sprint\\:12a"]).title == "sprint:12a"


def test_a_title_that_reads_like_a_field_can_be_reworded(session: Session) -> None:
    said = sentences.read_change(session, "nginx:latest crashes again", "nginx:latest fails")
    assert dict(said.values) == {"title": "nginx:latest crashes again"}


def test_an_edit_can_say_what_an_item_depends_on(session: Session) -> None:
    first, second = [items.add(session, items.Draft(title)).items[0] for title in ("one", "two")]
    items.edit(session, second, {"dep": str(first), "owner": "ann"})
    assert [edge.depends_on for edge in graph(session, [second]).edges] == [first]
    with pytest.raises(Refused, match="cycle"):
        items.edit(session, first, {"on": str(second)})
    items.edit(session, second, {"depends": ""})
    assert graph(session, [second]).edges == ()
