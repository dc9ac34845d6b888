"""Working time: the cases of the issue, and laws that hold for every calendar, zone and instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsflow.domain.calendars.hours import Calendar, RoundTheClock
from opsflow.domain.calendars.offsets import UTC_OFFSETS
from opsflow.domain.errors import UsageError
from tests.domain.calendars.calendar_factory import calendar, instant, offsets

HOUR = 3600
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago")
DESK = calendar({"mon-fri": "08:00-18:00"})


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-03-03T16:00", 4, "2026-03-04T10:00"),
        ("2026-03-02T17:00", 4, "2026-03-03T11:00"),
        ("2026-03-02T17:00", 3, "2026-03-03T10:00"),
        ("2026-03-06T17:00", 2, "2026-03-09T09:00"),
        ("2026-03-07T12:00", 1, "2026-03-09T09:00"),
        ("2026-03-02T08:00", 10, "2026-03-02T18:00"),
        ("2026-03-03T10:00", -4, "2026-03-02T16:00"),
        ("2026-03-03T12:34", 0, "2026-03-03T12:34"),
    ],
)
def test_working_hours_later_is_when_they_have_passed_on_a_desk_from_8_to_18(begin: str, hours: int, end: str) -> None:
    assert DESK.after(instant(begin), hours * HOUR) == instant(end)


def test_from_half_past_five_to_a_reply_at_eight_next_day_are_30_minutes() -> None:
    assert DESK.seconds(instant("2026-03-02T17:30"), instant("2026-03-03T08:00")) == 30 * 60


@pytest.mark.parametrize(
    ("hours", "day", "worked"),
    [
        ("00:00-24:00", "2026-03-29", 23.0),
        ("00:00-24:00", "2026-10-25", 25.0),
        ("00:00-02:30", "2026-03-29", 2.0),
        ("02:00-02:30", "2026-03-29", 0.0),
        ("02:15-02:45 02:50-04:00", "2026-03-29", 1.0),
        ("02:00-02:30", "2026-10-25", 1.0),
        ("00:00-02:30", "2026-10-25", 3.5 - 0.5),
        ("08:00-17:00", "2026-03-29", 9.0),
    ],
)
def test_a_skipped_hour_is_not_worked_and_a_repeated_hour_is_worked_twice(hours: str, day: str, worked: float) -> None:
    held = calendar({"mon-sun": hours}, "Europe/Berlin")
    begin = instant(f"{day}T00:00", "Europe/Berlin")
    end = instant((datetime.fromisoformat(day) + timedelta(days=1)).isoformat(), "Europe/Berlin")
    assert held.seconds(begin, end) == worked * HOUR


def test_a_holiday_has_no_working_time_and_an_exception_its_own() -> None:
    held = calendar(
        {"mon-fri": "08:00-18:00"}, holidays=["2026-03-03"], exceptions={"2026-03-04": "10:00-11:00", "2026-03-07": ""}
    )
    assert held.after(instant("2026-03-02T17:00"), 3 * HOUR) == instant("2026-03-05T09:00")


def test_a_calendar_without_hours_says_so() -> None:
    with pytest.raises(UsageError, match="has not so much working time"):
        calendar({}).after(0, 1)


def test_around_the_clock_every_second_counts() -> None:
    always = RoundTheClock("always", UTC_OFFSETS)
    assert (always.seconds(5, 90_000), always.after(7, 90_000), always.is_working(3)) == (89_995, 90_007, True)


# Laws

minutes = st.integers(0, 24 * 12).map(lambda steps: steps * 5)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any hours, in any zone, with some dates of their own."""

    def hours() -> tuple[tuple[int, int], ...]:
        cuts = sorted(draw(st.lists(minutes, min_size=0, max_size=4, unique=True)))
        return tuple((cuts[i] * 60, cuts[i + 1] * 60) for i in range(0, len(cuts) - 1, 2))

    week = [hours() for _ in range(6)] + [((9 * HOUR, 17 * HOUR),)]
    dates = draw(st.lists(st.integers(20_480, 20_860), max_size=5))
    return Calendar("any", offsets(draw(st.sampled_from(ZONES))), week, {day: hours() for day in dates})


instants = st.integers(20_480 * 86400, 20_860 * 86400)  # the year 2026 and some days around it


@given(calendars(), instants, instants, instants)
def test_working_time_adds_up_over_any_split(held: Calendar, first: int, second: int, third: int) -> None:
    assert held.seconds(first, second) + held.seconds(second, third) == held.seconds(first, third)


@given(calendars(), instants, st.integers(0, 40 * 86400), st.integers(0, 86400))
def test_working_time_never_shrinks_and_never_outruns_the_clock(
    held: Calendar, begin: int, length: int, more: int
) -> None:
    worked = held.seconds(begin, begin + length)
    assert 0 <= worked <= length
    assert worked <= held.seconds(begin, begin + length + more) <= worked + more


@given(calendars(), instants, st.integers(1, 200 * HOUR))
def test_the_instant_later_is_the_first_at_which_so_much_was_worked(held: Calendar, begin: int, seconds: int) -> None:
    end = held.after(begin, seconds)
    assert held.seconds(begin, end) == seconds
    assert held.seconds(begin, end - 1) == seconds - 1


@given(calendars(), instants, st.integers(1, 200 * HOUR))
def test_the_instant_earlier_is_the_last_since_which_so_much_was_worked(held: Calendar, end: int, seconds: int) -> None:
    begin = held.after(end, -seconds)
    assert held.seconds(begin, end) == seconds
    assert held.seconds(begin + 1, end) == seconds - 1


@given(calendars(), instants, st.integers(0, 4 * 24 * 60))
def test_working_time_equals_a_count_of_the_minutes_at_which_the_clock_shows_working_hours(
    held: Calendar, begin: int, length: int
) -> None:
    begin -= begin % 60
    zone = ZoneInfo(held.offsets.name)
    counted = 0
    for minute in range(length):
        shown = datetime.fromtimestamp(begin + minute * 60, zone)
        day = (shown.replace(tzinfo=UTC, hour=0, minute=0, second=0) - datetime(1970, 1, 1, tzinfo=UTC)).days
        second = shown.hour * HOUR + shown.minute * 60
        counted += any(start <= second < stop for start, stop in held.hours(day))
    assert held.seconds(begin, begin + length * 60) == counted * 60


@given(st.sampled_from(ZONES), instants)
def test_the_offsets_of_a_zone_are_those_of_the_zone_database(zone: str, at: int) -> None:
    shown = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    assert shown is not None
    assert offsets(zone).at(at) == shown.total_seconds()
