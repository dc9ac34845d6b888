"""What would help when rules refuse: for each finding what puts it right, done without leaving the board."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from shlex import split
from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.domain.ids import format_ids
from opsflow.domain.rules.policies import Finding
from opsflow.services.looking import queries
from opsflow.services.records import approving
from opsflow.services.work import criteria, dependencies, flow, items, sentences, verifying
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
_EDIT, _LIST = "opsflow edit ", "opsflow list "
_ENDINGS = {"opsflow resolve ": "resolution", "opsflow change close ": "closing-code"}
"""A command that says how something ended -> the field that it sets."""


async def offers(app: BoardApp, findings: tuple[Finding, ...]) -> list[Offer]:
    """What can be done about the findings; of several things on one key the first.

    What helps each of several items in the same way helps all of them at once.
    """
    found: dict[str, Offer] = {}
    for finding in findings:
        if finding.items:
            remedies = _by_remedies(finding, sum(key.isdigit() for key in found))
            for offer in [*_by_rule(app, finding, findings), *await _by_checks(app, finding), *remedies]:
                found.setdefault(offer.key, offer)
    return list(found.values())


def _by_rule(app: BoardApp, finding: Finding, findings: tuple[Finding, ...]) -> Iterator[Offer]:
    """What helps with a rule, whatever the words of its remedies."""
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


async def _by_checks(app: BoardApp, finding: Finding) -> list[Offer]:
    """Running the checks of criteria, where there are any."""
    item_id = finding.items[0]
    if finding.rule != "criteria-before-done":
        return []
    found = await app.feed.ask(lambda session: verifying.checks(session, [item_id]))
    return [Offer("v", "run their checks", _verify(item_id))] if found else []


def _by_remedies(finding: Finding, before: int) -> Iterator[Offer]:
    """The remedies that are changes of fields, or that show something, on numbers."""
    for remedy in finding.remedies:
        made: tuple[str, Run] | None = None
        ending = [name for command, name in _ENDINGS.items() if remedy.startswith(command)]
        if ending:
            made = "say how it ended", _fill_in(finding.items[0], ending)
        elif remedy.startswith(_LIST):
            made = f"show {remedy.removeprefix(_LIST)}", _show(remedy.removeprefix(_LIST))
        elif remedy.startswith(_EDIT):
            made = _edit(finding.rule, remedy.removeprefix(_EDIT))
        if made is not None:
            before += 1
            yield Offer(str(before), *made)


def _edit(rule: str, edit: str) -> tuple[str, Run]:
    """A remedy that changes fields: it is carried out, but where its values are examples they are asked for."""
    item_id, *words = split(edit)
    if rule == "required-fields":
        names = [word.partition(":")[0] for word in words]
        return f"give {', '.join(names)}", _fill_in(int(item_id), names)
    return " ".join(words), _did(lambda session: _edited(session, int(item_id), words))


def _edited(session: Session, item_id: int, words: list[str]) -> Outcome:
    said = sentences.read(session, words)
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
    "criteria-before-done": (("c", "go through the criteria", _go_through_criteria),),
}
"""A rule -> keys, what they do for the first of the items, and how."""
