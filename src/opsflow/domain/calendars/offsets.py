"""What a zone's clocks show, as a list of the instants at which they change. No zone database is read here.

A calendar carries the changes of its zone with it, so that working time is the same on every machine and needs nothing
but a search in a list.
"""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DAY = 86400


class Offsets:
    """`instants` are the changes, ascending; `seconds[i]` is how far local time is ahead of UTC before change i.

    `seconds` holds one more than `instants`: the last is for all time after the last change.
    """

    __slots__ = ("instants", "name", "seconds")

    def __init__(self, name: str, instants: Sequence[int], seconds: Sequence[int]) -> None:
        self.name = name
        self.instants = instants
        self.seconds = seconds

    def at(self, instant: int) -> int:
        """Seconds that local time is ahead of UTC."""
        return self.seconds[bisect_right(self.instants, instant)]

    def day(self, instant: int) -> int:
        """The local date of an instant, in days since 1970-01-01."""
        return (instant + self.at(instant)) // DAY

    def pieces(self, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The time from `begin` to `end`, cut where the clocks change: begin, end and offset of each piece."""
        place = bisect_right(self.instants, begin)
        while begin < end:
            until = min(self.instants[place], end) if place < len(self.instants) else end
            yield begin, until, self.seconds[place]
            begin, place = until, place + 1


UTC_OFFSETS = Offsets("UTC", (), (0,))
