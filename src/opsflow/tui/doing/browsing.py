"""Addresses in what is written about an item: opened by the desktop where there is one, copied where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.addresses import addresses
from opsflow.services.looking import queries
from opsflow.system.opener import open_address
from opsflow.tui.doing.writing import read
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp


async def browse(app: BoardApp) -> None:
    """Open the address that the item in focus names; of several, the one that is chosen."""
    item = app.item_in_focus()
    detail = await read(app, lambda session: queries.show(session, item.id)) if item is not None else None
    if detail is None:
        return
    found = addresses(_texts(detail))
    if not found:
        app.say(f"{detail.item.id} names no address: not in title, notes, criteria or fields.", "warn")
    elif len(found) == 1:
        _open(app, found[0])
    else:
        await _choose(app, detail.item.id, found)


def _texts(detail: queries.Detail) -> list[str]:
    """What is written about an item, the latest note first."""
    criteria = [text for held in detail.criteria for text in (held.text, held.evidence or "", held.reason or "")]
    notes = [note.text for note in reversed(detail.notes)]
    return [detail.item.title, *detail.custom.values(), *criteria, *notes, detail.item.blocked_reason or ""]


async def _choose(app: BoardApp, item_id: int, found: list[str]) -> None:
    rows = [Row(((address, "blue"),), number=place) for place, address in enumerate(found)]
    answers = [Answer("enter", "open"), Answer("y", "copy")]
    picked = await show(app, f"Addresses of {item_id}", rows, answers)
    if picked is None or picked.row is None or picked.row.number is None:
        return
    address = found[picked.row.number]
    if picked.key == "y":
        _copy(app, address)
    else:
        _open(app, address)


def _open(app: BoardApp, address: str) -> None:
    if open_address(address):
        app.say(f"opened {address}", "good")
    else:
        _copy(app, address, "There is no desktop here: ")


def _copy(app: BoardApp, address: str, why: str = "") -> None:
    app.copy_to_clipboard(address)
    app.say(f"{why}copied {address}")
