"""Moving work through the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services import flow, undoing
from opsflow.tui.doing.writing import write
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from opsflow.tui.app import BoardApp


async def start(app: BoardApp) -> None:
    """Begin work."""
    await write(app, flow.start)


async def done(app: BoardApp) -> None:
    """Finish."""
    await write(app, flow.done, follows=False)


async def cancel(app: BoardApp) -> None:
    """Cancel, for a reason."""
    reason = await ask(app, Question("Cancel: why?", hint="The reason is kept in history."))
    if reason is not None:
        await write(app, lambda session, ids, options: flow.cancel(session, ids, options), reason=reason, follows=False)


async def reopen(app: BoardApp) -> None:
    """Bring back what was done or cancelled."""
    await write(app, flow.reopen)


async def block(app: BoardApp) -> None:
    """Mark as blocked, for a reason; or take the mark off."""
    seen = app.items_seen().values()
    if seen and all(item.is_blocked for item in seen):
        await write(app, flow.unblock)
        return
    reason = await ask(app, Question("Blocked: by what?", hint="It stays in its column, and the time counts."))
    if reason is not None:
        await write(app, lambda session, ids, options: flow.block(session, ids, reason, options))


def move_by(columns: int) -> Callable[[BoardApp], Awaitable[None]]:
    """To the column beside the one in focus."""

    async def run(app: BoardApp) -> None:
        target = app.model.column + columns
        if 0 <= target < len(app.model.columns):
            await move_to(app, app.model.columns[target].state.name)
        else:
            app.say("There is no column on that side.", "warn")

    return run


async def move(app: BoardApp) -> None:
    """To a column by its number or name."""
    names = [column.state.name for column in app.model.columns]
    hint = "  ".join([f"{number} {name}" for number, name in enumerate(names, 1)])
    word = await ask(app, Question("Move to which column?", hint=hint, kind="states"))
    if word is not None:
        place = int(word) - 1 if word.isascii() and word.isdigit() else -1
        await move_to(app, names[place] if 0 <= place < len(names) else word)


async def move_to(app: BoardApp, state: str, chosen: tuple[tuple[int, int], ...] | None = None) -> None:
    """To a state by name; an unknown one is answered by the service."""
    await write(app, lambda session, ids, options: flow.move(session, ids, state, options), chosen=chosen)


async def undo(app: BoardApp) -> None:
    """Take back the last command."""
    await write(app, lambda session, _ids, options: undoing.undo(session, None, options), chosen=())


async def redo(app: BoardApp) -> None:
    """Put back what the last undo took."""
    await write(app, lambda session, _ids, options: undoing.redo(session, None, options), chosen=())
