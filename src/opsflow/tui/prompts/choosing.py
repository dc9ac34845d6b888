"""One of a few words, chosen by its number, by typing its beginning, with the arrows or with the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opsflow.domain.settings import CustomField
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.asking import FIELD, Question, ask
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

_DIGITS = "123456789"


async def choose(app: BoardApp, title: str, choices: Sequence[str]) -> str | None:
    """The word that was chosen, or `None` when none was."""
    rows = [
        Row(((f"{_DIGITS[place]} " if place < len(_DIGITS) else "  ", "dim"), (word, "")), number=place)
        for place, word in enumerate(choices)
    ]
    digits = [Answer(digit, "") for digit in _DIGITS[: len(choices)]]
    picked = await show(app, title, rows, [Answer("enter", "take it"), *digits], words=choices)
    if picked is None:
        return None
    if picked.key in _DIGITS:
        return choices[_DIGITS.index(picked.key)]
    return choices[picked.row.number] if picked.row is not None and picked.row.number is not None else None


async def answers(app: BoardApp, names: Sequence[str], about: str) -> dict[str, str] | None:
    """A value for each field, asked one after another; `None` when one was left open."""
    values: dict[str, str] = {}
    for name in names:
        field = app.site.settings.field(name) or CustomField(name)
        if field.kind == "choice":
            answer = await choose(app, f"{field.help or name} ({name} of {about})", field.choices)
        else:
            answer = await ask(app, Question(f"{name} of {about}:", hint=field.help, kind=f"{FIELD}{name}"))
        if answer is None:
            return None
        values[name] = answer
    return values
