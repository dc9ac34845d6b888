"""The occurrences of rules as instants."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsflow.domain.errors import UsageError
from opsflow.domain.recurrence.occurrences import following
from opsflow.domain.recurrence.rules import SHIFTS, Recurrence
from opsflow.domain.time.zones import weekday
from opsflow.services.time.recurrence_rules import When, rule_of
from opsflow.services.time.recurring import Almanac
from opsflow.system.recurrence import expand
from opsflow.system.zones import zone_for

BERLIN = "Europe/Berlin"


def rule(text: str, start: str, shift: str = "none") -> Recurrence:
    year, month, day, hour, minute = map(int, start.replace("T", "-").replace(":", "-").split("-"))
    begin = zone_for(BERLIN).to_instant(year, month, day, hour, minute)
    return Recurrence("r", text, text, "calendar", begin, BERLIN, shift, "last", "[]")


def worked(year: int, month: int, day: int) -> bool:
    return weekday(year, month, day) < 5 and (month, day) not in ((1, 1), (12, 25))


def first(held: Recurrence, count: int) -> list[str]:
    """The first occurrences, in UTC."""
    found: list[str] = []
    after: int | None = held.starts_at - 1
    while len(found) < count and after is not None:
        after = following(held, after, zone_for(BERLIN), expand, worked)
        if after is not None:
            found.append(datetime.fromtimestamp(after, UTC).strftime("%m-%dT%H:%M"))
    return found


@pytest.mark.parametrize(
    ("text", "start", "shift", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU", "2026-03-01T22:00", "none", ["03-03T21:00", "04-07T20:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T08:00", "none", ["01-31T07:00", "03-31T06:00", "05-31T06:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T08:00", "none", ["01-31T07:00", "02-28T07:00", "03-31T06:00"]),
        ("FREQ=DAILY", "2026-03-28T02:30", "none", ["03-28T01:30", "03-29T01:30", "03-30T00:30"]),
        ("FREQ=DAILY", "2026-10-24T02:30", "none", ["10-24T00:30", "10-25T00:30", "10-26T01:30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-01-01T09:00", "skip", ["04-01T07:00", "05-01T07:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-01-01T09:00", "next", ["01-02T08:00", "02-02T08:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-02-01T09:00", "previous", ["02-27T08:00", "04-01T07:00"]),
        ("FREQ=DAILY", "2026-03-06T09:00", "next", ["03-06T08:00", "03-09T08:00", "03-10T08:00"]),
        ("FREQ=DAILY;COUNT=2", "2026-03-06T09:00", "none", ["03-06T08:00", "03-07T08:00"]),
        ("FREQ=DAILY;UNTIL=20260307T090000Z", "2026-03-06T09:00", "none", ["03-06T08:00", "03-07T08:00"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-01-01T09:00", "none", ["02-29T08:00"]),
    ],
)
def test_when_a_rule_comes(text: str, start: str, shift: str, expected: list[str]) -> None:
    found = first(rule(text, start, shift), len(expected))
    assert found == expected


@given(
    text=st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SA,SU,MO", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=1,15,31"]
    ),
    shift=st.sampled_from(SHIFTS),
    offset=st.integers(0, 800 * 86400),
)
def test_what_follows_an_instant_is_later_and_nothing_lies_between(text: str, shift: str, offset: int) -> None:
    held = rule(text, "2026-01-01T02:30", shift)
    after = held.starts_at + offset
    found = following(held, after, zone_for(BERLIN), expand, worked)
    assert found is not None
    assert found > after
    for between in (after + (found - after) // 2, found - 1):
        assert following(held, between, zone_for(BERLIN), expand, worked) == found


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=NEVER", "FREQ=DAILY;BYDAY=XX", "FREQ=DAILY;COUNT=x",
        "FREQ=HOURLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=HOURLY;BYHOUR=25", "FREQ=DAILY;BYSECOND=0,1,2",
    ],
)  # fmt: skip
def test_rules_that_cannot_be_kept_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        rule_of("r", When(every=text), (), 1_767_258_000, Almanac(zone_for, expand, worked))
