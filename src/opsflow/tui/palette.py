"""The command palette, from the registry of actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from opsflow.tui.actions import Action, shown

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp


class ActionsProvider(Provider):
    """Offers every action by its name and by what it does."""

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for held in self._board.actions.actions:
            yield DiscoveryHit(_name(held), partial(self._board.action_do, held.name), help=held.about)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for held in self._board.actions.actions:
            score = matcher.match(f"{held.label} {held.about}")
            if score > 0:
                yield Hit(score, _name(held), partial(self._board.action_do, held.name), help=held.about)

    @property
    def _board(self) -> BoardApp:
        return self.app  # type: ignore[return-value]


def _name(held: Action) -> str:
    return f"{held.label}  ({shown(held.keys)})"
