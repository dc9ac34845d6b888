"""Change control on the board: approving and rejecting, and putting work on hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services.records import approving
from opsflow.services.work import marks
from opsflow.tui.doing.writing import Manner, write
from opsflow.tui.prompts.asking import Question, ask
from opsflow.tui.prompts.choosing import choose

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp


async def approve(app: BoardApp) -> None:
    """Approve the chosen changes in one's own name."""
    await write(app, approving.approve)


async def reject(app: BoardApp) -> None:
    """Reject the chosen changes, for a reason."""
    about = app.about()
    reason = await ask(app, Question("Reject: why?", hint="It cannot be started until you approve it."))
    if reason is not None:
        await write(app, approving.reject, about, Manner(reason=reason))


async def hold(app: BoardApp) -> None:
    """Put the chosen items on hold for one of the reasons; or take them off when all of them are."""
    about = app.about()
    if about.shown and all(item.held_at is not None for item in about.shown.values()):
        await write(app, marks.resume, about)
        return
    reason = await choose(app, "On hold: who or what does it wait for?", app.site.settings.hold_reasons)
    if reason is None:
        return
    text = await ask(
        app, Question(f"Waiting for the {reason}: what more?", hint="Empty for nothing.", may_be_empty=True)
    )
    if text is None:
        return

    def put_on_hold(session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return marks.hold(session, ids, reason, text, options)

    await write(app, put_on_hold, about)
