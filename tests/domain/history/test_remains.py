"""A redacted event holds what its last redaction left of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from opsflow.domain.history.events import payload_of
from opsflow.domain.history.remains import Remains, digest_of, examined, left_in, without

CLEAN = Remains((), ())
UNKNOWN, OTHER = "claims a redaction that history does not know", "is not what its redaction left of it"

Row = tuple[int, int | None, str, Any, bytes | None, int | None]


def stripped(seq: int, by: int, payload: Any = "left", item: int | None = 1) -> Row:
    return (seq, item, "noted", payload, None, by)


def redaction(seq: int, left: dict[str, str] | None, item: int | None = 1) -> Row:
    return (seq, item, "redacted", payload_of((), "a text", left), b"salt", None)


def test_what_a_redaction_left_is_as_it_was() -> None:
    assert examined([stripped(1, 2), redaction(2, {"1": digest_of("left")})]) == CLEAN
    assert examined([stripped(1, 2, item=None), redaction(2, {"1": digest_of("left")}, None)]) == CLEAN


@pytest.mark.parametrize("payload", ["forged", "left ", "", 7, None, b"left", "\udcff"])
def test_anything_else_is_a_fault(payload: Any) -> None:
    assert examined([stripped(1, 2, payload), redaction(2, {"1": digest_of("left")})]).faults == ((1, OTHER),)


def test_of_several_redactions_the_last_one_counts() -> None:
    rows = [redaction(2, {"1": digest_of("first")}), redaction(3, {"1": digest_of("left")})]
    assert examined([stripped(1, 3), *rows]) == CLEAN
    assert examined([stripped(1, 2, "first"), *rows]).faults == ((1, OTHER),)


@pytest.mark.parametrize(
    "row", [redaction(2, {}), redaction(2, {"9": "00"}), redaction(2, None, 7), stripped(2, 3), stripped(4, 3)]
)
def test_a_redaction_that_does_not_speak_of_an_event_is_none_of_it(row: Row) -> None:
    assert (1, UNKNOWN) in examined([stripped(1, 2), row]).faults


def test_an_event_that_kept_its_salt_or_names_an_earlier_redaction_was_not_redacted() -> None:
    told = {"1": digest_of("left")}
    assert examined([(1, 1, "noted", "left", b"salt", 2), redaction(2, told)]).faults == ((1, UNKNOWN),)
    assert examined([redaction(1, None), stripped(2, 1)]).faults == ((2, UNKNOWN),)


def test_an_event_that_a_redaction_stripped_and_that_says_nothing_of_it_is_a_fault() -> None:
    assert examined([redaction(2, {"1": digest_of("left")})]).faults == ((1, OTHER),)


def test_an_earlier_version_said_nothing_of_what_it_left() -> None:
    assert examined([stripped(1, 2, "anything"), redaction(2, None)]) == Remains((), (1,))
    bound = [stripped(1, 3), redaction(2, None), redaction(3, {"1": digest_of("left")})]
    assert examined(bound) == CLEAN


@pytest.mark.parametrize("payload", ['{"changes":[],"left":[]}', '{"left":{"1":7}}', "{", "[]", 7, None])
def test_a_redaction_that_cannot_be_read_speaks_of_nothing(payload: Any) -> None:
    assert examined([stripped(1, 2), (2, 1, "redacted", payload, b"salt", None)]).faults == ((1, UNKNOWN),)


def test_what_was_left_is_read_back_and_taken_away() -> None:
    left = {"1": "a", "2": "b"}
    assert left_in(payload_of((), None, left)) == left
    assert left_in(payload_of((), None)) is None
    assert without(left, [2, 9]) == {"1": "a"}
