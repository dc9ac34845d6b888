"""The one registry of what can be done on the board. Keys, the command palette and the help all read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from opsflow.domain.errors import ConfigError
from opsflow.domain.nearest import no_such
from opsflow.domain.value import Value

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

    Run = Callable[[BoardApp], Awaitable[None] | None]

MOVING, ACTING, WRITING, FINDING, LOOKING = "Going about", "Work", "Writing", "Finding", "Looking"
CRITERIA, FIELDS, RELATIONS = "In the definition of done", "In the fields", "Among the relations"
"""Groups of actions whose keys count on a sheet."""


class Action(Value):
    """Something a person can do: its keys (Textual's names), what to call it, and what carries it out.

    `needs_item` is for what is about the item in focus or the marked ones; `writes` for what changes the store. `place`
    names the sheet in which the keys count, nothing the board itself; from anywhere else the action opens the sheet.
    `verbs` are what the shell calls it, where that is another word; the palette finds it by them too.
    """

    name: str
    keys: tuple[str, ...]
    label: str
    about: str
    group: str
    run: Run
    needs_item: bool = False
    writes: bool = False
    place: str = ""
    verbs: tuple[str, ...] = ()


class Registry:
    """All actions by name, with the keys in force."""

    def __init__(self, actions: tuple[Action, ...], keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Raises `ConfigError` when `keys` names an action that is not there."""
        changed = keys or {}
        names = [held.name for held in actions]
        for name in changed:
            if name not in names:
                raise ConfigError(f"board.keys: {no_such('action', name, names)}")
        taken = {(held.place, key) for held in actions for key in changed.get(held.name, ())}
        self.actions = tuple([held.replace(keys=_keys(held, changed, taken)) for held in actions])
        self._by_name = {held.name: held for held in self.actions}

    def __getitem__(self, name: str) -> Action:
        return self._by_name[name]

    def key(self, name: str) -> str:
        """The first key of an action, as a person reads it."""
        return shown(self[name].keys[:1])

    def bindings(self) -> list[BindingType]:
        """A binding for each action, named as the action is, so that keys can be given anew."""
        return [
            Binding(",".join(held.keys), f"do('{held.name}')", held.label, show=False, id=held.name)
            for held in self.at("")
        ]

    def at(self, place: str) -> list[Action]:
        """The actions whose keys count in a place."""
        return [held for held in self.actions if held.place == place]

    def groups(self) -> dict[str, list[Action]]:
        """The actions under the headings of the help."""
        found: dict[str, list[Action]] = {}
        for held in self.actions:
            found.setdefault(held.group, []).append(held)
        return found


def _keys(held: Action, changed: Mapping[str, tuple[str, ...]], taken: set[tuple[str, str]]) -> tuple[str, ...]:
    """The keys of an action: those given, else its own without any that was given to another in the same place."""
    if held.name in changed:
        return changed[held.name]
    return tuple([key for key in held.keys if (held.place, key) not in taken])


_SHOWN = {
    "left": "←", "right": "→", "up": "↑", "down": "↓", "slash": "/", "question_mark": "?", "space": "space",
    "exclamation_mark": "!", "full_stop": ".", "ampersand": "&", "circumflex_accent": "^", "equals_sign": "=",
    "colon": ":", "escape": "esc",
    "shift+left": "shift+←", "shift+right": "shift+→", "pageup": "PgUp", "pagedown": "PgDn",
    "ctrl+up": "ctrl+↑", "ctrl+down": "ctrl+↓", "shift+up": "shift+↑", "shift+down": "shift+↓", "delete": "del",
    "left_curly_bracket": "{", "right_curly_bracket": "}",
}  # fmt: skip


def shown(keys: tuple[str, ...]) -> str:
    """Keys as a person reads them."""
    return " ".join([_SHOWN.get(key, key.upper() if len(key) > 1 and key[0] == "f" else key) for key in keys])
