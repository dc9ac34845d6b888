"""Looking closer: the pane, the pull order, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.rules.fitting import fits
from opsflow.domain.time.instants import format_date
from opsflow.services.looking import queries
from opsflow.tui.actions import shown
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show
from opsflow.tui.signs import LEGEND

if TYPE_CHECKING:
    from opsflow.tui.actions import Action
    from opsflow.tui.app import BoardApp

_MOST_NEXT = 100
_BETWEEN_LANES = ("lane-before", "lane-behind")
"""Actions that there are no grounds for without lanes."""


def open_item(app: BoardApp) -> None:
    """Open the item in focus beside the board; in the pane, follow the line under the cursor."""
    item = app.model.item
    if app.pane.lines.has_focus:
        app.pane.lines.follow()
    elif item is not None:
        app.open_pane(item.id, takes_focus=True)
    else:
        app.say("No item is in focus.", "warn")


def peek(app: BoardApp) -> None:
    """Show the item in focus beside the board and stay on the board; again closes it."""
    item = app.model.item
    if app.pane.is_open:
        app.close_pane()
    elif item is not None:
        app.open_pane(item.id, takes_focus=False)


async def next_up(app: BoardApp) -> None:
    """What to pull now, in order, and why."""
    where = app.model.where
    positions, startable = await app.feed.ask(lambda session: queries.next_items(session, where, _MOST_NEXT))
    rows = [
        Row(
            (
                (f"{place:>3}  ", "dim"),
                (f"{held.item.id} ", "blue"),
                (f"{held.item.title}  ", "bold" if held.band < 2 else ""),
                (f"{held.item.owner or 'no owner'}, {held.reason}", "red" if held.band < 2 else "dim"),
            ),
            indent=5,
            target=held.item.id,
        )
        for place, held in enumerate(positions, 1)
    ]
    nothing = [Row((("Nothing can start now.", "dim"),))]
    picked = await show(app, f"Next: {startable} in the pull order", rows or nothing, [Answer("enter", "go there")])
    if picked is not None and picked.row is not None and picked.row.target is not None:
        app.reading.go_to(picked.row.target)


async def messages(app: BoardApp) -> None:
    """What was said in the line below the board, the latest first and whole."""
    styles = {"bad": "red", "warn": "yellow", "good": "green"}
    rows = [
        Row(((f"{format_date(when, app.site.zone)}  ", "dim"), (text, styles.get(tone, ""))))
        for when, text, tone in reversed(app.messages)
    ]
    await show(app, "Messages", rows or [Row((("Nothing was said yet.", "dim"),))])


def _here(app: BoardApp) -> tuple[list[Row], list[str]]:
    """What the keys mean where one is, before all there are."""
    item = app.item_in_focus()
    if app.pane.lines.has_focus:
        text = "In the pane: a line that names an item leads there with enter; left goes back, escape closes."
    elif app.model.marks:
        text = f"What you do is done to the {len(app.model.marks)} marked items, all of it or none; escape unmarks."
    elif item is not None:
        text = f"What you do is about {item.id}, {item.title}; space marks several."
    else:
        text = "Nothing is in focus."
    return [Row(()), Row(((text, ""),))], ["", ""]


def signs_told() -> list[Row]:
    """What the signs on cards and on top mean."""
    rows = [Row(((f"{sign:<18} ", "blue"), (meaning, "")), 19) for sign, meaning in LEGEND]
    return [Row(()), Row((("What the signs mean", "heading"),)), *rows]


async def signs(app: BoardApp) -> None:
    """Only that."""
    await show(app, "What the signs mean", signs_told()[2:])


async def menu(app: BoardApp) -> None:
    """What can be done with the chosen items, each with its key; enter does what is under the cursor."""
    found = [held for held in app.actions.at("") if held.needs_item and held.name != "menu" and _fits(app, held)]
    rows = [
        Row(
            ((f"{shown(held.keys):<10} ", "blue"), (f"{held.label:<14} ", "bold"), (held.about, "dim")),
            26,
            number=place,
        )
        for place, held in enumerate(found)
    ]
    keys = [Answer(held.keys[0], "", also=held.keys[1:], name=held.name) for held in found if held.keys]
    picked = await show(
        app, app.about().name, rows, [Answer("enter", "do it"), *[key for key in keys if key.key != "enter"]]
    )
    if picked is None:
        return
    if picked.key != "enter":
        app.action_do(picked.key)
    elif picked.row is not None and picked.row.number is not None:
        app.action_do(found[picked.row.number].name)


def _fits(app: BoardApp, action: Action) -> bool:
    """Whether an action makes sense here and now, for any of the chosen items as far as they are on the screen."""
    if action.writes and app.site.opening.is_read_only:
        return False
    if action.name in _BETWEEN_LANES and not app.model.lanes:
        return False
    seen = app.about().items
    return not seen or any(fits(action.name, item) for item in seen)


def commands(app: BoardApp) -> None:
    """Search among all that can be done."""
    app.action_command_palette()


async def help_here(app: BoardApp) -> None:
    """Every action with its keys, and what the signs mean; enter does what is under the cursor."""
    rows, names = _here(app)
    for group, actions in app.actions.groups().items():
        rows += [Row(()), Row(((group, "heading"),))]
        names += ["", ""]
        for held in actions:
            head = ((f"{shown(held.keys):<18} ", "blue"), (f"{held.label:<14} ", "bold"))
            rows.append(Row((*head, (held.about, "")), 34))
            names.append(held.name)
    rows += signs_told()
    names += [""] * (len(rows) - len(names))
    rows = [row.replace(number=place) for place, row in enumerate(rows)]
    picked = await show(app, "Keys, and what the signs mean (end)", rows[1:], [Answer("enter", "do it")])
    if picked is not None and picked.row is not None and picked.row.number is not None and names[picked.row.number]:
        app.action_do(names[picked.row.number])
