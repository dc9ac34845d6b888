"""Where columns, lanes and cards stand on a screen of a given size. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from opsflow.domain.value import Value

LEAST_COLUMN = 25
EMPTY_COLUMN = 14
"""Cells across that a column has at least, and one that holds nothing, where there is no room for all of them."""
GAP = 1
HEADING = 2
"""Rows of the headings above the cards."""


class Band(Value):
    """One lane in sight: its index, the row of its heading (`None` without one), of its first card, and its height.

    A lane that has nothing to show is its heading alone.
    """

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
        if band is None or (band.heading is not None and not band.rows):
            return 1 if band is None else 0
        return max((band.rows - (band.heading is None and self.card == 1)) // self.card, 1)

    def column_at(self, x: int) -> int | None:
        """The column at a place across, or `None` between columns."""
        for index, (left, cells) in enumerate(self.places):
            if left <= x < left + cells:
                return self.first + index
        return None

    def band_at(self, y: int) -> Band | None:
        """The lane at a row; its heading is a part of it where it is nothing else."""
        return next((b for b in self.bands if b.top <= y < b.top + b.rows or (not b.rows and y == b.heading)), None)


def columns_in_sight(width: int, empty: Sequence[bool], first: int) -> int:
    """How many columns from `first` on fit, none of them narrower than it may be; `empty` tells which hold nothing."""
    room, shown = width + GAP, 0
    for is_empty in empty[first:]:
        room -= (EMPTY_COLUMN if is_empty else LEAST_COLUMN) + GAP
        if room < 0:
            break
        shown += 1
    return max(shown, 1)


def last_first(width: int, empty: Sequence[bool]) -> int:
    """The first column in sight when the last one is the last in sight."""
    return next((at for at in range(len(empty)) if columns_in_sight(width, empty, at) >= len(empty) - at), 0)


def places(width: int, empty: Sequence[bool], first: int) -> tuple[tuple[int, int], ...]:
    """Left edges and widths of the columns in sight; what is left over goes to the first of them.

    Where there is room for all of them, all are of one width; otherwise those that hold nothing give way.
    """
    shown = columns_in_sight(width, empty, first)
    seen = empty[first : first + shown]
    is_tight = (width + GAP) // (LEAST_COLUMN + GAP) < len(empty) and not all(seen)
    narrow = sum(seen) if is_tight else 0
    room = width - GAP * (shown - 1) - narrow * EMPTY_COLUMN
    size, rest = divmod(room, max(shown - narrow, 1))
    found, left, wide = [], 0, 0
    for is_empty in seen or (False,):
        cells = EMPTY_COLUMN if is_tight and is_empty else max(size + (wide < rest), 1)
        wide += not (is_tight and is_empty)
        found.append((left, cells))
        left += cells + GAP
    return tuple(found)


def bands(height: int, card: int, tallest: Sequence[int], first: int, has_lanes: bool) -> tuple[Band, ...]:
    """The lanes from `first` on. `tallest` is the number of cards in the fullest cell in sight of each lane."""
    room = max(height - HEADING, 1)
    if not has_lanes:
        return (Band(0, None, HEADING, room),)
    most = max(room // 2 // card, 1)
    found: list[Band] = []
    row = HEADING
    for lane in range(first, len(tallest)):
        wanted = min(tallest[lane], most) * card + (tallest[lane] > most)
        rows = min(wanted, height - row - 1)
        if rows < (1 if not found else card) and (wanted or rows < 0):
            break
        found.append(Band(lane, row, row + 1, max(rows, 0)))
        row += rows + 1
    return tuple(found)
