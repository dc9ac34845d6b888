"""Carrying out a command on the chosen items: what it did is said, what refuses it is shown with what would help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from opsflow.domain.errors import Conflict, OpsflowError, Refused
from opsflow.domain.value import Value
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.tui.about import About
from opsflow.tui.doing.saying import told
from opsflow.tui.prompts import refusing
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

T = TypeVar("T")
Verb = Callable[[Session, Any, WriteOptions], Outcome]
Change = Callable[[Session, str, Any, WriteOptions], Outcome]
"""A command that is given what a person wrote."""


class Manner(Value):
    """How a command is carried out.

    What only `adds` takes nothing from what someone else wrote meanwhile. With `follows` the focus goes where the item
    goes. With `keeps_marks` it is a step on the way to what the marked items are chosen for. With `reasoned` the answer
    to a question is the reason of the command.
    """

    reason: str | None = None
    adds: bool = False
    follows: bool = True
    keeps_marks: bool = False
    reasoned: bool = False


PLAIN = Manner()
ADDS = Manner(adds=True)
STAYS = Manner(follows=False)
NOTHING = About()
"""What a command is about that is about no item on the board."""


async def write(
    app: BoardApp,
    verb: Verb,
    about: About | None = None,
    manner: Manner = PLAIN,
    on_stale: Callable[[], Awaitable[None]] | None = None,
) -> Outcome | None:
    """Carry out a command, and answer with what it did, or `None` when nothing was done.

    `about` holds the items as they were when the command was begun, if that was earlier. `on_stale` begins anew when
    someone else was quicker.
    """
    held = begun = app.about() if about is None else about
    options = WriteOptions(reason=manner.reason, expect=() if manner.adds else held.seen)
    try:
        while True:
            try:
                outcome = await _carry_out(app, verb, held.ids, options)
            except Refused as error:
                again = await _resolve(app, error if held is begun else _still_refused(error), held, options)
                if again is None:
                    break
                held, options = again
            else:
                _after(app, outcome, manner)
                return outcome
    except Conflict as error:
        await _tell_conflict(app, error, held)
        if on_stale is not None:
            await on_stale()
        return None
    except OpsflowError as error:
        app.say(error.message, "bad")
    app.reading.soon()
    return None


async def ask_and_write(
    app: BoardApp,
    question: Question,
    change: Change,
    about: About,
    manner: Manner = PLAIN,
    more: Callable[[str], Awaitable[Change | None]] | None = None,
) -> Outcome | None:
    """Ask, and carry out a command with the answer. What the command would not take is said while it is written.

    `more` asks on where an answer needs it, and gives the command that is carried out then; `None` leaves it. When
    someone else was quicker, both versions are shown and the words are there to be sent again.
    """
    text = await ask(app, tried(question, change, about, manner.reasoned))
    wanted = change if text is None or more is None else await more(text)
    if text is None or wanted is None:
        return None

    async def again() -> None:
        anew = question.replace(value=text, is_replaced=False)
        await ask_and_write(app, anew, change, await as_it_is(app, about), manner, more)

    return await write(
        app,
        lambda session, ids, options: wanted(session, text, ids, options),
        about,
        manner.replace(reason=text or None) if manner.reasoned else manner,
        again,
    )


def tried(question: Question, change: Change, about: About, reasoned: bool = False) -> Question:
    """The question, with its answer tried on the items before it is taken."""

    def trial(session: Session, text: str) -> object:
        return change(session, text, about.ids, WriteOptions(dry_run=True, reason=text if reasoned else None))

    return question.replace(trial=trial)


async def _carry_out(app: BoardApp, verb: Verb, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
    return await app.feed.ask(lambda session: verb(session, ids, options))


def _after(app: BoardApp, outcome: Outcome, manner: Manner) -> None:
    app.say(*told(outcome))
    if outcome.command is not None:
        app.did.add(outcome.command)
        if not manner.keeps_marks:
            app.model.marks.clear()
        if not manner.follows:
            app.model.focus_id = None
    app.reading.soon()


async def _tell_conflict(app: BoardApp, error: Conflict, about: About) -> None:
    """Show both versions: the one on the screen and the one in the store."""
    from opsflow.tui.prompts.comparing import compare

    app.say(error.message, "bad")
    await compare(app, error, about.shown)
    await app.reading.now()


async def _resolve(
    app: BoardApp, error: Refused, about: About, options: WriteOptions
) -> tuple[About, WriteOptions] | None:
    """What the command is to be repeated with, after what was chosen has been done; `None` to leave it."""
    from opsflow.tui.doing import helping

    if not error.findings:
        app.say(error.message, "bad")
        return None
    offered = {offer.key: offer for offer in await helping.offers(app, error.findings, about)}
    key = await refusing.choose(app, error, list(offered.values()))
    if key == refusing.OVERRIDE:
        reason = await ask(app, Question("Why does the rule not hold here?", hint="Kept in history with the override."))
        return (about, options.replace(force=True, reason=reason)) if reason else None
    if key and await offered[key].run(app):
        held = await as_it_is(app, about)
        return held, options.replace(expect=held.seen if options.expect else ())
    if not key:
        app.say(error.message, "warn")
    return None


def _still_refused(error: Refused) -> Refused:
    """The same after something was done about it, which is kept."""
    message = error.message.replace("Nothing was changed.", "What was done about it here is kept.")
    return Refused(message, error.findings)


async def as_it_is(app: BoardApp, about: About) -> About:
    """The items as they are now, as far as they are there."""

    def read(session: Session) -> About:
        with session.store.reader() as reader:
            return About(tuple(reader.items(about.ids).values()))

    return await app.feed.ask(read)


async def read(app: BoardApp, question: Callable[[Session], T]) -> T | None:
    """What the store answers, or `None` after saying why it does not."""
    try:
        return await app.feed.ask(question)
    except OpsflowError as error:
        app.say(error.message, "bad")
        return None
