"""Rules of RFC 5545: the local times they name, and which rules are not taken."""

from __future__ import annotations

from itertools import islice

import pytest

from opsflow.domain.errors import UsageError
from opsflow.system.recurrence import expand

START = (2026, 3, 4, 22, 0, 0)


def test_a_rule_names_local_times_from_an_instant_on() -> None:
    found = expand("FREQ=MONTHLY;BYDAY=1TU", START, (2026, 4, 7, 22, 0, 0))
    assert list(islice(found, 2)) == [(2026, 4, 7, 22, 0, 0), (2026, 5, 5, 22, 0, 0)]


def test_an_end_in_utc_is_read_as_local_time() -> None:
    assert list(expand("FREQ=DAILY;UNTIL=20260305T220000Z", START, START)) == [START, (2026, 3, 5, 22, 0, 0)]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("FREQ=SECONDLY", "names one of FREQ=HOURLY"),
        ("BYDAY=MO", "names one of FREQ=HOURLY"),
        ("FREQ=DAILY;" + "X" * 500, "names one of FREQ=HOURLY"),
        ("FREQ=HOURLY;BYDAY=MO", "begin from FREQ=DAILY"),
        ("FREQ=DAILY;INTERVAL=0", "whole number from 1 up"),
        ("FREQ=DAILY;INTERVAL=x", "whole number from 1 up"),
        ("FREQ=DAILY;BYSECOND=1", "nothing recurs by the second"),
        ("FREQ=DAILY;BYDAY=XX", "cannot be read"),
        ("FREQ=DAILY;BYHOUR=25", "cannot be read"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_in_words(rule: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        list(islice(expand(rule, START, START), 1))
