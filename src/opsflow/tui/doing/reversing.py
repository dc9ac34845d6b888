"""Taking back and putting back: what comes next is named, and what this board did not do is asked about first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.time.instants import format_date
from opsflow.services.history import undoing
from opsflow.tui.doing.writing import NOTHING, read, write
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.services.history.undoing import Coming
    from opsflow.services.outcome import Outcome
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp


async def undo(app: BoardApp) -> None:
    """Take back the last command."""
    coming = await read(app, undoing.coming)
    if coming is None or await _is_meant(app, coming, "undo", "take it back"):
        number = coming.command.id if coming is not None else None
        outcome = await write(app, lambda session, _ids, options: undoing.undo(session, number, options), NOTHING)
        await _show(app, outcome, await read(app, undoing.coming), "undo")


async def redo(app: BoardApp) -> None:
    """Put back what the last undo took."""
    coming = await read(app, _to_redo)
    if coming is None or await _is_meant(app, coming, "redo", "put it back"):
        number = coming.command.id if coming is not None else None
        outcome = await write(app, lambda session, _ids, options: undoing.redo(session, number, options), NOTHING)
        await _show(app, outcome, await read(app, _to_redo), "redo")


def _to_redo(session: Session) -> Coming | None:
    return undoing.coming(session, is_redo=True)


async def _is_meant(app: BoardApp, coming: Coming, name: str, label: str) -> bool:
    """Whether it was done on this board, or is meant all the same: asked on the same key."""
    command = coming.command
    if command.id in app.did:
        return True
    when = format_date(command.recorded_at, app.site.zone)
    rows = [
        Row(((f"{command.id} ", "blue"), (coming.words, ""))),
        Row(((f"by {command.actor} from the {command.origin}, {when}", "dim"),)),
    ]
    held = app.actions[name]
    keys = held.keys or ("enter",)
    answers = [Answer(keys[0], label, app.actions.key(name), also=("enter", *keys[1:]))]
    return await show(app, f"{held.label}: this was not done on this board", rows, answers) is not None


async def _show(app: BoardApp, outcome: Outcome | None, coming: Coming | None, name: str) -> None:
    """Name what the same key takes next, and go where it happened when that is one item that is still there."""
    if outcome is None:
        return
    if coming is not None and outcome.command is not None:
        app.tell_progress(f"{app.said}  Next on {app.actions.key(name)}: {coming.words}", "good")
    ids = outcome.items
    if len(ids) == 1 and await read(app, lambda session: _is_there(session, ids[0])):
        app.reading.go_to(ids[0], opens=False)


def _is_there(session: Session, item_id: int) -> bool:
    with session.store.reader() as reader:
        return reader.item(item_id) is not None
