"""The mouse on the board: a click focuses, two open, with ctrl it marks, the other button asks what can be done.

A drag moves a card, with all marked ones when it is one of them, to another column, another lane or both; the wheel
scrolls.
"""

from __future__ import annotations

from typing import Any

from textual import events
from textual.message import Message

from opsflow.services.work.placing import Lane
from opsflow.tui.about import About
from opsflow.tui.board.view import BoardView
from opsflow.tui.model import Model

_WHEEL_CARDS = 2
Place = tuple[int, int]
"""Lane and column."""


class Dragging(BoardView):
    """The board under a mouse. What is done with the cards is told by messages."""

    class Picked(Message):
        """A card was clicked; `is_twice` when it was a double click."""

        def __init__(self, is_twice: bool) -> None:
            super().__init__()
            self.is_twice = is_twice

    class Asked(Message):
        """The other button was pressed on a card."""

    class Dropped(Message):
        """Cards were dragged away: to a state, into a lane, or both; `None` where nothing is to change."""

        def __init__(self, about: About, state: str | None, lane: Lane | None) -> None:
            super().__init__()
            self.about, self.state, self.lane = about, state, lane

    class Scrolled(Message):
        """A cell was scrolled, so that other items may be in sight."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._held = About()
        self._from: tuple[Any, str] | None = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a card, mark it, or ask about it."""
        found = self.model.item_at(event.x, event.y)
        if event.button not in (1, 3) or found is None:
            self._take_column(event)
            return
        self.model.put_focus(*found)
        item = self.model.item
        if event.button == 3:
            self.post_message(self.Asked())
        elif event.ctrl:
            self.model.toggle_mark()
            self.post_message(self.Picked(False))
        elif item is not None:
            self._held = About(self.model.chosen() if item.id in self.model.marks else (item,))
            self._from = self.model.key(*found[:2])
            self.capture_mouse()
            self.post_message(self.Picked(False))
        self.show()

    def _take_column(self, event: events.MouseDown) -> None:
        """A click on a heading, or below the cards, takes the focus to the column."""
        column, band = self.model.layout().column_at(event.x), self.model.layout().band_at(event.y)
        if column is not None and event.button == 1:
            self.model.put_focus(band.lane if band else self.model.lane, column, 0)
            self.show()
            self.post_message(self.Picked(False))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Carry the cards."""
        if not self._held.items:
            return
        place = self._place(event)
        is_away = place is not None and self.model.key(*place) != self._from
        if is_away or self.dragged:
            self.dragged = frozenset(self._held.ids)
        self.drop = place if is_away else None
        self.show()

    def _place(self, event: events.MouseEvent) -> Place | None:
        """The cell under the pointer; over the headings of columns, that of the lane one comes from."""
        arranged = self.model.layout()
        column, band = arranged.column_at(event.x), arranged.band_at(event.y)
        if column is None or column >= len(self.model.columns):
            return None
        if band is not None:
            return band.lane, column
        lane = self.model.lane_of(self._from[0]) if self._from is not None else None
        return None if lane is None else (lane, column)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go: over another cell the cards move there."""
        held, start = self._held, self._from
        place = self._place(event) if self.drop is not None else None
        target = self.model.key(*place) if place is not None else None
        self._held, self._from, self.dragged, self.drop = About(), None, frozenset(), None
        self.release_mouse()
        self.show()
        if held.items and start is not None and target is not None:
            lane = Lane(self.model.lanes, target[0]) if target[0] != start[0] else None
            self.post_message(self.Dropped(held, target[1] if target[1] != start[1] else None, lane))

    def on_click(self, event: events.Click) -> None:
        """Two clicks open the card."""
        if event.chain == 2 and event.button == 1 and self.model.item_at(event.x, event.y) is not None:
            self.post_message(self.Picked(True))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The column under the pointer scrolls on."""
        self._scroll(event, _WHEEL_CARDS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The column under the pointer scrolls back."""
        self._scroll(event, -_WHEEL_CARDS)

    def _scroll(self, event: events.MouseEvent, cards: int) -> None:
        arranged = self.model.layout()
        column, band = arranged.column_at(event.x), arranged.band_at(event.y)
        if column is not None and band is not None:
            self.model.scroll(column, band.lane, cards)
            self.show()
            self.post_message(self.Scrolled())
        event.stop()
