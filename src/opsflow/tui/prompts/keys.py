"""The keys that a prompt or a sheet hears, in one line; a click on one is as good as pressing it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text

from opsflow.domain.text import visible
from opsflow.domain.value import Value

APART = "   "


class Key(Value):
    """What is written of a key, what it does, and the action of the screen that does it."""

    shown: str
    label: str
    action: str


def keys_line(keys: Iterable[Key], before: str = "") -> Text:
    """The keys one after another, behind a few words."""
    line = Text(visible(before))
    for key in keys:
        line.append(APART if line.plain else "")
        line.append(f"{key.shown} {visible(key.label)}".rstrip(), Style(meta={"@click": key.action}))
    return line
