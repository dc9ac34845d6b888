"""The definition of done: ticking, waiving, adding, rewording and ordering criteria, without leaving the board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from opsflow.services.looking import queries
from opsflow.services.looking.facts import closing, progress
from opsflow.services.session import Session
from opsflow.services.work import criteria
from opsflow.tui.about import About
from opsflow.tui.doing.writing import ADDS, PLAIN, Manner, ask_and_write, write
from opsflow.tui.panes.lines import Row
from opsflow.tui.panes.telling import MARKS
from opsflow.tui.prompts.asking import Question
from opsflow.tui.prompts.sheet import Answer, Picked, answers_of, show

if TYPE_CHECKING:
    from opsflow.domain.items import Criterion
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.tui.app import BoardApp
    from opsflow.tui.doing.writing import Change

    Ids = tuple[int, ...]
    Do = Callable[[BoardApp, About, "Criterion | None"], Awaitable[object]]

PLACE = "criteria"
_FOR_ALL = ("criterion-tick", "criterion-evidence", "criterion-waive", "criterion-add")
"""What can be done to the criteria of several items at once."""


def begin(name: str) -> Callable[[BoardApp], Awaitable[None]]:
    """Go through the criteria of what is chosen; `name` is what is done first, or nothing."""

    async def run(app: BoardApp) -> None:
        item, about = app.only_item(), app.about()
        if item is not None:
            await go_through(app, item.id, name)
        elif name in _FOR_ALL:
            await _DO[name](app, about, None)
        elif name:
            app.say("That is done to the criteria of one item at a time.", "warn")
        else:
            await _all_at_once(app, about)

    return run


async def _all_at_once(app: BoardApp, about: About) -> None:
    """Ask what is to be done to the criteria of several items."""
    answers = answers_of([held for held in app.actions.at(PLACE) if held.name in _FOR_ALL])
    rows = [
        Row(((f"{item.id} ", "blue"), (f"{progress(item) or 'none'}  ", "dim"), (item.title, "")))
        for item in about.shown.values()
    ]
    if app.site.opening.is_read_only:
        answers = []
    picked = await show(app, f"Definition of done of {about.name}: every open criterion", rows, answers)
    if picked is not None:
        await _DO[picked.key](app, about, None)


async def go_through(app: BoardApp, item_id: int, first: str = "") -> None:
    """Show the criteria of an item, and again after each change, until the sheet is closed. With `first` enter does
    that.
    """
    cursor = 0
    while True:
        detail, rows = await app.feed.ask(lambda session: _rows(session, item_id))
        title = f"Definition of done of {item_id}  {progress(detail.item)}"
        may = not app.site.opening.is_read_only
        answers = _answers(app, detail) if may else []
        if first and may and detail.criteria:
            answers = [held.replace(also=(*held.also, "enter")) if held.name == first else held for held in answers]
            title += f". Which one to {app.actions[first].label.lower()}? Enter takes it."
        picked = await show(app, title, rows, answers, cursor)
        if picked is None:
            return
        cursor = rows.index(picked.row) if picked.row in rows else 0
        cursor += await _do(app, detail, picked)
        await app.reading.now()


def _answers(app: BoardApp, detail: queries.Detail) -> list[Answer]:
    """What can be done here; where nothing is yet, the first sentence alone."""
    found = answers_of(app.actions.at(PLACE))
    if detail.criteria:
        return found
    return [held.replace(also=(*held.also, "enter")) for held in found if held.name == "criterion-add"]


def _rows(session: Session, item_id: int) -> tuple[queries.Detail, list[Row]]:
    detail = queries.show(session, item_id)
    rows = []
    for held in detail.criteria:
        said = closing(held, session)
        text = f"{held.text}  ({said})" if said else held.text
        mark, style = MARKS[held.state]
        rows.append(Row(((f"{held.number:>2} ", "dim"), (f"{mark} ", style), (text, "")), number=held.number))
    return detail, rows or [Row((("None yet: say what must be true when it is done.", "dim"),))]


async def _do(app: BoardApp, detail: queries.Detail, picked: Picked) -> int:
    """Do what was picked; answers by how many rows the criterion has moved."""
    number = picked.row.number if picked.row else None
    held = next((criterion for criterion in detail.criteria if criterion.number == number), None)
    about = About((detail.item,))
    if held is not None or picked.key == "criterion-add":
        await _DO[picked.key](app, about, held)
    return {"criterion-up": -1, "criterion-down": 1}.get(picked.key, 0)


async def _tick(app: BoardApp, about: About, held: Criterion | None) -> None:
    """Met, or open again; of several items every open one is met."""
    verb = criteria.uncheck if held is not None and held.state != "open" else criteria.check
    await write(app, lambda session, ids, options: verb(session, ids, _numbers(held), options), about)


async def _evidence(app: BoardApp, about: About, held: Criterion | None) -> None:
    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return criteria.check(session, ids, _numbers(held), options, text)

    await _ask(app, about, "What shows that it is met?", change, held)


async def _waive(app: BoardApp, about: About, held: Criterion | None) -> None:
    def change(session: Session, _text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return criteria.waive(session, ids, _numbers(held), options)

    await _ask(app, about, "Why is it not needed?", change, held, Manner(reasoned=True))


async def _add(app: BoardApp, about: About, _held: Criterion | None) -> None:
    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return criteria.add(session, ids, [text], options)

    question = Question(f"What must be true when {about.name} is done?", hint="One verifiable sentence.")
    await ask_and_write(app, question, change, about, ADDS)


async def _reword(app: BoardApp, about: About, held: Criterion | None) -> None:
    assert held is not None

    def change(session: Session, text: str, ids: Ids, options: WriteOptions) -> Outcome:
        return criteria.edit(session, ids[0], held.number, text, options)

    hint = "" if held.state == "open" else f"It was {held.state}; reworded, it is open again."
    await ask_and_write(app, Question("The new words:", held.text, hint), change, about)


async def _remove(app: BoardApp, about: About, held: Criterion | None) -> None:
    await write(app, lambda session, ids, options: criteria.remove(session, ids[0], _numbers(held), options), about)


def _shift(places: int) -> Do:
    async def run(app: BoardApp, about: About, held: Criterion | None) -> None:
        assert held is not None
        await write(
            app,
            lambda session, ids, options: criteria.shift(session, ids[0], held.number, places, options),
            about,
        )

    return run


async def _ask(
    app: BoardApp, about: About, title: str, change: Change, held: Criterion | None, manner: Manner = PLAIN
) -> None:
    hint = held.text if held is not None else f"For every open criterion of {about.name}."
    await ask_and_write(app, Question(title, hint=hint), change, about, manner)


def _numbers(held: Criterion | None) -> tuple[int, ...]:
    """The criterion; none means every open one."""
    return (held.number,) if held is not None else ()


_DO: dict[str, Do] = {
    "criterion-tick": _tick,
    "criterion-evidence": _evidence,
    "criterion-waive": _waive,
    "criterion-add": _add,
    "criterion-reword": _reword,
    "criterion-up": _shift(-1),
    "criterion-down": _shift(1),
    "criterion-remove": _remove,
}
"""An action of the registry -> what it does to a criterion."""
