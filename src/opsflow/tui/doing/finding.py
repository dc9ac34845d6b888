"""Finding: the filter bar, saved views, and going to an item or a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError, UsageError
from opsflow.domain.filters import parse_filter
from opsflow.services.looking import queries
from opsflow.tui.prompts.asking import Question, ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.tui.app import BoardApp


async def narrow(app: BoardApp) -> None:
    """Filter in the shell's language; the board follows while it is being written."""
    before, focus = app.narrowing.text, app.model.focus_id

    def follow(words: str) -> None:
        """What is asked for at each step is where the focus was, not where the step before has left it."""
        app.model.focus_id = focus
        app.narrowing.to(words)

    question = Question(
        "Filter:",
        f"{before} " if before else "",
        "owner:me +cert -vendor due.before:fri is:blocked, or words; empty is everything",
        "filter",
        lambda text: parse_filter(text, app.narrowing.meaning()),
        follow,
        may_be_empty=True,
    )
    text = await ask(app, question)
    words = before if text is None else text
    if words != app.narrowing.text:
        follow(words)
    if text is not None:
        app.go_to_board()


async def context(app: BoardApp) -> None:
    """Change what narrows the board and the shell's lists alike, or clear it."""
    if not app.site.opening.has_context:
        app.say("The board was opened without the context.", "warn")
        return
    held = app.narrowing.context or ""
    hint = "Narrows this board, `list` and `next` until it is cleared; empty clears it"
    question = Question(
        "Context:", held, hint, "filter", lambda text: parse_filter(text, app.narrowing.meaning()), may_be_empty=True
    )
    text = await ask(app, question)
    if text is None or text.strip() == held:
        return
    try:
        await app.feed.ask(lambda session: queries.set_context(session, text.strip() or None))
    except OpsflowError as error:
        app.say(error.message, "bad")
    else:
        app.narrowing.take_context(text.strip() or None)
        app.say(f"context {text.strip()}" if text.strip() else "The context is cleared.", "good")


def view(number: int) -> Callable[[BoardApp], None]:
    """The saved view of a number; 0 is everything."""

    def run(app: BoardApp) -> None:
        views = app.site.settings.views
        if number == 0:
            app.narrowing.to("")
            if app.narrowing.context:
                app.say(f"everything in the context {app.narrowing.context}; {app.actions.key('context')} changes it")
        elif number <= len(views):
            try:
                app.narrowing.to(f"@{views[number - 1].name}")
                app.say(f"view {views[number - 1].name}")
            except UsageError as error:
                app.say(error.message, "bad")
        else:
            named = "; ".join([f"{place} {held.name}" for place, held in enumerate(views[:9], 1)]) or "none"
            app.say(f"Saved views: {named}. Add some under [views.NAME] in the configuration.", "warn")

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
        app.reading.go_to(int(word))
    elif word in names or (number.isascii() and number.isdigit() and 0 < int(number) <= len(names)):
        column = names.index(word) if word in names else int(number) - 1
        app.model.put_focus(app.model.lane, column, 0)
        app.show_soon()
    else:
        app.say(f"{word!r} is no id and no column. The columns are {', '.join(names)}.", "warn")
