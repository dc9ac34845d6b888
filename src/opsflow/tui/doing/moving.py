"""Moving work through the columns and the lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services.records import resolving
from opsflow.services.work import cancelling, flow, marks
from opsflow.services.work.placing import Lane, place
from opsflow.tui.doing import closing
from opsflow.tui.doing.writing import NOTHING, STAYS, Change, Manner, ask_and_write, read, write
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.asking import Question
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.about import About
    from opsflow.tui.app import BoardApp


async def start(app: BoardApp) -> None:
    """Begin work."""
    await write(app, flow.start)


async def done(app: BoardApp) -> None:
    """Finish; what is resolved by a code is asked for it."""
    about = app.about()
    if not await read(app, lambda session: resolving.lacks_code(session, about.ids)):
        await write(app, flow.done, about, STAYS)
    elif (ended := await closing.how_it_ended(app, about)) is not None:
        await write(app, lambda session, ids, options: resolving.end(session, ids, ended, options), about, STAYS)


async def claim(app: BoardApp) -> None:
    """Take the top of what is next, as one's own, and begin it; the filter in force narrows it."""
    where = app.model.where
    outcome = await write(app, lambda session, _ids, options: flow.claim(session, where, options), NOTHING)
    if outcome is not None and outcome.items:
        app.reading.go_to(outcome.items[0])


async def cancel(app: BoardApp) -> None:
    """Cancel, for a reason; what becomes of items that wait for them is asked."""
    about = app.about()
    choice = await _dependents(app, about)
    if choice is None:
        return

    def change(session: Session, _text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return flow.cancel(session, ids, options, choice)

    hint = "Kept in history; enter alone gives no reason."
    question = Question(f"Cancel {about.name}: why?", hint=hint, may_be_empty=True)
    await ask_and_write(app, question, change, about, Manner(follows=False, reasoned=True))


async def _dependents(app: BoardApp, about: About) -> str | None:
    """What becomes of items that wait for these; nothing where none does, `None` to leave it."""
    waiting: list[Item] | None = await read(app, lambda session: cancelling.waiting(session, about.ids))
    if not waiting:
        return None if waiting is None else ""
    rows = [
        Row(((f"{item.id} ", "blue"), (f"{item.state}, {item.owner or 'no owner'}  ", "dim"), (item.title, "")))
        for item in waiting
    ]
    answers = [
        Answer("k", "they keep waiting", name="keep"),
        Answer("d", "drop the dependency", name="drop"),
        Answer("i", "inherit what it waits for", name="inherit"),
    ]
    picked = await show(app, f"{len(waiting)} wait for {about.name}. What becomes of them?", rows, answers)
    return picked.key if picked is not None else None


async def reopen(app: BoardApp) -> None:
    """Bring back what was done or cancelled."""
    await write(app, flow.reopen)


async def block(app: BoardApp) -> None:
    """Mark as blocked, for a reason; or take the mark off when all of them carry it."""
    about = app.about()
    if about.shown and all(item.is_blocked for item in about.shown.values()):
        await write(app, marks.unblock, about)
        return

    def change(session: Session, text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return marks.block(session, ids, text, options)

    question = Question(f"What blocks {about.name}?", hint="It stays in its column, and the time counts.")
    await ask_and_write(app, question, change, about)


async def unblock(app: BoardApp) -> None:
    """Take the blocked mark off, of those that carry it."""
    await write(app, marks.unblock)


def move_by(columns: int) -> Callable[[BoardApp], Awaitable[None]]:
    """To the column beside the one in focus."""

    async def run(app: BoardApp) -> None:
        target = app.model.column + columns
        if 0 <= target < len(app.model.columns):
            await put(app, app.model.columns[target].state.name, None, app.about())
        else:
            app.say("There is no column on that side.", "warn")

    return run


def change_lane(lanes: int) -> Callable[[BoardApp], Awaitable[None]]:
    """To the lane above or below, which changes what the lane stands for."""

    async def run(app: BoardApp) -> None:
        model = app.model
        target = model.lane + lanes
        if not model.lanes:
            app.say(f"There are no lanes: {app.actions.key('lanes')} makes some.", "warn")
        elif 0 <= target < len(model.board.lanes):
            await put(app, None, Lane(model.lanes, model.board.lanes[target]), app.about())
        else:
            app.say("There is no lane on that side.", "warn")

    return run


async def move(app: BoardApp) -> None:
    """To a column by its number or name."""
    about, names = app.about(), [column.state.name for column in app.model.columns]
    hint = "  ".join([f"{number} {name}" for number, name in enumerate(names, 1)])
    digits = tuple([str(number) for number in range(1, len(names) + 1)]) if len(names) < 10 else ()

    def change(session: Session, text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return flow.move(session, ids, _column_meant(names, text), options)

    async def ending(text: str) -> Change | None:
        state = _column_meant(names, text)
        if not await read(app, lambda session: resolving.lacks_code(session, about.ids, state)):
            return change
        ended = await closing.how_it_ended(app, about)

        def end(session: Session, _text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
            return place(session, ids, state, None, options, ended)

        return None if ended is None else end

    question = Question(f"Move {about.name} to which column?", hint=hint, kind="states", at_once=digits)
    await ask_and_write(app, question, change, about, more=ending)


def _column_meant(names: Sequence[str], text: str) -> str:
    """The column of that number, or the one whose name alone begins so; else the words as they are."""
    number = int(text) - 1 if text.isascii() and text.isdigit() else -1
    if 0 <= number < len(names):
        return names[number]
    begun = [name for name in names if name.lower().startswith(text.lower())]
    return begun[0] if len(begun) == 1 else text


async def put(app: BoardApp, state: str | None, lane: Lane | None, about: About) -> None:
    """Into a column, a lane, or both at once; what is resolved by a code is asked for it at its end."""
    ended, ends = None, {held.state.name for held in app.model.columns if held.state.category == "done"}
    if state in ends and await read(app, lambda session: resolving.lacks_code(session, about.ids, state)):
        ended = await closing.how_it_ended(app, about)
        if ended is None:
            return
    await write(app, lambda session, ids, options: place(session, ids, state, lane, options, ended), about)
