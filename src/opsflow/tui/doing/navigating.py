"""Going about the board: nothing here changes the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services.looking.overview import LANES, Ask, Cell, overview

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.tui.app import BoardApp

_MOST_MARKED = 1000


def step(rows: int) -> Callable[[BoardApp], None]:
    """Up or down."""

    def run(app: BoardApp) -> None:
        if app.pane.lines.has_focus:
            app.pane.lines.move(rows)
            return
        app.model.step(rows)
        app.show_soon()

    return run


def step_column(columns: int) -> Callable[[BoardApp], None]:
    """To a column beside this one."""

    def run(app: BoardApp) -> None:
        if app.pane.lines.has_focus:
            _walk(app, columns)
            return
        app.model.step_column(columns)
        app.show_soon()

    return run


def step_lane(lanes: int) -> Callable[[BoardApp], None]:
    """To the lane above or below."""

    def run(app: BoardApp) -> None:
        app.model.step_lane(lanes)
        app.show_soon()

    return run


def _walk(app: BoardApp, direction: int) -> None:
    """In the pane: along the line under the cursor, or back to where one came from."""
    if direction > 0:
        app.pane.lines.follow()
    elif not app.pane.go_back():
        app.view.focus()


def page(pages: int) -> Callable[[BoardApp], None]:
    """By a screen of cards."""

    def run(app: BoardApp) -> None:
        if app.pane.lines.has_focus:
            app.pane.lines.move(pages * 10)
            return
        app.model.page(pages)
        app.show_soon()

    return run


def to_end(is_last: bool) -> Callable[[BoardApp], None]:
    """To the first or the last card of the column."""

    def run(app: BoardApp) -> None:
        model = app.model
        model.put_focus(model.lane, model.column, model.cell(model.lane, model.column).count - 1 if is_last else 0)
        app.show_soon()

    return run


def mark(app: BoardApp) -> None:
    """Mark the item and go on to the next."""
    app.model.toggle_mark()
    app.model.step(1)
    app.show_soon()


async def mark_column(app: BoardApp) -> None:
    """Mark the column in focus, within its lane, or take all marks off."""
    model = app.model
    if model.marks:
        model.marks.clear()
    elif model.columns:
        asked = Ask(model.where, model.lanes, model.lane, size=_MOST_MARKED)
        place = model.key(model.lane, model.column)
        cell = (await app.feed.ask(lambda session: overview(session, asked))).cells.get(place, Cell(0))
        model.mark_all(cell.items)
        if cell.count > len(cell.items):
            app.say(f"marked the first {len(cell.items)} of {cell.count}; a filter narrows them", "warn")
    app.show_soon()


def density(app: BoardApp) -> None:
    """More or less on each card."""
    app.model.next_density()
    app.say(f"cards: {app.model.density}")
    app.show_soon()


def lanes(app: BoardApp) -> None:
    """Lanes by the next field, or none."""
    model, names = app.model, list(LANES)
    model.lanes = names[(names.index(model.lanes) + 1) % len(names)]
    model.first_lane = 0
    model.tops.clear()
    app.say(f"lanes by {model.lanes}" if model.lanes else "no lanes")
    app.reading.soon()


def theme(app: BoardApp) -> None:
    """The light theme for the dark one, and back."""
    if app.site.opening.has_few_colors:
        app.say("This terminal has few colours; the board keeps to them.", "warn")
        return
    app.theme = "opsflow-light" if app.theme == "opsflow-dark" else "opsflow-dark"


def redraw(app: BoardApp) -> None:
    """Draw everything again, after something else has written to the terminal."""
    app.draw_anew()


def back(app: BoardApp) -> None:
    """Leave what is open: the pane, the marks, the filter; one at a time."""
    model = app.model
    if app.pane.is_open:
        app.close_pane()
    elif model.marks:
        model.marks.clear()
        app.show_soon()
    elif app.narrowing.text:
        app.narrowing.to("")
    else:
        app.say("")


async def leave(app: BoardApp) -> None:
    """Quit, and keep what the board looks like."""
    await app.action_quit()
