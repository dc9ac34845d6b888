"""Picking items on the board: while it is on, the keys that go about choose, and nothing is changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from opsflow.tui.actions import ACTING, WRITING, Action

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp


class Pick:
    """A question that is answered by going to an item. The marks that were there before come back afterwards."""

    def __init__(self, title: str, many: bool) -> None:
        self.title, self.many = title, many
        self.answer: asyncio.Future[tuple[int, ...]] = asyncio.get_running_loop().create_future()

    def hears(self, app: BoardApp, action: Action) -> bool:
        """Whether the action is a part of picking, and no more than that; then it has been carried out."""
        if action.name == "open" and app.view.has_focus:
            self._take(app)
        elif action.name == "back":
            self._give(())
        elif action.name in ("mark", "mark-column") and not self.many:
            app.say("One item is picked: go to it and press enter.", "warn")
        elif action.group in (ACTING, WRITING):
            app.say(f"{action.label}: pick an item first, or escape.", "warn")
        else:
            return False
        return True

    def _take(self, app: BoardApp) -> None:
        ids = tuple([item.id for item in app.model.chosen()])
        if ids:
            self._give(ids)
        else:
            app.say("No item is in focus.", "warn")

    def _give(self, ids: tuple[int, ...]) -> None:
        if not self.answer.done():
            self.answer.set_result(ids)


async def pick(app: BoardApp, title: str, many: bool = False) -> tuple[int, ...]:
    """The items that were picked, none when it was given up. With `many` space marks several."""
    keys = "enter picks it, space several, escape gives up" if many else "enter picks it, escape gives up"
    marks, focus = dict(app.model.marks), app.model.focus_id
    app.model.marks.clear()
    if app.pane.is_open:
        app.close_pane()
    app.pick = Pick(f"{title} go to it, {keys}.", many)
    app.view.focus()
    app.say("")
    app.show_soon()
    try:
        return await app.pick.answer
    finally:
        app.pick = None
        app.model.marks = marks
        app.say("")
        if focus is not None:
            app.reading.go_to(focus, opens=False)
