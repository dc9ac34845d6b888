"""Dates and durations, held against the standard library."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from opsflow.domain.errors import UsageError
from opsflow.domain.time.dates import parse_instant_utc, parse_moment
from opsflow.domain.time.durations import format_duration, parse_duration, parse_elapsed, parse_estimate
from opsflow.domain.time.instants import (
    format_date,
    format_instant_utc,
    format_start,
    parse_basic_instant,
    plain_instant,
)
from opsflow.domain.time.other_dates import _BEFORE, _MEANT, _UNITS, date_meant
from opsflow.domain.time.zones import UTC as ZONE
from opsflow.domain.time.zones import civil_from_days, days_from_civil, weekday
from opsflow.system.zones import LocalZone, NamedZone, zone_for

WEDNESDAY = 1_772_614_800  # 2026-03-04 09:00 UTC
BERLIN = NamedZone("Europe/Berlin")
instants = st.integers(0, 4_102_444_800)
names = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])


@given(st.dates())
def test_civil_dates_are_those_of_the_calendar(day: date) -> None:
    days = (day - date(1970, 1, 1)).days
    parts = (day.year, day.month, day.day)
    assert days_from_civil(*parts) == days
    assert civil_from_days(days) == parts
    assert weekday(*parts) == day.weekday()


@given(instants, names)
def test_a_zone_shows_what_the_time_zone_database_says(instant: int, name: str) -> None:
    shown = datetime.fromtimestamp(instant, ZoneInfo(name))
    local = (shown.year, shown.month, shown.day, shown.hour, shown.minute, shown.second)
    assert zone_for(name).to_local(instant) == local
    assert zone_for(name).to_instant(*local) == int(shown.replace(fold=0).timestamp())


def test_a_skipped_time_is_read_with_the_offset_before_and_a_double_one_is_the_first() -> None:
    assert format_date(BERLIN.to_instant(2026, 3, 29, 2, 30), BERLIN) == "2026-03-29 03:30"
    assert BERLIN.to_instant(2026, 10, 25, 2, 30) == int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp())


def test_the_zone_of_the_machine_is_read_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    for month in range(1, 13):
        assert LocalZone().to_instant(2026, month, 8, 2, 30) == NamedZone("America/New_York").to_instant(
            2026, month, 8, 2, 30
        )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-03-04 00:00:00", "2026-03-04 23:59:59"),
        ("tomorrow", "2026-03-05 00:00:00", "2026-03-05 23:59:59"),
        ("wed", "2026-03-11 00:00:00", "2026-03-11 23:59:59"),
        ("friday", "2026-03-06 00:00:00", "2026-03-06 23:59:59"),
        ("eow", "2026-03-06 00:00:00", "2026-03-06 23:59:59"),
        ("sow", "2026-03-09 00:00:00", "2026-03-09 23:59:59"),
        ("eom", "2026-03-31 00:00:00", "2026-03-31 23:59:59"),
        ("+3d", "2026-03-07 00:00:00", "2026-03-07 23:59:59"),
        ("+2w", "2026-03-18 00:00:00", "2026-03-18 23:59:59"),
        ("+1y", "2027-03-04 00:00:00", "2027-03-04 23:59:59"),
        ("+90m", "2026-03-04 10:30:00", "2026-03-04 10:30:00"),
        ("-2h", "2026-03-04 07:00:00", "2026-03-04 07:00:00"),
        ("17:00", "2026-03-04 17:00:00", "2026-03-04 17:00:00"),
        ("08:00", "2026-03-05 08:00:00", "2026-03-05 08:00:00"),
        ("fri 17:00", "2026-03-06 17:00:00", "2026-03-06 17:00:00"),
        ("wed 22:00", "2026-03-04 22:00:00", "2026-03-04 22:00:00"),
        ("wed 08:00", "2026-03-11 08:00:00", "2026-03-11 08:00:00"),
        ("in 3 days", "2026-03-07 00:00:00", "2026-03-07 23:59:59"),
        ("in 2 hours", "2026-03-04 11:00:00", "2026-03-04 11:00:00"),
        ("2028-02-29", "2028-02-29 00:00:00", "2028-02-29 23:59:59"),
        ("2026-W53", "2026-12-28 00:00:00", "2026-12-28 23:59:59"),
        ("2026-12-01T14:00", "2026-12-01 14:00:00", "2026-12-01 14:00:00"),
        ("2026-12-01T14:00:00+02:00", "2026-12-01 12:00:00", "2026-12-01 12:00:00"),
        ("31st", "2026-03-31 00:00:00", "2026-03-31 23:59:59"),
        ("15jan", "2027-01-15 00:00:00", "2027-01-15 23:59:59"),
        ("29feb", "2028-02-29 00:00:00", "2028-02-29 23:59:59"),
        ("@1772614800", "2026-03-04 09:00:00", "2026-03-04 09:00:00"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, first: str, last: str) -> None:
    span = parse_moment(text, WEDNESDAY, ZONE)
    assert (span.start, span.end) == tuple(
        int(datetime.fromisoformat(held).replace(tzinfo=UTC).timestamp()) for held in (first, last)
    )


def test_a_month_on_from_the_last_of_january_is_the_last_of_february() -> None:
    january = int(datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp())
    assert format_start(parse_moment("+1mo", january, ZONE).start, ZONE) == "2026-02-28"


def test_a_day_on_which_the_clock_changes_has_its_own_length() -> None:
    span = parse_moment("2026-03-29", WEDNESDAY, BERLIN)
    assert span.end - span.start + 1 == 23 * 3600


@pytest.mark.parametrize(
    "text", ["", "someday", "2026-02-30", "25:00", "2026-13-01", "2025-W53", "0st", "+", "+9999999d", "99jan"]
)
def test_what_is_no_date_says_what_would_be(text: str) -> None:
    with pytest.raises(UsageError):
        parse_moment(text, WEDNESDAY, ZONE)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_usage_error(text: str) -> None:
    try:
        span = parse_moment(text, WEDNESDAY, BERLIN)
    except UsageError:
        return
    assert span.start <= span.end


@given(instants)
def test_instants_are_printed_and_read_as_rfc_3339(instant: int) -> None:
    text = format_instant_utc(instant)
    assert text == datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert parse_instant_utc(text) == instant


@given(st.integers(0, 100_000), st.sampled_from([480, 450, 1440]))
def test_working_time_is_printed_in_a_form_that_is_read_back(minutes: int, day: int) -> None:
    assert parse_duration(format_duration(minutes, day), day) == minutes


def test_lengths_of_time_are_read_as_people_write_them() -> None:
    read = {"90m": 90, "2h": 120, "1h30m": 90, "3d": 1440, "1w": 2400, "PT1H30M": 90, "0.5d": 240}
    assert {text: parse_duration(text) for text in read} == read
    assert parse_elapsed("3d") == timedelta(days=3).total_seconds()
    assert parse_estimate("1h/2h/5h") == (60, 120, 300)


@pytest.mark.parametrize("text", ["", "h", "3", "3x", "1h/2h", "5h/2h/1h", "1..2h", "99999999w"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_estimate(text)


@pytest.mark.parametrize(
    ("at", "as_end", "as_start"),
    [
        ((2026, 12, 1, 0, 0, 0), "2026-12-01 00:00", "2026-12-01"),
        ((2026, 12, 1, 23, 59, 59), "2026-12-01", "2026-12-01 23:59"),
        ((2026, 12, 1, 14, 0, 0), "2026-12-01 14:00", "2026-12-01 14:00"),
    ],
)
def test_a_day_alone_stands_for_the_instant_that_typing_it_means(
    at: tuple[int, int, int, int, int, int], as_end: str, as_start: str
) -> None:
    instant = BERLIN.to_instant(*at)
    assert (format_date(instant, BERLIN), format_start(instant, BERLIN)) == (as_end, as_start)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("7 days ago", "-7d"),
        ("an hour ago", "-1h"),
        ("2 Months Ago", "-2mo"),
        ("in a week", "+1w"),
        ("within 3 hours", "+3h"),
        ("next friday", "friday"),
        ("next-fri", "fri"),
        ("nextweek", "sow or +1w"),
        ("next week", "sow or +1w"),
        ("end of month", "eom"),
        ("day after tomorrow", "+2d"),
        ("noon", "12:00"),
    ],
)
def test_a_date_of_other_tools_is_refused_with_how_it_is_written_here(text: str, form: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"{text!r} is no date. Did you mean {form}?")):
        parse_moment(text, WEDNESDAY, ZONE)


def test_whatever_is_proposed_for_a_date_can_be_read() -> None:
    texts = [*_MEANT, *[f"{number} {unit} ago" for number in ("a", "7") for unit in _UNITS]]
    texts += [f"{before} {day}" for before in _BEFORE for day in ("monday", "fri", "december", "today")]
    for form in [form for text in texts for form in date_meant(text).split(" or ")]:
        parse_moment(form, WEDNESDAY, ZONE)


@pytest.mark.parametrize("text", ["someday", "many days ago", "next time", "in between", "ago", "last", ""])
def test_for_what_is_no_known_form_no_date_is_proposed(text: str) -> None:
    assert date_meant(text) == ""


@pytest.mark.parametrize(
    "text", ["2016-02-29T01:16Z", "2016-02-29T01:16:00Z", "2016-02-29t01:16z", "2016-02-29T03:16+02:00"]
)
def test_an_instant_means_the_same_with_and_without_seconds(text: str) -> None:
    assert parse_instant_utc(text) == 1_456_708_560


@pytest.mark.parametrize(
    "text",
    ["2016-02-29T1:160Z", "2016-02-29T1:2:345Z", "2016-02-29T01:1:Z", "2016-02-30T01:16Z", "2016-02-29x01:16Z",
     "2016-02-29T01:16", "2016-02-29T24:00Z"],
)  # fmt: skip
def test_what_only_looks_like_an_instant_is_none(text: str) -> None:
    assert plain_instant(text) is None
    assert plain_instant("2016-02-29T01:16Z") == parse_basic_instant("20160229T011600Z") == 1_456_708_560
