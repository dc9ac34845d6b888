"""Finding: the filter bar, saved views, and going to an item or a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.errors import UsageError
from opsflow.domain.filters import parse_filter
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.tui.app import BoardApp


async def narrow(app: BoardApp) -> None:
    """Filter in the shell's language; the board follows while it is being written."""
    before, focus = (app.filter_text, app.model.where), app.model.focus_id
    hint = (
        "owner:me state:doing +cert -vendor due.before:fri is:blocked, or words of the title. Empty shows everything."
    )
    question = Question(
        "Filter:",
        f"{before[0]} " if before[0] else "",
        hint,
        "filter",
        lambda text: parse_filter(text, app.filter_context()),
        lambda text: _apply(app, text),
        may_be_empty=True,
    )
    text = await ask(app, question)
    if text is None:
        app.model.focus_id = focus
        app.set_filter(*before)
    else:
        _apply(app, text)


def _apply(app: BoardApp, text: str) -> None:
    app.set_filter(text.strip(), parse_filter(text, app.filter_context()))


def view(number: int) -> Callable[[BoardApp], None]:
    """The saved view of a number; 0 is everything."""

    def run(app: BoardApp) -> None:
        views = app.site.settings.views
        if number == 0:
            app.set_filter("", None)
        elif number <= len(views):
            try:
                _apply(app, f"@{views[number - 1].name}")
                app.say(f"view {views[number - 1].name}")
            except UsageError as error:
                app.say(error.message, "bad")
        else:
            app.say(f"There are {len(views)} saved views. Add some under [views.NAME] in the configuration.", "warn")

    return run


async def go_to(app: BoardApp) -> None:
    """To an item by its id, or to a column by its name or by c and its number."""
    hint = "An id, the name of a column, or c2 for the second column."
    word = await ask(app, Question("Go to:", hint=hint, kind="ids"))
    if word is None:
        return
    names = [column.state.name for column in app.model.columns]
    number = word[1:] if word[0] == "c" else ""
    if word.isascii() and word.isdigit():
        app.focus_item(int(word))
    elif word in names or (number.isascii() and number.isdigit() and 0 < int(number) <= len(names)):
        column = names.index(word) if word in names else int(number) - 1
        app.model.put_focus(app.model.lane, column, 0)
        app.show_soon()
    else:
        app.say(f"{word!r} is no id and no column. The columns are {', '.join(names)}.", "warn")
