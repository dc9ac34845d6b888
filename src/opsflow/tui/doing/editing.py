"""Making items and changing what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.text import visible
from opsflow.services.outcome import WriteOptions
from opsflow.services.work import copying, flow, items, sentences
from opsflow.services.work.placing import Lane
from opsflow.tui.doing.writing import ADDS, NOTHING, ask_and_write, write
from opsflow.tui.prompts.asking import FIELD, Question, ask

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

_FORM = "Words make the title; due:fri +tag owner:me type:incident impact:high dep:3 say the rest."


async def add(app: BoardApp) -> None:
    """Add an item in the sentence form, into the column and the lane in focus unless it says otherwise."""
    model = app.model
    state = model.columns[model.column].state.name if model.columns else ""
    lane = Lane(model.lanes, model.board.lanes[model.lane]) if model.lanes and model.board.lanes else None
    place = {name: value for name, value in (lane.values if lane else {}).items() if value}
    if model.column and state:
        place["state"] = state
    words = f" ({' '.join([f'{name}:{value}' for name, value in place.items()])})" if place else ""

    def make(session: Session, text: str, options: WriteOptions) -> Outcome:
        return items.add(session, sentences.draft(session, text, place), options)

    def trial(session: Session, text: str) -> object:
        return make(session, text, WriteOptions(dry_run=True))

    question = Question(f"Add{words}:", hint=_FORM, kind="sentence", check=app.check_sentence, trial=trial)
    text = await ask(app, question)
    if text is None:
        return
    outcome = await write(app, lambda session, _ids, options: make(session, text, options), NOTHING)
    if outcome is not None and outcome.items:
        app.reading.go_to(outcome.items[0])


async def edit(app: BoardApp) -> None:
    """Change title and fields in the sentence form; what is not named stays."""
    item, about = app.only_item(), app.about()
    title = (
        f"Edit {item.id}:"
        if item is not None
        else "Edit the marked item:"
        if len(about.seen) == 1
        else f"Edit the {len(about.seen)} marked items:"
    )
    value = visible(item.title) if item is not None else ""
    hint = "Change the title, and add due:fri, owner:bob, +tag, -tag ...; a field without a value is cleared."

    def change(session: Session, text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        said = sentences.read_change(session, text, value)
        return items.edit(session, ids, dict(said.values), said.tags, said.tags_removed, options)

    await ask_and_write(app, Question(title, value, hint, "sentence", app.check_sentence), change, about)


async def owner(app: BoardApp) -> None:
    """Give an owner, or take the owner away."""
    item, about = app.only_item(), app.about()
    held = (item.owner or "") if item is not None else ""
    hint = "A name; me is you; empty takes the owner away."

    def change(session: Session, text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return flow.assign(session, ids, text or None, options)

    question = Question(
        f"Owner of {about.name}:", held, hint, f"{FIELD}owner", may_be_empty=True, is_replaced=True
    )  # fmt: skip
    await ask_and_write(app, question, change, about)


async def own(app: BoardApp) -> None:
    """Be the owner."""
    await write(app, lambda session, ids, options: flow.assign(session, ids, "me", options))


async def tags(app: BoardApp) -> None:
    """Put tags on and take tags off."""
    about = app.about()

    def change(session: Session, text: str, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        added = [word.removeprefix("+") for word in text.split() if not word.startswith("-")]
        removed = [word[1:] for word in text.split() if word.startswith("-")]
        return items.tag(session, ids, added, removed, options)

    question = Question(f"Tags of {about.name}:", hint="cert +lb puts on, -vendor takes off.", kind="tags")
    await ask_and_write(app, question, change, about, ADDS)


async def note(app: BoardApp) -> None:
    """Write a note, of as many lines as it takes."""
    from opsflow.tui.prompts.paper import compose

    about = app.about()
    text = await compose(app, f"Note on {about.name}:")
    if text is not None:
        await write(app, lambda session, ids, options: items.note(session, ids, text, options), about, ADDS)


async def make_copy(app: BoardApp) -> None:
    """Make a second item like the one in focus, and go there."""
    item = app.only_item()
    if item is None:
        app.say("A copy is made of one item at a time.", "warn")
        return
    outcome = await write(app, lambda session, _ids, options: copying.copy(session, item.id, options), NOTHING)
    if outcome is not None and outcome.items:
        app.reading.go_to(outcome.items[0])


def copy_id(app: BoardApp) -> None:
    """Copy the ids of the chosen items."""
    ids = ",".join(map(str, app.about().ids))
    app.copy_to_clipboard(ids)
    app.say(f"copied {ids}")
