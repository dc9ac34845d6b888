"""What an action is about: the chosen items as they were seen, held fast while something is asked."""

from __future__ import annotations

from opsflow.domain.items import Item
from opsflow.domain.text import cut, visible
from opsflow.domain.value import Value

_TITLE_CELLS = 40


class About(Value):
    """The chosen items, as they were when they were chosen."""

    items: tuple[Item, ...] = ()

    @property
    def seen(self) -> tuple[tuple[int, int], ...]:
        """Their ids with the versions that were seen."""
        return tuple([(item.id, item.version) for item in self.items])

    @property
    def shown(self) -> dict[int, Item]:
        """The items by their ids."""
        return {item.id: item for item in self.items}

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple([item.id for item in self.items])

    @property
    def name(self) -> str:
        """How a question names them."""
        if len(self.items) != 1:
            return f"{len(self.items)} items"
        (item,) = self.items
        return f"{item.id} {cut(visible(item.title), _TITLE_CELLS)}"
