"""What an action is about: the item in focus, on the board or in the pane, or all that are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.tui.about import About

if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.tui.model import Model
    from opsflow.tui.panes.pane import Pane


class InFocus:
    """The half of the application that knows what is chosen."""

    model: Model
    pane: Pane

    def item_in_focus(self) -> Item | None:
        """The item that an action is about when it is about one."""
        return self.pane.item if self.pane.lines.has_focus else self.model.item

    def about(self) -> About:
        """What an action is about, to be held fast while something is asked."""
        item = self.pane.item if self.pane.lines.has_focus else None
        return About((item,) if item is not None else self.model.chosen())

    def only_item(self) -> Item | None:
        """The item in focus, when an action is about it and nothing else."""
        item = self.item_in_focus()
        return item if item is not None and self.about().ids == (item.id,) else None
