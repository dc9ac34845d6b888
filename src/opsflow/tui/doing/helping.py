"""What would help when rules refuse: for each finding what puts it right, done without leaving the board."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.domain.ids import format_ids
from opsflow.domain.policies import Finding
from opsflow.services import approving, criteria, dependencies, flow, items, queries, sentences
from opsflow.tui.doing.saying import told
from opsflow.tui.prompts.asking import Question, ask
from opsflow.tui.prompts.choosing import answers
from opsflow.tui.prompts.refusing import Offer

if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp
    from opsflow.tui.prompts.refusing import Run

_ABOUT_OTHERS = (
    "dependencies-before-start", "dependencies-before-done", "children-before-done", "dates-after-dependencies",
    "change-conflict",
)  # fmt: skip
"""Rules whose findings name the item first, and then those that stand in its way."""
_WAITING = ("dependencies-before-start", "dependencies-before-done")
_EDIT, _RESOLVE, _LIST = "opsflow edit ", "opsflow resolve ", "opsflow list "


def offers(app: BoardApp, findings: tuple[Finding, ...]) -> list[Offer]:
    """What can be done about the findings; of several things on one key the first.

    What helps each of several items in the same way helps all of them at once.
    """
    found: dict[str, Offer] = {}
    for finding in findings:
        for offer in _offers(app, finding, findings) if finding.items else ():
            found.setdefault(offer.key, offer)
    return list(found.values())


def _offers(app: BoardApp, finding: Finding, findings: tuple[Finding, ...]) -> Iterator[Offer]:
    item_id, rule = finding.items[0], finding.rule
    alike = [other.items[0] for other in findings if other.rule == rule and other.items]
    yield from [Offer(key, label, help_with(alike)) for key, label, help_with in _TOGETHER.get(rule, ())]
    yield from [Offer(key, label, help_with(item_id)) for key, label, help_with in _HELP.get(rule, ())]
    if rule in _WAITING and len(finding.items) > 1:
        others = finding.items[1:]
        yield Offer("d", f"finish {format_ids(others)}", _finish(others))
        yield Offer("x", "wait no longer", _did(lambda session: dependencies.remove(session, item_id, others)))
    if rule == "children-before-done" and len(finding.items) > 1:
        yield Offer("d", f"finish {format_ids(finding.items[1:])}", _finish(finding.items[1:]))
    item = app.items_seen().get(item_id)
    if rule == "approval-before-implementation" and item is not None and item.owner != app.site.actor:
        yield Offer("p", "approve it", _did(lambda session: approving.approve(session, item_id)))
    if rule in _ABOUT_OTHERS and len(finding.items) > 1:
        yield Offer("g", f"go to {finding.items[1]}", _go_to(finding.items[1]))
    for place, remedy in enumerate(finding.remedies, 1):
        if remedy.startswith(_RESOLVE):
            yield Offer(str(place), "say how it ended", _fill_in(item_id, ["resolution"]))
        elif remedy.startswith(_LIST):
            yield Offer(str(place), f"show {remedy.removeprefix(_LIST)}", _show(remedy.removeprefix(_LIST)))
        elif remedy.startswith(_EDIT):
            yield _edit(str(place), *remedy.removeprefix(_EDIT).partition(" ")[::2])


def _edit(key: str, item_id: str, words: str) -> Offer:
    """A remedy that changes fields: with values it is carried out, else they are asked for."""
    names = [word.removesuffix(":...") for word in words.split() if word.endswith(":...")]
    if names:
        return Offer(key, f"give {', '.join(names)}", _fill_in(int(item_id), names))
    return Offer(key, words, _did(lambda session: _edited(session, int(item_id), words)))


def _edited(session: Session, item_id: int, words: str) -> Outcome:
    said = sentences.read_change(session, words, "")
    return items.edit(session, item_id, dict(said.values), said.tags, said.tags_removed)


def _fill_in(item_id: int, names: Sequence[str]) -> Run:
    """Ask for the values of fields, one after another."""

    async def run(app: BoardApp) -> bool:
        values = await answers(app, names, str(item_id))
        return values is not None and await _did(lambda session: items.edit(session, item_id, values))(app)

    return run


def _did(question: Callable[[Session], Outcome]) -> Run:
    """Something that is done in one command."""

    async def run(app: BoardApp) -> bool:
        try:
            app.say(*told(await app.feed.ask(question)))
        except OpsflowError as error:
            app.say(error.message, "bad")
            return False
        return True

    return run


def _go_to(item_id: int) -> Run:
    async def run(app: BoardApp) -> bool:
        app.focus_item(item_id)
        return False

    return run


def _show(words: str) -> Run:
    async def run(app: BoardApp) -> bool:
        app.narrow_to(words)
        return False

    return run


def _add_criterion(ids: Sequence[int]) -> Run:
    async def run(app: BoardApp) -> bool:
        title = f"What must be true when {format_ids(ids)} is done?"
        text = await ask(app, Question(title, hint="One verifiable sentence."))
        return text is not None and await _did(lambda session: criteria.add(session, ids, [text]))(app)

    return run


def _finish(ids: Sequence[int]) -> Run:
    """Finish other items first, by the rules."""

    async def run(app: BoardApp) -> bool:
        from opsflow.tui.doing.writing import versions, write

        seen = await versions(app, tuple([(item_id, 0) for item_id in ids]))
        outcome = await write(app, flow.done, chosen=seen, shown={}, keeps_marks=True)
        return outcome is not None

    return run


def _go_through_criteria(item_id: int) -> Run:
    async def run(app: BoardApp) -> bool:
        from opsflow.tui.doing.defining import go_through

        await go_through(app, item_id)
        item = (await app.feed.ask(lambda session: queries.show(session, item_id))).item
        return item.criteria_total == item.criteria_closed

    return run


def _verify(item_id: int) -> Run:
    async def run(app: BoardApp) -> bool:
        from opsflow.tui.doing.verifying import verify_items

        return await verify_items(app, [item_id])

    return run


def _own(ids: Sequence[int]) -> Run:
    return _did(lambda session: flow.assign(session, ids, "me"))


_TOGETHER: dict[str, tuple[tuple[str, str, Callable[[Sequence[int]], Run]], ...]] = {
    "criteria-before-start": (("a", "add a criterion", _add_criterion),),
    "owner-before-start": (("o", "be the owner", _own),),
}
"""A rule -> keys, what they do for all the items it speaks about, and how."""
_HELP: dict[str, tuple[tuple[str, str, Callable[[int], Run]], ...]] = {
    "criteria-before-done": (
        ("c", "go through the criteria", _go_through_criteria),
        ("v", "run their checks", _verify),
    ),
}
"""A rule -> keys, what they do for the first of the items, and how."""
