"""Working time: the instants at which the clock on the wall of a place shows working hours.

That one sentence decides what happens where the clocks change: an hour that is skipped is not worked, and an hour that
occurs twice is worked twice if it lies in the working hours. Everything counts in whole seconds of UTC, so lengths add
up over any split.
"""

from __future__ import annotations

from opsflow.domain.calendars.offsets import DAY
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from opsflow.domain.calendars.offsets import Offsets

    Spans = tuple[tuple[int, int], ...]

_FURTHEST = 40 * 366
"""Days that are searched for working time before the calendar is said to have none."""


class Calendar:
    """Working hours by day of the week, and the dates that differ.

    `week` holds the hours of Monday to Sunday as pairs of seconds since local midnight, ascending and apart;
    `exceptions` maps a date, in days since 1970-01-01, to its own hours, none for a holiday.
    """

    __slots__ = ("_known", "exceptions", "name", "offsets", "week")

    def __init__(self, name: str, offsets: Offsets, week: Sequence[Spans], exceptions: Mapping[int, Spans]) -> None:
        self.name = name
        self.offsets = offsets
        self.week = week
        self.exceptions = exceptions
        self._known: dict[int, tuple[Spans, int]] = {}

    def hours(self, day: int) -> Spans:
        """The hours of a date as its clock shows them, in seconds since midnight. 1970-01-01 was a Thursday."""
        return self.exceptions[day] if day in self.exceptions else self.week[(day + 3) % 7]

    def spans(self, day: int) -> Spans:
        """The working time of a date: begins and ends, in seconds since the epoch."""
        return self._day(day)[0]

    def _day(self, day: int) -> tuple[Spans, int]:
        found = self._known.get(day)
        if found is None:
            spans = tuple(_joined(self._worked(day)))
            found = self._known[day] = spans, sum([end - begin for begin, end in spans])
        return found

    def _worked(self, day: int) -> list[tuple[int, int]]:
        midnight = day * DAY
        found = []
        for begin, end, offset in self.offsets.pieces(midnight - DAY, midnight + 2 * DAY):
            for start, stop in self.hours(day):
                first, last = max(midnight + start - offset, begin), min(midnight + stop - offset, end)
                if first < last:
                    found.append((first, last))
        return sorted(found)

    def seconds(self, begin: int, end: int) -> int:
        """Working seconds from one instant to another; negative when `end` comes first."""
        if end < begin:
            return -self.seconds(end, begin)
        first, last = self.offsets.day(begin), self.offsets.day(end)
        # The clocks may go back over midnight, so that a date begins before the last one has ended.
        total = sum([self._day(day)[1] for day in range(first + 2, last - 1)])
        for day in {first - 1, first, first + 1, last - 1, last, last + 1}:
            if first + 2 <= day < last - 1:
                continue
            for start, stop in self._day(day)[0]:
                total += max(0, min(stop, end) - max(start, begin))
        return total

    def after(self, instant: int, seconds: int) -> int:
        """The first instant at which so many working seconds have passed since `instant`; before it when negative.

        No seconds at all is the instant itself. Raises `UsageError` for a calendar without so much working time.
        """
        if seconds == 0:
            return instant
        if seconds < 0:
            return self._before(instant, -seconds)
        for start, stop in self._onwards(instant):
            length = stop - start
            if length >= seconds:
                return start + seconds
            seconds -= length
        raise self._endless()

    def _before(self, instant: int, seconds: int) -> int:
        for start, stop in self._backwards(instant):
            length = stop - start
            if length >= seconds:
                return stop - seconds
            seconds -= length
        raise self._endless()

    def is_working(self, instant: int) -> bool:
        """Whether the instant is working time. The second at which hours end is not."""
        return next(self._onwards(instant), (instant + 1, 0))[0] == instant

    def opening(self, instant: int) -> int:
        """The first instant of working time from `instant` on: itself, or when the next hours begin."""
        return self._next(self._onwards(instant))[0]

    def closing(self, instant: int) -> int:
        """When the hours end that `instant` lies in, else the next ones."""
        return self._next(_joined(self._onwards(instant)))[1]

    def last_worked(self, instant: int) -> int:
        """The end of the working time that has passed by `instant`: itself when the second before it was worked."""
        return self._next(self._backwards(instant))[1]

    def _next(self, spans: Iterator[tuple[int, int]]) -> tuple[int, int]:
        for span in spans:
            return span
        raise self._endless()

    def _onwards(self, instant: int) -> Iterator[tuple[int, int]]:
        """The working time from an instant on, earliest first. What reaches over midnight comes in two."""
        first = self.offsets.day(instant) - 1
        for day in range(first, first + _FURTHEST):
            for start, stop in self._day(day)[0]:
                if stop > instant:
                    yield max(start, instant), stop

    def _backwards(self, instant: int) -> Iterator[tuple[int, int]]:
        """The working time up to an instant, latest first."""
        last = self.offsets.day(instant) + 1
        for day in range(last, last - _FURTHEST, -1):
            for start, stop in reversed(self._day(day)[0]):
                if start < instant:
                    yield start, min(stop, instant)

    def _endless(self) -> UsageError:
        return UsageError(f"The calendar {self.name} has not so much working time. Give it hours: [calendars].")


class RoundTheClock(Calendar):
    """Every second is working time."""

    def __init__(self, name: str, offsets: Offsets) -> None:
        super().__init__(name, offsets, (((0, DAY),),) * 7, {})

    def seconds(self, begin: int, end: int) -> int:
        """Seconds from one instant to another."""
        return end - begin

    def after(self, instant: int, seconds: int) -> int:
        """The instant so many seconds later."""
        return instant + seconds


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, those that touch as one."""
    held: tuple[int, int] | None = None
    for begin, end in spans:
        if held is None:
            held = begin, end
        elif begin <= held[1]:
            held = held[0], max(held[1], end)
        else:
            yield held
            held = begin, end
    if held is not None:
        yield held
