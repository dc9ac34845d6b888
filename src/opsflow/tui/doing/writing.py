"""Carrying out a command on the chosen items: what it did is said, what refuses it is shown with what would help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from opsflow.domain.errors import Conflict, OpsflowError, Refused
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.tui.about import About
from opsflow.tui.doing import helping
from opsflow.tui.doing.saying import told
from opsflow.tui.prompts import refusing
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.tui.about import Chosen
    from opsflow.tui.app import BoardApp

T = TypeVar("T")
Verb = Callable[[Session, Any, WriteOptions], Outcome]
Change = Callable[[Session, str, Any, WriteOptions], Outcome]
"""A command that is given what a person wrote."""


async def write(
    app: BoardApp,
    verb: Verb,
    *,
    chosen: Chosen | None = None,
    shown: Mapping[int, Item] | None = None,
    reason: str | None = None,
    about: About | None = None,
    adds: bool = False,
    follows: bool = True,
    keeps_marks: bool = False,
    on_stale: Callable[[], Awaitable[None]] | None = None,
) -> Outcome | None:
    """Carry out a command, and answer with what it did, or `None` when nothing was done.

    `about`, or `chosen` and `shown`, are the items as they were when the command was begun, if that was earlier. What
    only `adds` takes nothing from what someone else wrote meanwhile. With `follows` the focus goes where the item goes.
    With `keeps_marks` it is a step on the way to what the marked items are chosen for. `on_stale` begins anew when
    someone else was quicker.
    """
    if about is not None:
        chosen, shown = about.seen, about.shown
    seen = app.chosen() if chosen is None else chosen
    as_shown = app.items_seen() if shown is None else shown
    options = WriteOptions(reason=reason, expect=() if adds else seen)
    while True:
        try:
            outcome = await _carry_out(app, verb, tuple([item_id for item_id, _ in seen]), options)
        except Refused as error:
            changed = await _resolve(app, error, () if adds else seen, options)
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
            _after(app, outcome, follows, keeps_marks)
            return outcome


async def ask_and_write(
    app: BoardApp,
    question: Question,
    change: Change,
    about: About,
    *,
    adds: bool = False,
    follows: bool = True,
    reasoned: bool = False,
) -> Outcome | None:
    """Ask, and carry out a command with the answer. What the command would not take is said while it is written.

    When someone else was quicker, both versions are shown and the words are there to be sent again. With `reasoned` the
    answer is the reason of the command.
    """
    text = await ask(app, tried(question, change, about, reasoned))
    if text is None:
        return None

    async def again() -> None:
        seen = await versions(app, about.seen)
        more = question.replace(value=text, is_replaced=False)
        await ask_and_write(
            app, more, change, About(seen, app.items_of(about.ids)), adds=adds, follows=follows, reasoned=reasoned
        )

    return await write(
        app,
        lambda session, ids, options: change(session, text, ids, options),
        about=about,
        adds=adds,
        follows=follows,
        reason=text if reasoned else None,
        on_stale=again,
    )


def tried(question: Question, change: Change, about: About, reasoned: bool = False) -> Question:
    """The question, with its answer tried on the items before it is taken."""

    def trial(session: Session, text: str) -> object:
        return change(session, text, about.ids, WriteOptions(dry_run=True, reason=text if reasoned else None))

    return question.replace(trial=trial)


async def _carry_out(app: BoardApp, verb: Verb, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
    return await app.feed.ask(lambda session: verb(session, ids, options))


def _tell(app: BoardApp, error: OpsflowError) -> None:
    app.say(error.message, "bad")


def _after(app: BoardApp, outcome: Outcome, follows: bool, keeps_marks: bool) -> None:
    if outcome.command is not None:
        if not keeps_marks:
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
    offered = {offer.key: offer for offer in await helping.offers(app, error.findings)}
    key = await refusing.choose(app, error, list(offered.values()))
    if key == refusing.OVERRIDE:
        reason = await ask(app, Question("Why does the rule not hold here?", hint="Kept in history with the override."))
        return options.replace(force=True, reason=reason) if reason else None
    if key and await offered[key].run(app):
        return options.replace(expect=await versions(app, seen))
    if not key:
        app.say(error.message, "warn")
    return None


async def versions(app: BoardApp, seen: Chosen) -> Chosen:
    """The items with the versions that they are at now, as far as they are there."""
    ids = [item_id for item_id, _ in seen]

    def read(session: Session) -> Chosen:
        with session.store.reader() as reader:
            return tuple([(item.id, item.version) for item in reader.items(ids).values()])

    return await app.feed.ask(read)


async def read(app: BoardApp, question: Callable[[Session], T]) -> T | None:
    """What the store answers, or `None` after saying why it does not."""
    try:
        return await app.feed.ask(question)
    except OpsflowError as error:
        _tell(app, error)
        return None
