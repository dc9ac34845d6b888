"""What would help when rules refuse: the remedies that the rules name, offered and done without leaving the board."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from opsflow.domain.ids import format_ids
from opsflow.domain.rules import remedies as actions
from opsflow.domain.value import Value
from opsflow.services.looking import queries
from opsflow.services.records import approving, resolving
from opsflow.services.work import criteria, dependencies, flow, items, verifying
from opsflow.tui.about import About
from opsflow.tui.doing import attending, defining
from opsflow.tui.doing.verifying import verify_items
from opsflow.tui.doing.writing import Manner, write
from opsflow.tui.prompts.asking import Question, ask
from opsflow.tui.prompts.choosing import answers
from opsflow.tui.prompts.refusing import Offer

if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Finding, Remedy
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.records.resolving import Ending
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp
    from opsflow.tui.doing.writing import Verb
    from opsflow.tui.prompts.refusing import Run

_STEP = Manner(keeps_marks=True)


class Known(Value):
    """The items that the rules speak of, as they were seen; those the actor may approve, those that have checks."""

    about: About
    items: dict[int, Item]
    approvable: frozenset[int]
    checked: frozenset[int]

    def of(self, ids: Sequence[int]) -> About:
        """Some of them, with the versions that were seen: what someone else changes meanwhile is not written over."""
        seen = self.about.shown
        return About(tuple([seen.get(item_id) or self.items[item_id] for item_id in ids]))


async def offers(app: BoardApp, findings: Sequence[Finding], about: About) -> list[Offer]:
    """What can be done about the findings; of several things on one key the first.

    What helps each of several items in the same way helps all of them at once.
    """
    known = await app.feed.ask(lambda session: _known(session, findings, about))
    remedies = [remedy for finding in findings for remedy in finding.remedies]
    found: dict[str, Offer] = {}
    for remedy in remedies:
        alike = [other for other in remedies if other.action == remedy.action]
        for offer in _TOGETHER[remedy.action](known, alike) if remedy.action in _TOGETHER else ():
            found.setdefault(offer.key, offer)
        if remedy.action in _EACH:
            number = str(sum(key.isdigit() for key in found) + 1)
            found[number] = Offer(number, *_EACH[remedy.action](known, remedy))
    hurdles = [hurdle for finding in findings for hurdle in finding.hurdles]
    if hurdles:
        found["g"] = Offer("g", f"go to {hurdles[0]}", _go_to(hurdles[0]))
    return list(found.values())


def _known(session: Session, findings: Sequence[Finding], about: About) -> Known:
    remedies = [remedy for finding in findings for remedy in finding.remedies]
    named = [*[finding.items for finding in findings], *[remedy.items for remedy in remedies]]
    ids = list(dict.fromkeys([key for ids in named for key in ids]))
    checked = frozenset([item.id for item, _ in verifying.checks(session, ids)])
    approvable = approving.may_be_approved(session, _items(remedies, actions.APPROVE))
    with session.store.reader() as reader:
        return Known(about, reader.items(ids), approvable, checked)


def _items(remedies: Sequence[Remedy], action: str) -> tuple[int, ...]:
    """What the remedies of a kind are done to, each once."""
    return tuple(dict.fromkeys([key for held in remedies if held.action == action for key in held.items]))


def _add_criterion(known: Known, alike: Sequence[Remedy]) -> Iterator[Offer]:
    ids = _items(alike, actions.ADD_CRITERION)

    async def run(app: BoardApp) -> bool:
        title = f"What must be true when {format_ids(ids)} is done?"
        text = await ask(app, Question(title, hint="One verifiable sentence."))
        return text is not None and await _did(
            known.of(ids), lambda session, chosen, options: criteria.add(session, chosen, [text], options)
        )(app)

    yield Offer("a", "add a criterion", run)


def _own(known: Known, alike: Sequence[Remedy]) -> Iterator[Offer]:
    about = known.of(_items(alike, actions.OWN))
    yield Offer(
        "o", "be the owner", _did(about, lambda session, ids, options: flow.assign(session, ids, "me", options))
    )


def _meet(known: Known, alike: Sequence[Remedy]) -> Iterator[Offer]:
    ids = _items(alike, actions.MEET)

    async def go_through(app: BoardApp) -> bool:
        await defining.go_through(app, ids[0])
        item = (await app.feed.ask(lambda session: queries.show(session, ids[0]))).item
        return item.criteria_total == item.criteria_closed

    async def verify(app: BoardApp) -> bool:
        return await verify_items(app, ids)

    yield Offer("c", "go through the criteria", go_through)
    if known.checked.intersection(ids):
        yield Offer("v", "run their checks", verify)


def _finish(known: Known, alike: Sequence[Remedy]) -> Iterator[Offer]:
    ids = _items(alike, actions.FINISH)

    async def run(app: BoardApp) -> bool:
        endings = []
        for remedy in alike:
            values = await answers(app, [name for name, _ in remedy.fields], known.of(remedy.items).name)
            if values is None:
                return False
            endings.append((remedy.items, values))
        return await _did(known.of(ids), _ending(endings))(app)

    yield Offer("d", f"finish {format_ids(ids)}", run)


def _ending(endings: Sequence[Ending]) -> Verb:
    """Finishing items, with how they ended where their type asks for it."""
    if not any(values for _, values in endings):
        return flow.done
    return lambda session, _ids, options: resolving.resolve_each(session, endings, options)


def _wait_no_longer(known: Known, alike: Sequence[Remedy]) -> Iterator[Offer]:
    edges: dict[int, tuple[int, ...]] = {}
    for remedy in alike:
        edges.update({item_id: (*edges.get(item_id, ()), *remedy.others) for item_id in remedy.items})

    def drop(session: Session, _ids: Sequence[int], options: WriteOptions) -> Outcome:
        return dependencies.remove_each(session, edges, options)

    yield Offer("x", "wait no longer", _did(known.of(tuple(edges)), drop))


def _approve(known: Known, alike: Sequence[Remedy]) -> Iterator[Offer]:
    ids = [key for key in _items(alike, actions.APPROVE) if key in known.approvable]
    if ids:
        yield Offer("p", f"approve {format_ids(ids)}", _did(known.of(ids), approving.approve))


def _change(known: Known, remedy: Remedy) -> tuple[str, Run]:
    label = " ".join([f"{name}:{value}" for name, value in remedy.fields])
    return label, _did(known.of(remedy.items), _giving(dict(remedy.fields)))


def _fill_in(known: Known, remedy: Remedy) -> tuple[str, Run]:
    """Ask for the values of fields, one after another."""
    names = [name for name, _ in remedy.fields]

    async def run(app: BoardApp) -> bool:
        values = await answers(app, names, format_ids(remedy.items))
        return values is not None and await _did(known.of(remedy.items), _giving(values))(app)

    return f"give {', '.join(names)}", run


def _giving(values: dict[str, str]) -> Verb:
    return lambda session, ids, options: items.edit(session, ids, values, options=options)


def _show(_known: Known, remedy: Remedy) -> tuple[str, Run]:
    async def run(app: BoardApp) -> bool:
        app.narrowing.to(remedy.words)
        return False

    return f"show {remedy.words}", run


def _show_conflicts(_known: Known, _remedy: Remedy) -> tuple[str, Run]:
    async def run(app: BoardApp) -> bool:
        await attending.needs_a_look(app)
        return False

    return "show all that needs a look", run


def _did(about: About, verb: Verb) -> Run:
    """Something that is done in one command."""

    async def run(app: BoardApp) -> bool:
        return await write(app, verb, about, _STEP) is not None

    return run


def _go_to(item_id: int) -> Run:
    async def run(app: BoardApp) -> bool:
        app.reading.go_to(item_id)
        return False

    return run


_TOGETHER: dict[str, Callable[[Known, Sequence[Remedy]], Iterator[Offer]]] = {
    actions.ADD_CRITERION: _add_criterion,
    actions.OWN: _own,
    actions.MEET: _meet,
    actions.FINISH: _finish,
    actions.WAIT_NO_LONGER: _wait_no_longer,
    actions.APPROVE: _approve,
}
"""What remedies of a kind offer together, each on a key of its own. Waiving is done where criteria are gone through."""
_EACH: dict[str, Callable[[Known, Remedy], tuple[str, Run]]] = {
    actions.CHANGE: _change,
    actions.FILL_IN: _fill_in,
    actions.SHOW: _show,
    actions.SHOW_CONFLICTS: _show_conflicts,
}
"""What one remedy offers, on a number."""
