"""The definition of done: ticking, waiving, adding, rewording criteria, without leaving the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.services import criteria, queries
from opsflow.services.facts import closing, progress
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.tui.panes.lines import Row
from opsflow.tui.panes.telling import MARKS
from opsflow.tui.prompts.asking import Question, ask
from opsflow.tui.prompts.sheet import Answer, Picked, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.tui.app import BoardApp

_ANSWERS = (
    Answer("space", "tick"),
    Answer("e", "tick with evidence"),
    Answer("w", "waive"),
    Answer("a", "add"),
    Answer("r", "reword"),
    Answer("delete", "remove", "del"),
)


async def criteria_of_item(app: BoardApp) -> None:
    """Go through the criteria of the item in focus."""
    item = app.item_in_focus()
    if item is not None:
        await go_through(app, item.id)


async def go_through(app: BoardApp, item_id: int) -> None:
    """Show the criteria of an item, and again after each change, until the sheet is closed."""
    cursor = 0
    while True:
        try:
            detail, rows = await app.feed.ask(lambda session: _rows(session, item_id))
        except OpsflowError as error:
            app.say(error.message, "bad")
            return
        title = f"Definition of done of {item_id}  {progress(detail.item)}"
        answers = () if app.site.opening.is_read_only else _ANSWERS
        picked = await show(app, title, rows, answers, cursor)
        if picked is None:
            return
        cursor = rows.index(picked.row) if picked.row in rows else 0
        await _do(app, detail, picked)
        app.read_soon()


def _rows(session: Session, item_id: int) -> tuple[queries.Detail, list[Row]]:
    detail = queries.show(session, item_id)
    rows = []
    for held in detail.criteria:
        said = closing(held, session)
        text = f"{held.text}  ({said})" if said else held.text
        mark, style = MARKS[held.state]
        rows.append(Row(((f"{held.number:>2} ", "dim"), (f"{mark} ", style), (text, "")), number=held.number))
    return detail, rows or [Row((("None yet: press a to add one.", "dim"),))]


async def _do(app: BoardApp, detail: queries.Detail, picked: Picked) -> None:
    item_id, number = detail.item.id, picked.row.number if picked.row else None
    held = next((criterion for criterion in detail.criteria if criterion.number == number), None)
    if picked.key == "a":
        text = await ask(app, Question("What must be true at the end?", hint="One verifiable sentence."))
        if text is not None:
            await _write(app, lambda session: criteria.add(session, item_id, [text]))
    elif held is None:
        return
    elif picked.key == "space":
        verb = criteria.check if held.state == "open" else criteria.uncheck
        await _write(app, lambda session: verb(session, item_id, [held.number]))
    elif picked.key == "delete":
        await _write(app, lambda session: criteria.remove(session, item_id, [held.number]))
    else:
        await _with_text(app, item_id, held.number, held.text, picked.key)


async def _with_text(app: BoardApp, item_id: int, number: int, words: str, key: str) -> None:
    if key == "e":
        text = await ask(app, Question("What shows that it is met?", hint=words))
        if text is not None:
            await _write(app, lambda session: criteria.check(session, item_id, [number], evidence=text))
    elif key == "w":
        reason = await ask(app, Question("Why is it not needed?", hint=words))
        if reason is not None:
            options = WriteOptions(reason=reason)
            await _write(app, lambda session: criteria.waive(session, item_id, [number], options))
    else:
        text = await ask(app, Question("The new words:", value=words))
        if text is not None:
            await _write(app, lambda session: criteria.edit(session, item_id, number, text))


async def _write(app: BoardApp, question: Callable[[Session], Outcome]) -> None:
    try:
        outcome = await app.feed.ask(question)
    except OpsflowError as error:
        app.say(error.message, "bad")
    else:
        app.say("  ".join([*outcome.lines, *outcome.notes]), "good")
