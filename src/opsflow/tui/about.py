"""What an action is about: the chosen items with the versions that were seen, held fast while something is asked."""

from __future__ import annotations

from collections.abc import Mapping

from opsflow.domain.items import Item
from opsflow.domain.value import Value

Chosen = tuple[tuple[int, int], ...]
"""Ids with the versions that were seen."""


class About(Value):
    """The chosen items, and as much of them as is on the screen."""

    seen: Chosen
    shown: Mapping[int, Item]

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple([item_id for item_id, _ in self.seen])

    @property
    def name(self) -> str:
        """How a question names them."""
        return str(self.ids[0]) if len(self.seen) == 1 else f"{len(self.seen)} items"
