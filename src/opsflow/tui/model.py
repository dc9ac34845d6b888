"""What the board shows and where the focus is. It is told what was read and what was pressed, and knows no widget.

The focus follows the id of an item: when data change it goes where the item went, and the item keeps its row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsflow.domain.items import Item
from opsflow.services.looking.overview import NOTHING, Ask, Board, Cell, Column
from opsflow.tui import layout
from opsflow.tui.cards import COMPACT, DENSITIES, FULL, HEIGHTS
from opsflow.tui.layout import Layout

Key = tuple[Any, str]
TALL = 36
"""Rows from which on the cards are shown in full, unless someone chose otherwise."""


class Model:
    """The state of the board. `where` is the filter in force, parsed."""

    def __init__(self) -> None:
        self.board = NOTHING
        self.where: object | None = None
        self.lanes = ""
        self.chosen_density = ""
        self.marks: dict[int, Item] = {}
        """The marked items, as they were seen last."""
        self.width, self.height = 80, 20
        self.lane = self.column = self.index = 0
        self.focus_id: int | None = None
        self.first_lane = self.first_column = 0
        self.tops: dict[Key, int] = {}
        self.seeks_card = False
        """Whether the next board is another one: the focus stays on its item, or else begins at the nearest card."""

    # What there is

    @property
    def density(self) -> str:
        """The density in force: the chosen one, or what suits the height."""
        return self.chosen_density or (FULL if self.height >= TALL else COMPACT)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the workflow."""
        return self.board.columns

    @property
    def item(self) -> Item | None:
        """The item in focus, when there is one and it was read."""
        return self.cell(self.lane, self.column).item(self.index) if self.columns else None

    def key(self, lane: int, column: int) -> Key:
        """The cell's lane value and state name."""
        return self.board.lanes[lane], self.columns[column].state.name

    def cell(self, lane: int, column: int) -> Cell:
        """The cell of a lane and a column; an empty one when nothing is in it."""
        if not (0 <= lane < len(self.board.lanes) and 0 <= column < len(self.columns)):
            return Cell(0)
        return self.board.cells.get(self.key(lane, column), Cell(0))

    def top(self, lane: int, column: int) -> int:
        """The index of the first card that is shown in a cell."""
        return self.tops.get(self.key(lane, column), 0)

    def lane_of(self, value: Any) -> int | None:
        """The index of the lane of a value, when there is one."""
        return self.board.lanes.index(value) if value in self.board.lanes else None

    def item_at(self, x: int, y: int) -> tuple[int, int, int] | None:
        """Lane, column and index of the card at a place, or `None`."""
        arranged = self.layout()
        column, band = arranged.column_at(x), arranged.band_at(y)
        if column is None or band is None:
            return None
        index = self.top(band.lane, column) + (y - band.top) // arranged.card
        return (band.lane, column, index) if 0 <= index < self.cell(band.lane, column).count else None

    def chosen(self) -> tuple[Item, ...]:
        """The items that an action is about: the marked ones, else the one in focus."""
        item = self.item
        return tuple(self.marks.values()) if self.marks else (item,) if item is not None else ()

    def layout(self) -> Layout:
        """Where everything stands now."""
        empty = self._empty()
        first = min(self.first_column, layout.last_first(self.width, empty))
        places = layout.places(self.width, empty, first)
        seen = range(first, first + len(places))
        tallest = [self._tallest(lane, seen) for lane in range(len(self.board.lanes))] if self.lanes else []
        card = HEIGHTS[self.density]
        return Layout(first, places, layout.bands(self.height, card, tallest, self.first_lane, bool(self.lanes)), card)

    def _empty(self) -> list[bool]:
        """Which columns hold nothing; none stands out where all of them do."""
        is_bare = not any(held.count for held in self.columns)
        return [not held.count and not is_bare for held in self.columns]

    def _tallest(self, lane: int, columns: Iterable[int]) -> int:
        """Cards in the fullest of some cells of a lane; what is done does not make a lane high."""
        most = [2 if held.state.category == "done" else 1_000_000 for held in self.columns]
        found = [min(self.cell(lane, column).count, most[column]) for column in columns if column < len(most)]
        return max(found, default=0)

    # What is read

    def ask(self) -> Ask:
        """What has to be read for what is in sight, and a margin around it."""
        fits = max(self.height // HEIGHTS[self.density], 4)
        offsets = {key: max(top - fits, 0) for key, top in self.tops.items()}
        focus = self.focus_id
        if focus is None and self.columns and self.lane < len(self.board.lanes):
            offsets[self.key(self.lane, self.column)] = max(self.index - fits, 0)
        lanes = max(len(self.layout().bands), 6) + 2 if self.lanes else 1
        return Ask(self.where, self.lanes, max(self.first_lane - 1, 0), lanes, tuple(offsets.items()), fits * 4, focus)

    def needs_reading(self) -> bool:
        """Whether something in sight has not been read."""
        arranged = self.layout()
        for band in arranged.bands:
            fits = arranged.fits(band.lane) + 1
            for column in range(arranged.first, arranged.last + 1):
                cell, top = self.cell(band.lane, column), self.top(band.lane, column)
                last = min(top + fits, cell.count) - 1
                if cell.count and (cell.item(top) is None or cell.item(last) is None):
                    return True
        return False

    def take(self, board: Board) -> None:
        """Show what was read, with the focus on the item it was on, and on the same row.

        A column that shows its beginning goes on doing so: what comes on top is what has to be seen.
        """
        before = (self.key(self.lane, self.column), self.index) if self._has_place() else None
        self.board = board
        self.mark_all([item for cell in board.cells.values() for item in cell.items if item.id in self.marks])
        place, seeks_card, self.seeks_card = board.place, self.seeks_card, False
        if place is not None and place.item.id == self.focus_id:
            self.lane, self.column, self.index = place.lane, place.column, place.index
            key = self.key(self.lane, self.column)
            if before is not None and before[0] == key and self.tops.get(key):
                self.tops[key] = max(self.tops[key] + self.index - before[1], 0)
            seeks_card = False
        self._settle()
        if seeks_card:
            self._go_to_nearest()

    def _go_to_nearest(self) -> None:
        """Put the focus on the first card of the nearest column that has any."""
        places = [
            (lane, column)
            for lane in range(len(self.board.lanes))
            for column in range(len(self.columns))
            if self.cell(lane, column).count
        ]
        if places:
            here = self.lane, self.column
            self.put_focus(*min(places, key=lambda place: (abs(place[0] - here[0]), abs(place[1] - here[1]))), 0)

    def _has_place(self) -> bool:
        return self.lane < len(self.board.lanes) and self.column < len(self.columns)

    def _settle(self) -> None:
        """Bring the focus to something that is there, and into sight."""
        self.lane = max(min(self.lane, len(self.board.lanes) - 1), 0)
        self.column = max(min(self.column, len(self.columns) - 1), 0)
        self.index = max(min(self.index, self.cell(self.lane, self.column).count - 1), 0)
        self.bring_into_sight()

    # What is pressed

    def resize(self, width: int, height: int) -> None:
        """The screen is so large now."""
        self.width, self.height = max(width, 10), max(height, 4)
        self.bring_into_sight()

    def put_focus(self, lane: int, column: int, index: int) -> None:
        """Put the focus on a place."""
        self.lane, self.column, self.index = lane, column, index
        self._settle()

    def step(self, rows: int) -> None:
        """Move the focus down by so many cards, and on into the next lane at the end of one."""
        target, count = self.index + rows, self.cell(self.lane, self.column).count
        lane = self.lane + (1 if target >= count else -1)
        if abs(rows) == 1 and not 0 <= target < count and 0 <= lane < len(self.board.lanes):
            last = self.cell(lane, self.column).count - 1
            self.put_focus(lane, self.column, 0 if rows > 0 else max(last, 0))
        else:
            self.put_focus(self.lane, self.column, max(min(target, count - 1), 0))

    def step_lane(self, lanes: int) -> None:
        """Move the focus to the first card of a neighbouring lane."""
        target = max(min(self.lane + lanes, len(self.board.lanes) - 1), 0)
        if target != self.lane:
            self.put_focus(target, self.column, 0)

    def step_column(self, columns: int) -> None:
        """Move the focus to a neighbouring column, to the card on the same row."""
        target = max(min(self.column + columns, len(self.columns) - 1), 0)
        row = self.index - self.top(self.lane, self.column) if self._has_place() else 0
        if self._has_place() and target != self.column:
            self.put_focus(self.lane, target, self.top(self.lane, target) + row)

    def page(self, pages: int) -> None:
        """Move the focus by a screen of cards."""
        self.step(pages * max(self.layout().fits(self.lane), 2))

    def scroll(self, column: int, lane: int, cards: int) -> None:
        """Scroll a cell without moving the focus; when all of it is in sight, the lanes."""
        cell = self.cell(lane, column)
        most = max(cell.count - self.layout().fits(lane), 0)
        if not most and self.lanes:
            self.first_lane = max(min(self.first_lane + (1 if cards > 0 else -1), len(self.board.lanes) - 1), 0)
        elif cell.count:
            self.tops[self.key(lane, column)] = max(min(self.top(lane, column) + cards, most), 0)

    def toggle_mark(self) -> None:
        """Mark the item in focus, or take its mark off."""
        item = self.item
        if item is not None and self.marks.pop(item.id, None) is None:
            self.marks[item.id] = item

    def mark_all(self, items: Iterable[Item]) -> None:
        """Mark these items too."""
        self.marks.update({item.id: item for item in items})

    def next_density(self) -> None:
        """Show more on each card, or little again."""
        self.chosen_density = DENSITIES[(DENSITIES.index(self.density) + 1) % len(DENSITIES)]
        self.bring_into_sight()

    def bring_into_sight(self) -> None:
        """Scroll so that the focus is whole: by half a screen, so that most steps repaint two cards alone."""
        item = self.item
        self.focus_id = item.id if item is not None else None
        if not self.columns:
            return
        self._bring_column_into_sight()
        self._bring_lane_into_sight()
        key = self.key(self.lane, self.column)
        fits, top = self.layout().fits(self.lane), self.tops.get(key, 0)
        if self.index < top:
            top = self.index - fits // 2
        elif self.index >= top + fits:
            top = self.index - (fits - 1) // 2
        self.tops[key] = max(min(top, self.cell(self.lane, self.column).count - fits), 0)

    def _bring_column_into_sight(self) -> None:
        empty = self._empty()
        self.first_column = min(self.first_column, self.column, layout.last_first(self.width, empty))
        while self.first_column + layout.columns_in_sight(self.width, empty, self.first_column) <= self.column:
            self.first_column += 1

    def _bring_lane_into_sight(self) -> None:
        if not self.lanes:
            self.first_lane = 0
            return
        self.first_lane = min(self.first_lane, self.lane)
        while self.first_lane < self.lane and not self._is_whole(self.lane):
            self.first_lane += 1

    def _is_whole(self, lane: int) -> bool:
        arranged = self.layout()
        band = arranged.band(lane)
        seen = range(arranged.first, arranged.last + 1)
        return band is not None and band.rows >= min(self._tallest(lane, seen), 2) * arranged.card
