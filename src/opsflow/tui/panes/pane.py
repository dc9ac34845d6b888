"""The pane beside the board: one item whole. On a narrow screen it takes the place of the board."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from opsflow.domain.items import Item
from opsflow.tui.panes.lines import Lines
from opsflow.tui.panes.telling import Told

SIDE_BY_SIDE = 120
"""Columns from which on the pane leaves the board its place."""


class Pane(Vertical):
    """Shows an item that it is given. Following a link goes on to another one, and back again."""

    DEFAULT_CSS = """
    Pane { display: none; width: 45%; min-width: 48; border-left: tall $panel; background: $surface; }
    Pane.open { display: block; }
    Pane.alone { width: 1fr; border-left: none; }
    """

    class Wanted(Message):
        """An item is to be shown."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    def __init__(self) -> None:
        super().__init__(id="pane")
        self.lines = Lines()
        self.item: Item | None = None
        self._way: list[int] = []

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self.lines

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("open")

    @property
    def item_id(self) -> int | None:
        """The id of the item it shows."""
        return self._way[-1] if self._way else None

    @property
    def follows_focus(self) -> bool:
        """Whether it shows what has the focus on the board, and not something that was walked to."""
        return self.is_open and not self.lines.has_focus

    def open_for(self, item_id: int, takes_focus: bool) -> None:
        """Show an item."""
        self._way = [item_id]
        self.set_class(True, "open")
        if takes_focus:
            self.lines.focus()
        self.post_message(self.Wanted(item_id))

    def go_to(self, item_id: int) -> None:
        """Follow a link."""
        self._way.append(item_id)
        self.post_message(self.Wanted(item_id))

    def go_back(self) -> bool:
        """To the item before, if there is one."""
        if len(self._way) < 2:
            return False
        self._way.pop()
        self.post_message(self.Wanted(self._way[-1]))
        return True

    def close(self) -> None:
        """Leave the screen to the board."""
        self.set_class(False, "open")
        self._way, self.item = [], None

    def put(self, told: Told) -> None:
        """Show what was read, if it is still what is wanted."""
        if told.item.id == self.item_id:
            is_same = self.item is not None and self.item.id == told.item.id
            self.item = told.item
            self.lines.put(told.rows, keep=is_same)

    def on_lines_entered(self, message: Lines.Entered) -> None:
        """Two clicks on a line follow it."""
        message.stop()
        self.lines.follow()

    def on_lines_followed(self, message: Lines.Followed) -> None:
        """Walk along a dependency or a link."""
        message.stop()
        if message.target is not None:
            self.go_to(message.target)
