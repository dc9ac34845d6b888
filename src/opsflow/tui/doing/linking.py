"""Dependencies: adding by id or by picking, and taking them away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.ids import parse_ids
from opsflow.services import dependencies
from opsflow.tui.doing.writing import write
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp


async def depend(app: BoardApp) -> None:
    """Say what the item in focus waits for. With other items marked, it waits for those."""
    item = app.item_in_focus()
    if item is None:
        return
    marked = ",".join([str(item_id) for item_id in app.model.marks if item_id != item.id])
    hint = "Ids such as 3,5 to wait for; -3 takes a dependency away. Mark items first to pick them."
    text = await ask(app, Question(f"{item.id} waits for:", marked, hint, "ids", _check))
    if text is None:
        return

    def change(session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        if text.startswith("-"):
            return dependencies.remove(session, ids, parse_ids(text[1:]), options)
        return dependencies.add(session, ids, parse_ids(text.replace(" ", "")), options)

    await write(app, change, chosen=((item.id, item.version),))


def _check(text: str) -> object:
    return parse_ids(text.removeprefix("-").replace(" ", "")) if text.strip() else None
