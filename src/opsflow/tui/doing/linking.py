"""What items have to do with others: dependencies, links, parents, duplicates; by id, or by picking on the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.errors import UsageError
from opsflow.domain.ids import format_ids, parse_ids
from opsflow.domain.items import LINKS
from opsflow.services.work import dependencies, items, links
from opsflow.tui.doing.writing import ADDS, PLAIN, Manner, tried, write
from opsflow.tui.picking import pick
from opsflow.tui.prompts.asking import Question, ask
from opsflow.tui.prompts.choosing import choose

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.about import About
    from opsflow.tui.app import BoardApp
    from opsflow.tui.doing.writing import Change

    Ids = tuple[int, ...]

_PICKS = "Enter with nothing written picks on the board."


async def depend(app: BoardApp) -> None:
    """Say what the chosen items wait for."""
    about = app.about()

    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        if text.startswith("-"):
            return dependencies.remove(session, ids, _ids(text[1:]), options)
        return dependencies.add(session, ids, _ids(text), options)

    hint = f"Ids such as 3,5; -3 takes one away. {_PICKS}"
    await _with_others(app, about, f"{about.name} waits for:", hint, change, many=True)


async def link(app: BoardApp) -> None:
    """Relate the chosen items to another one."""
    about = app.about()
    kind = await choose(app, f"How is {about.name} linked?", LINKS)
    if kind is None:
        return

    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return links.link(session, ids, kind, _id(text), options)

    await _with_others(app, about, f"{about.name} {kind}:", f"The id of the other item. {_PICKS}", change)


async def duplicate(app: BoardApp) -> None:
    """Mark the chosen items as duplicates of another one, on which the work goes on."""
    about = app.about()

    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return links.duplicate(session, ids, _id(text), options)

    hint = f"The id of the item on which the work goes on. {_PICKS}"
    await _with_others(app, about, f"{about.name} is a duplicate of:", hint, change, PLAIN)


async def parent(app: BoardApp) -> None:
    """Make the chosen items parts of another one, or of none."""
    about = app.about()

    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return items.edit(session, ids, {"parent": "" if text == "-" else text}, options=options)

    hint = f"The id of the item it is a part of; - for none. {_PICKS}"
    await _with_others(app, about, f"{about.name} is a part of:", hint, change, PLAIN)


async def _with_others(
    app: BoardApp, about: About, title: str, hint: str, change: Change, manner: Manner = ADDS, many: bool = False
) -> None:
    """Ask for ids, or have them picked, and carry out the change with them."""
    text = await ask(app, tried(Question(title, hint=hint, kind="ids", may_be_empty=True), change, about))
    if text == "":
        text = ",".join(map(str, await pick(app, title, many))) or None
    if text is not None:
        others = text
        await write(app, lambda session, ids, options: change(session, others, ids, options), about, manner)


def _ids(text: str) -> tuple[int, ...]:
    return parse_ids(text.replace(" ", ""))


def _id(text: str) -> int:
    ids = _ids(text)
    if len(ids) != 1:
        raise UsageError(f"One item is meant here, not {format_ids(ids)}.")
    return ids[0]
