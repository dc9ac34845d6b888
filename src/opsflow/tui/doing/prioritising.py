"""Why an item has its priority: the table in force, with the place of the item in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.rules.priority import name_of
from opsflow.services.records import priorities
from opsflow.services.work import items
from opsflow.tui.doing.writing import write
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.choosing import choose
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.items import Item
    from opsflow.domain.rules.priority import Matrix
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

_FIELDS = {"i": "impact", "u": "urgency"}


async def explain(app: BoardApp) -> None:
    """Show how impact and urgency make the priority of the item in focus, and offer to change either."""
    item, about = app.only_item(), app.about()
    if item is None:
        app.say("A priority is explained for one item at a time.", "warn")
        return
    matrix = app.site.settings.matrix
    said = await app.feed.ask(lambda session: priorities.explained(session, item))
    answers = [] if app.site.opening.is_read_only else [Answer(key, f"change {name}") for key, name in _FIELDS.items()]
    picked = await show(app, f"Priority of {item.id} {item.title}", _rows(item, matrix, said), answers)
    if picked is None:
        return
    name = _FIELDS[picked.key]
    level = await choose(app, f"{name} of {item.id}", matrix.impacts if name == "impact" else matrix.urgencies)
    if level is None:
        return

    def change(session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        return items.edit(session, ids, {name: level}, options=options)

    await write(app, change, about)


def _rows(item: Item, matrix: Matrix, said: Sequence[str]) -> list[Row]:
    rows = [Row(((said[0], "bold"),)), Row(())]
    head = [("impact \\ urgency", "dim"), *[(f"{level:>10}", "dim") for level in matrix.urgencies]]
    rows.append(Row(tuple(head)))
    for impact in matrix.impacts:
        cells = [
            (f"{_cell(matrix, impact, urgency, item):>10}", "red" if _is_here(item, impact, urgency) else "")
            for urgency in matrix.urgencies
        ]
        rows.append(Row(((f"{impact:<16}", "dim"), *cells)))
    for line in said[1:]:
        rows += [Row(()), Row(((line, "yellow"),))]
    return rows


def _is_here(item: Item, impact: str, urgency: str) -> bool:
    return (impact, urgency) == (item.impact, item.urgency)


def _cell(matrix: Matrix, impact: str, urgency: str, item: Item) -> str:
    name = name_of(matrix.priority(impact, urgency))
    return f"[{name}]" if _is_here(item, impact, urgency) else name
