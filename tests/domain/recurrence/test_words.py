"""Rules of recurrence in plain words."""

from __future__ import annotations

import pytest

from opsflow.domain.errors import UsageError
from opsflow.domain.recurrence.words import interval, spoken


@pytest.mark.parametrize(
    ("words", "rule", "time"),
    [
        ("first tuesday 22:00", "FREQ=MONTHLY;BYDAY=1TU", (22, 0)),
        ("the first Tuesday of every month at 22:00", "FREQ=MONTHLY;BYDAY=1TU", (22, 0)),
        ("2nd wed", "FREQ=MONTHLY;BYDAY=2WE", None),
        ("last friday 18:30", "FREQ=MONTHLY;BYDAY=-1FR", (18, 30)),
        ("every monday", "FREQ=WEEKLY;BYDAY=MO", None),
        ("mon,thu 10:00", "FREQ=WEEKLY;BYDAY=MO,TH", (10, 0)),
        ("mondays and thursdays", "FREQ=WEEKLY;BYDAY=MO,TH", None),
        ("weekdays 09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", (9, 0)),
        ("every 2 weeks on fri", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None),
        ("every other week on fri", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None),
        ("every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None),
        ("15th 08:00", "FREQ=MONTHLY;BYMONTHDAY=15", (8, 0)),
        ("monthly on 1", "FREQ=MONTHLY;BYMONTHDAY=1", None),
        ("last day", "FREQ=MONTHLY;BYMONTHDAY=-1", None),
        ("last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", None),
        ("daily 06:00", "FREQ=DAILY", (6, 0)),
        ("every day 06:00", "FREQ=DAILY", (6, 0)),
        ("06:00", "FREQ=DAILY", (6, 0)),
        ("every 4 hours", "FREQ=HOURLY;INTERVAL=4", None),
        ("quarterly on first monday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", None),
        ("yearly", "FREQ=YEARLY", None),
        ("1st march 10:00", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", (10, 0)),
        ("rrule:freq=weekly;byday=mo", "FREQ=WEEKLY;BYDAY=MO", None),
    ],
)
def test_words_become_a_rule(words: str, rule: str, time: tuple[int, int] | None) -> None:
    assert spoken(words).as_tuple() == (rule, time)


@pytest.mark.parametrize("words", ["", "sometimes", "first", "every", "25:00", "32nd", "every 0 weeks", "m"])
def test_words_that_say_nothing_are_refused_with_the_forms(words: str) -> None:
    with pytest.raises(UsageError, match=r"first tuesday 22:00|interval is"):
        spoken(words)


@pytest.mark.parametrize(("text", "kept"), [("36h", "36h"), ("2 weeks", "2w"), ("3mo", "3m"), ("10 days", "10d")])
def test_times_after_completion(text: str, kept: str) -> None:
    assert interval(text) == kept


@pytest.mark.parametrize("text", ["", "2", "w", "0d", "5m", "1001d", "-2d"])
def test_other_times_after_completion_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        interval(text)
