"""Where columns, lanes and cards stand on a screen of a given size. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from opsflow.domain.value import Value

LEAST_COLUMN = 25
GAP = 1
HEADING = 2
"""Rows of the headings above the cards."""


class Band(Value):
    """One lane in sight: its index, the row of its heading (`None` without one), of its first card, and its height."""

    lane: int
    heading: int | None
    top: int
    rows: int


class Layout(Value):
    """The columns in sight with their places, the lanes in sight, and the height of a card."""

    first: int
    places: tuple[tuple[int, int], ...]
    bands: tuple[Band, ...]
    card: int

    @property
    def last(self) -> int:
        """The last column in sight."""
        return self.first + len(self.places) - 1

    def band(self, lane: int) -> Band | None:
        """The band of a lane, when it is in sight."""
        return next((band for band in self.bands if band.lane == lane), None)

    def fits(self, lane: int) -> int:
        """How many whole cards a cell of the lane shows; a row stays free to say how many more there are.

        Cards of several rows have one free below them, which serves for that.
        """
        band = self.band(lane)
        return max((band.rows - (band.heading is None and self.card == 1)) // self.card, 1) if band else 1

    def column_at(self, x: int) -> int | None:
        """The column at a place across, or `None` between columns."""
        for index, (left, cells) in enumerate(self.places):
            if left <= x < left + cells:
                return self.first + index
        return None

    def band_at(self, y: int) -> Band | None:
        """The lane at a row, its heading not included."""
        return next((band for band in self.bands if band.top <= y < band.top + band.rows), None)


def columns_in_sight(width: int, count: int) -> int:
    """How many columns fit without any of them being narrower than `LEAST_COLUMN`."""
    return max(min((width + GAP) // (LEAST_COLUMN + GAP), count), 1)


def places(width: int, count: int) -> tuple[tuple[int, int], ...]:
    """Left edges and widths of so many columns; what is left over goes to the first ones."""
    size, rest = divmod(width - GAP * (count - 1), max(count, 1))
    found, left = [], 0
    for index in range(count):
        cells = max(size + (index < rest), 1)
        found.append((left, cells))
        left += cells + GAP
    return tuple(found)


def bands(height: int, card: int, tallest: Sequence[int], first: int, has_lanes: bool) -> tuple[Band, ...]:
    """The lanes from `first` on. `tallest` is the number of cards in the fullest cell of each lane."""
    room = max(height - HEADING, 1)
    if not has_lanes:
        return (Band(0, None, HEADING, room),)
    most = max(room // 2 // card, 1)
    found: list[Band] = []
    row = HEADING
    for lane in range(first, len(tallest)):
        rows = min(max(min(tallest[lane], most), 1) * card + (tallest[lane] > most), height - row - 1)
        if rows < (1 if not found else card):
            break
        found.append(Band(lane, row, row + 1, rows))
        row += rows + 1
    return tuple(found)
