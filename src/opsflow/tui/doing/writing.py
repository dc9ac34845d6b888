"""Carrying out a command on the chosen items: what it did is said, what refuses it is shown with what would help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from opsflow.domain.errors import Conflict, OpsflowError, Refused
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.tui.doing import helping
from opsflow.tui.doing.saying import told
from opsflow.tui.prompts import refusing
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.tui.app import BoardApp

Verb = Callable[[Session, Any, WriteOptions], Outcome]
Chosen = tuple[tuple[int, int], ...]
"""Ids with the versions that were seen."""


async def write(
    app: BoardApp,
    verb: Verb,
    *,
    chosen: Chosen | None = None,
    shown: Mapping[int, Item] | None = None,
    reason: str | None = None,
    follows: bool = True,
    on_stale: Callable[[], Awaitable[None]] | None = None,
) -> Outcome | None:
    """Carry out a command, and answer with what it did, or `None` when nothing was done.

    `chosen` and `shown` are the items as they were when the command was begun, if that was earlier. With `follows` the
    focus goes where the item goes. `on_stale` begins anew when someone else was quicker.
    """
    seen = app.chosen() if chosen is None else chosen
    as_shown = app.items_seen() if shown is None else shown
    options = WriteOptions(reason=reason, expect=seen)
    while True:
        try:
            outcome = await _carry_out(app, verb, seen, options)
        except Refused as error:
            changed = await _resolve(app, error, seen, options)
            if changed is None:
                app.read_soon()
                return None
            options = changed
        except Conflict as error:
            await _tell_conflict(app, error, as_shown)
            if on_stale is not None:
                await on_stale()
            return None
        except OpsflowError as error:
            _tell(app, error)
            app.read_soon()
            return None
        else:
            app.say(*told(outcome))
            _after(app, outcome, follows)
            return outcome


async def _carry_out(app: BoardApp, verb: Verb, seen: Chosen, options: WriteOptions) -> Outcome:
    ids = tuple([item_id for item_id, _ in seen])
    return await app.feed.ask(lambda session: verb(session, ids, options))


def _tell(app: BoardApp, error: OpsflowError) -> None:
    app.say(error.message, "bad")


def _after(app: BoardApp, outcome: Outcome, follows: bool) -> None:
    if outcome.command is not None:
        app.model.marks.clear()
        if not follows:
            app.model.focus_id = None
    app.read_soon()


async def _tell_conflict(app: BoardApp, error: Conflict, shown: Mapping[int, Item]) -> None:
    """Show both versions: the one on the screen and the one in the store."""
    from opsflow.tui.prompts.comparing import compare

    _tell(app, error)
    await compare(app, error, shown)
    await app.read_now()


async def _resolve(app: BoardApp, error: Refused, seen: Chosen, options: WriteOptions) -> WriteOptions | None:
    """What the command is to be repeated with, after what was chosen has been done; `None` to leave it."""
    if not error.findings:
        _tell(app, error)
        return None
    offered = {offer.key: offer for offer in helping.offers(app, error.findings)}
    key = await refusing.choose(app, error, list(offered.values()))
    if key == refusing.OVERRIDE:
        reason = await ask(app, Question("Why does the rule not hold here?", hint="Kept in history with the override."))
        return options.replace(force=True, reason=reason) if reason else None
    if key and await offered[key].run(app):
        return options.replace(expect=await _versions(app, seen))
    if not key:
        app.say(error.message, "warn")
    return None


async def _versions(app: BoardApp, seen: Chosen) -> Chosen:
    ids = [item_id for item_id, _ in seen]

    def read(session: Session) -> Chosen:
        with session.store.reader() as reader:
            return tuple([(item.id, item.version) for item in reader.items(ids).values()])

    return await app.feed.ask(read)
