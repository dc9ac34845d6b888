"""The fields of the chosen items, one line each: a field is changed where it stands, completed and checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opsflow.services.looking import queries
from opsflow.services.work.forms import DIFFERENT, NEVER_EMPTY, OWN, common, fill_in_alike
from opsflow.tui.about import About
from opsflow.tui.doing.writing import ask_and_write, read, write
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.asking import FIELD, Question
from opsflow.tui.prompts.sheet import answers_of, show

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

    Ids = tuple[int, ...]

PLACE = "fields"


async def fields(app: BoardApp) -> None:
    """Show the fields of the chosen items, again after each change."""
    ids, cursor = app.about().ids, 0
    while True:
        found = await read(app, lambda session: _forms(session, ids))
        if found is None:
            return
        about, details, values = found
        names = list(values)
        rows = [
            Row(((f"{name:<20} ", "dim"), (value or "-", "" if value else "dim")), number=place)
            for place, (name, value) in enumerate(values.items())
        ]
        title = f"Fields of {about.name}"
        answers = [] if app.site.opening.is_read_only else answers_of(app.actions.at(PLACE))
        picked = await show(app, title, rows, answers, cursor)
        if picked is None or picked.row is None or picked.row.number is None:
            return
        cursor = picked.row.number
        await _fill(app, about, details, picked.key, names[cursor], values[names[cursor]])
        await app.reading.now()


async def _fill(
    app: BoardApp, about: About, details: Sequence[queries.Detail], key: str, name: str, value: str
) -> None:
    def change(session: Session, text: str, _ids: Ids, options: WriteOptions) -> Outcome:
        return fill_in_alike(session, details, {name: text}, options)

    if key == "field-clear":
        await write(app, lambda session, ids, options: change(session, "", ids, options), about)
        return
    held = "" if value == DIFFERENT else value
    hint = "" if name in NEVER_EMPTY else "Empty clears it."
    question = Question(
        f"{name} of {about.name}:", held, hint, f"{FIELD}{name}", may_be_empty=True, is_replaced=name not in OWN
    )
    await ask_and_write(app, question, change, about)


def _forms(session: Session, ids: Ids) -> tuple[About, list[queries.Detail], dict[str, str]]:
    """The items, and each field with what all of them say."""
    details = [queries.show(session, item_id) for item_id in ids]
    about = About(tuple([detail.item for detail in details]))
    return about, details, common(session, details)
