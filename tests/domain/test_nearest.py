"""What is said of a name that there is not, as sentences and as a part of one."""

from __future__ import annotations

import pytest

from opsflow.domain.nearest import no_such, unknown

STATES = ("backlog", "ready", "doing")
MANY = tuple([f"event-{number}" for number in range(60)])


@pytest.mark.parametrize(
    ("word", "known", "close", "listed"),
    [
        ("redy", STATES, "ready", "backlog, ready, doing"),
        ("log", STATES, "backlog", "backlog, ready, doing"),
        ("x", STATES, "", "backlog, ready, doing"),
        ("o", STATES, "", "backlog, ready, doing"),
        ("x", ("one",), "", "one"),
        ("x", (), "", "none"),
        ("x", MANY, "", f"{', '.join(MANY[:40])}, and others"),
        ("evnt-7", MANY, "event-7", ""),
    ],
)
def test_sentences_and_parts_of_one_name_the_same(word: str, known: tuple[str, ...], close: str, listed: str) -> None:
    sentences, part = no_such("state", word, known), unknown("state", word, known)
    assert sentences.startswith(f"There is no state {word!r}. ")
    assert part.startswith(f"there is no state {word!r}; ")
    verb = "are" if len(known) > 1 else "is"
    if close:
        assert f"Did you mean {close}" in sentences
        assert f"did you mean {close}" in part
        assert sentences.endswith(f" There are {listed}." if listed else "?")
    else:
        assert sentences.endswith(f"There {verb} {listed}.")
        assert part.endswith(f"there {verb} {listed}")
