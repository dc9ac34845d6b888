"""What an action is about: the item in focus, on the board or in the pane, or all that are marked."""

from __future__ import annotations

from collections.abc import Sequence
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

    def chosen(self) -> tuple[tuple[int, int], ...]:
        """The items that an action is about, with the versions that were seen."""
        item = self.pane.item if self.pane.lines.has_focus else None
        return ((item.id, item.version),) if item is not None else self.model.chosen()

    def about(self) -> About:
        """What an action is about, to be held fast while something is asked."""
        return About(self.chosen(), self.items_seen())

    def only_item(self) -> Item | None:
        """The item in focus, when an action is about it and nothing else."""
        item = self.item_in_focus()
        return item if item is not None and [held for held, _ in self.chosen()] == [item.id] else None

    def items_seen(self) -> dict[int, Item]:
        """The chosen items as they are on the screen now, as far as they are."""
        return self.items_of([item_id for item_id, _ in self.chosen()])

    def items_of(self, wanted: Sequence[int]) -> dict[int, Item]:
        """These items as they are on the screen now, as far as they are."""
        ids = set(wanted)
        seen = {item.id: item for cell in self.model.board.cells.values() for item in cell.items if item.id in ids}
        return {**seen, **({self.pane.item.id: self.pane.item} if self.pane.item and self.pane.item.id in ids else {})}
