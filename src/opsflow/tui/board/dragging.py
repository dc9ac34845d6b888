"""The mouse on the board: a click focuses, two open, a drag moves a card to another column, the wheel scrolls."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widget import Widget

from opsflow.tui.model import Model

_WHEEL_CARDS = 2


class Dragging(Widget):
    """What a mouse does to the board; the board itself is told by messages."""

    model: Model

    class Picked(Message):
        """A card was clicked; `is_twice` when it was a double click."""

        def __init__(self, is_twice: bool) -> None:
            super().__init__()
            self.is_twice = is_twice

    class Dropped(Message):
        """A card was dragged to another column."""

        def __init__(self, item_id: int, version: int, state: str) -> None:
            super().__init__()
            self.item_id, self.version, self.state = item_id, version, state

    class Scrolled(Message):
        """A cell was scrolled, so that other items may be in sight."""

    def __init__(self, **named: str) -> None:
        super().__init__(**named)  # type: ignore[arg-type]
        self._held: tuple[int, int, int] | None = None
        self.dragged_id: int | None = None
        self.drop_column: int | None = None

    def show(self) -> None:
        """Draw what differs."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a card."""
        found = self.model.item_at(event.x, event.y)
        if event.button != 1 or found is None:
            self._take_column(event)
            return
        self.model.put_focus(*found)
        item = self.model.item
        self._held = (item.id, item.version, found[1]) if item else None
        self.capture_mouse()
        self.show()
        self.post_message(self.Picked(False))

    def _take_column(self, event: events.MouseDown) -> None:
        """A click on a heading, or below the cards, takes the focus to the column."""
        column, band = self.model.layout().column_at(event.x), self.model.layout().band_at(event.y)
        if column is not None and event.button == 1:
            self.model.put_focus(band.lane if band else self.model.lane, column, 0)
            self.show()
            self.post_message(self.Picked(False))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Carry the card."""
        if self._held is None:
            return
        column = self.model.layout().column_at(event.x)
        is_away = column is not None and column != self._held[2]
        self.dragged_id = self._held[0] if is_away or self.dragged_id else None
        self.drop_column = column if is_away else None
        self.show()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go: over another column the card moves there."""
        held, column = self._held, self.drop_column
        self._held = self.dragged_id = self.drop_column = None
        self.release_mouse()
        self.show()
        if held is not None and column is not None:
            self.post_message(self.Dropped(held[0], held[1], self.model.columns[column].state.name))

    def on_click(self, event: events.Click) -> None:
        """Two clicks open the card."""
        if event.chain == 2 and self.model.item_at(event.x, event.y) is not None:
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
