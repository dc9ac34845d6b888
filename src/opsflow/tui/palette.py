"""The command palette, from the registry of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from opsflow.tui.actions import MOVING, Action, shown
from opsflow.tui.prompts.sheet import Sheet

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp


class ActionsProvider(Provider):
    """Offers every action by its name and by what it does."""

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for name, about, _, run in self._offered():
            yield DiscoveryHit(name, run, help=about)

    async def search(self, query: str) -> Hits:
        """What matches by its name, by what it does, or by what the shell calls it; a verb as it is comes first."""
        matcher = self.matcher(query)
        for name, about, verbs, run in self._offered():
            score = max([matcher.match(text) for text in (f"{name} {about}", *verbs)])
            if score > 0:
                yield Hit(score, name, run, help=about)

    def _offered(self) -> Iterator[tuple[str, str, tuple[str, ...], Callable[[], None]]]:
        """Names, what they do, the shell's words for it, and what does it: on a sheet its answers, on the board every
        action, steps last.
        """
        if isinstance(self.screen, Sheet):
            for place, answer in enumerate(self.screen.answers):
                yield (
                    f"{answer.label or answer.name}  ({answer.shown or answer.key})",
                    "",
                    (),
                    partial(self.screen.action_answer, place),
                )
        elif not self.screen.is_modal:
            for held in sorted(self._board.actions.actions, key=lambda held: held.group == MOVING):
                yield _name(held), held.about, held.verbs, partial(self._board.action_do, held.name)

    @property
    def _board(self) -> BoardApp:
        return self.app  # type: ignore[return-value]


def _name(held: Action) -> str:
    return f"{held.label}  ({shown(held.keys)})"
