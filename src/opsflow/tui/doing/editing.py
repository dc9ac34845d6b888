"""Making items and changing what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.text import visible
from opsflow.services import flow, items, sentences
from opsflow.tui.doing.writing import write
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

_FORM = "Words make the title; due:fri +tag owner:me type:incident impact:high dep:3 say the rest."


async def add(app: BoardApp) -> None:
    """Add an item in the sentence form."""
    text = await ask(app, Question("Add:", hint=_FORM, kind="sentence", check=app.check_sentence))
    if text is None:
        return
    outcome = await write(
        app, lambda session, _ids, options: items.add(session, sentences.draft(session, text), options), chosen=()
    )
    if outcome is not None and outcome.items:
        app.focus_item(outcome.items[0])


async def edit(app: BoardApp) -> None:
    """Change title and fields in the sentence form; what is not named stays."""
    await _edit(app, None)


async def _edit(app: BoardApp, written: str | None) -> None:
    """Ask for the sentence, with what was written before when someone else was quicker."""
    item, seen, shown = app.only_item(), app.chosen(), app.items_seen()
    title = (
        f"Edit {item.id}:"
        if item is not None
        else "Edit the marked item:"
        if len(seen) == 1
        else f"Edit the {len(seen)} marked items:"
    )
    value = visible(item.title) if item is not None else ""
    hint = "Change the title, and add due:fri, owner:bob, +tag, -tag ...; a field without a value is cleared."
    text = await ask(app, Question(title, written or value, hint, "sentence", app.check_sentence))
    if text is None:
        return

    def change(session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        said = sentences.read_change(session, text, value)
        return items.edit(session, ids, dict(said.values), said.tags, said.tags_removed, options)

    await write(app, change, chosen=seen, shown=shown, on_stale=lambda: _edit(app, text))


async def owner(app: BoardApp) -> None:
    """Give an owner, or take the owner away."""
    item, seen, shown = app.only_item(), app.chosen(), app.items_seen()
    held = (item.owner or "") if item is not None else ""
    hint = "A name; me is you; empty takes the owner away."
    name = await ask(app, Question("Owner:", held, hint, "owners", may_be_empty=True, is_replaced=True))
    if name is None:
        return

    def change(session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return flow.assign(session, ids, name or None, options)

    await write(app, change, chosen=seen, shown=shown, on_stale=lambda: owner(app))


async def tags(app: BoardApp) -> None:
    """Put tags on and take tags off."""
    text = await ask(app, Question("Tags:", hint="cert +lb puts on, -vendor takes off.", kind="tags"))
    if text is not None:
        added = [word.removeprefix("+") for word in text.split() if not word.startswith("-")]
        removed = [word[1:] for word in text.split() if word.startswith("-")]
        await write(app, lambda session, ids, options: items.tag(session, ids, added, removed, options))


async def note(app: BoardApp) -> None:
    """Write a note."""
    text = await ask(app, Question("Note:"))
    if text is not None:
        await write(app, lambda session, ids, options: items.note(session, ids, text, options))


def copy_id(app: BoardApp) -> None:
    """Copy the ids of the chosen items."""
    ids = ",".join([str(item_id) for item_id, _ in app.chosen()])
    app.copy_to_clipboard(ids)
    app.say(f"copied {ids}")
