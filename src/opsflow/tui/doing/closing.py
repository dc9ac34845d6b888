"""Ending records: resolving with what their types ask for, and closing a change with its code and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services.records import change_closing, resolving
from opsflow.services.records.resolving import Ended
from opsflow.tui.doing.writing import STAYS, write
from opsflow.tui.prompts.asking import Question, ask
from opsflow.tui.prompts.choosing import answers

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.about import About
    from opsflow.tui.app import BoardApp

_CODE = "closing-code"


async def resolve(app: BoardApp) -> None:
    """Say how the chosen items ended, write a note, and finish them. A change alone is closed with its code."""
    item = app.only_item()
    if item is not None and item.type == "change":
        await close_change(app)
        return
    about = app.about()
    ended = await how_it_ended(app, about)
    if ended is not None:
        await write(app, lambda session, ids, options: resolving.end(session, ids, ended, options), about, STAYS)


async def how_it_ended(app: BoardApp, about: About) -> Ended | None:
    """What the types of some items ask for at their end, and a note; `None` when a question was left."""
    asked = await app.feed.ask(lambda session: resolving.asked_to_finish(session, about.ids))
    values = await answers(app, [field.name for field in asked], about.name)
    note = None if values is None else await ask(app, _note("What was done?"))
    return None if values is None or note is None else Ended(values, note)


def _note(title: str) -> Question:
    return Question(title, hint="Kept as a note; empty for none.", may_be_empty=True)


async def close_change(app: BoardApp) -> None:
    """Close the change in focus with its code, and make items of what follows from it."""
    item, about = app.only_item(), app.about()
    if item is None:
        app.say("A change is closed one at a time.", "warn")
        return
    await app.feed.ask(lambda session: change_closing.refuse_first(session, item))
    values = await answers(app, [_CODE], str(item.id))
    if values is None:
        return
    note = await ask(app, _note("What did its review find?"))
    follow_ups = None if note is None else await _follow_ups(app)
    if note is None or follow_ups is None:
        app.say(f"{item.id} was not closed: its code was not kept.", "warn")
        return

    def close(session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return change_closing.close(session, ids[0], values[_CODE], follow_ups, note, options)

    await write(app, close, about, STAYS)


async def _follow_ups(app: BoardApp) -> list[str] | None:
    """Titles of items that follow, one after another until an empty one; `None` when it was left."""
    titles: list[str] = []
    while True:
        said = f"So far: {'; '.join(titles)}. " if titles else ""
        hint = f"{said}Each becomes an item, linked to this one; empty for no more."
        title = await ask(app, Question("What follows from it?", hint=hint, may_be_empty=True))
        if title is None:
            return None
        if not title:
            return titles
        titles.append(title)
