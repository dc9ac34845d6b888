"""Items made from a template of the configuration, with its variables filled in."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.programs import filled, filled_command
from opsflow.domain.value import Value
from opsflow.services.work.items import Draft, add_draft
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


class Part(Value):
    """One item of a template: its name within it, what it is, and the parts that it depends on."""

    name: str
    draft: Draft
    after: tuple[str, ...] = ()


def parts_of(session: Session, name: str, given: Mapping[str, str]) -> list[Part]:
    """The items of a template. Raises `UsageError` for an unknown template, and for a variable unknown or missing."""
    table = _table(session, name)
    variables = _variables(name, table["variables"], given)
    if not table["parts"]:
        return [Part("", _draft(name, table, variables))]
    for key, part in table["parts"].items():
        lost = [other for other in part["after"] if other not in table["parts"]]
        if lost:
            raise UsageError(f"templates.{name}.parts.{key} comes after {lost[0]!r}, which is no part of it.")
    return _in_order(
        name, [Part(key, _draft(name, part, variables), tuple(part["after"])) for key, part in table["parts"].items()]
    )


def variables_in(session: Session, name: str, words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The variables that words such as `host=lb1` give, and the words that give none.

    A single word of that form is a variable; one that the template does not have is refused by `parts_of`.
    """
    declared = _table(session, name)["variables"]
    given: dict[str, str] = {}
    rest = []
    for word in words:
        key, equals, value = word.partition("=")
        if equals and (key in declared or key.isidentifier()):
            given[key] = value
        else:
            rest.append(word)
    return given, rest


def combined(name: str, parts: Sequence[Part], said: Draft) -> list[Part]:
    """The items of a template together with what a person says besides.

    Fields and tags go to each item; dependencies and notes to those that begin, criteria to those that come last. Where
    there is one item, a title takes the place of its own. Raises `UsageError` for what only one item can have.
    """
    single = f"the title {said.title!r}" if said.title else "a key" if "key" in dict(said.values) else ""
    if single and len(parts) > 1:
        raise UsageError(f"The template {name} makes {len(parts)} items, and {single} is for one: leave it out.")
    followed = {other for part in parts for other in part.after}
    return [_with(part, said, not part.after, part.name not in followed) for part in parts]


def _with(part: Part, said: Draft, begins: bool, ends: bool) -> Part:
    draft = part.draft
    made = Draft(
        said.title or draft.title,
        tuple({**dict(draft.values), **dict(said.values)}.items()),
        tuple(dict.fromkeys([*draft.tags, *said.tags])),
        (*draft.criteria, *said.criteria) if ends else draft.criteria,
        (*draft.depends_on, *said.depends_on) if begins else draft.depends_on,
        (*draft.notes, *said.notes) if begins else draft.notes,
        model="" if _departs(draft, said) else draft.model,
    )
    return part.replace(draft=made)


def _departs(draft: Draft, said: Draft) -> bool:
    """Whether a person says something else than what was approved with the template.

    What the template leaves out is each change's own.
    """
    from opsflow.domain.rules.change_control import WHAT_A_TEMPLATE_SAYS

    values = {"title": draft.title, **dict(draft.values)}
    besides = {"title": said.title or draft.title, **dict(said.values)}
    return any(values.get(name, besides[name]) != besides[name] for name in WHAT_A_TEMPLATE_SAYS & besides.keys())


def make(session: Session, parts: Sequence[Part], options: WriteOptions = PLAIN) -> Outcome:
    """Make the items of a template, as one command."""
    return perform(session, "add", options, lambda work: _said(work, make_in(work, parts)), "added")


def _said(work: Work, made: Mapping[str, int]) -> None:
    if len(made) > 1:
        for item_id in made.values():
            item = work.tx.item(item_id)
            work.lines.append(f"added {item_id}: {item.title if item else ''}")


def make_in(work: Work, parts: Sequence[Part]) -> dict[str, int]:
    """Make the items within a command; answers with the id of each part."""
    made: dict[str, int] = {}
    for part in parts:
        on = tuple([made[other] for other in part.after])
        made[part.name] = add_draft(work, part.draft.replace(depends_on=(*part.draft.depends_on, *on)))
    return made


def check_commands(parts: Sequence[Part]) -> list[str]:
    """The commands that criteria of these items carry."""
    return [held[1] for part in parts for held in part.draft.criteria if not isinstance(held, str) and held[1]]


def _table(session: Session, name: str) -> Mapping[str, Any]:
    templates = session.settings.automation.get("templates") or {}
    if name not in templates:
        from opsflow.domain.nearest import no_such

        raise UsageError(no_such("template", name, templates))
    table: Mapping[str, Any] = templates[name]
    return table


def _variables(name: str, declared: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    unknown = next((key for key in given if key not in declared), None)
    if unknown is not None:
        raise UsageError(_no_variable(name, declared, unknown, given[unknown]))
    whole = {**declared, **given}
    missing = [key for key, value in whole.items() if not value]
    if missing:
        raise UsageError(f"The template {name} needs {' '.join([f'{key}=...' for key in missing])}.")
    return whole


def _no_variable(name: str, declared: Mapping[str, str], key: str, value: str) -> str:
    from opsflow.domain.nearest import nearest

    close = nearest(key, declared)
    hint = f"did you mean {' or '.join([f'{one}={value}' for one in close])}? It" if close else "it"
    return f"The template {name} has no variable {key!r}: {hint} has {', '.join(declared) or 'none'}."


def _draft(name: str, table: Mapping[str, Any], variables: Mapping[str, str]) -> Draft:
    values = {key: filled(value, variables) for key, value in table["fields"].items()}
    kind = [values.get(field, "").strip().lower() for field in ("type", "change-type")]
    return Draft(
        filled(table["title"], variables),
        tuple(values.items()),
        tuple([filled(tag, variables) for tag in table["tags"]]),
        tuple([_criterion(held, variables) for held in table["criteria"]]),
        model=name if kind == ["change", "standard"] else "",
    )


def _criterion(held: Any, variables: Mapping[str, str]) -> tuple[str, str | None]:
    if isinstance(held, str):
        return filled(held, variables), None
    check = held["check"]
    return filled(held["text"], variables), check and filled_command(check, variables, held["shell"])


def _in_order(name: str, parts: Sequence[Part]) -> list[Part]:
    """The parts, each after those it depends on. Raises `UsageError` when they go round in a circle."""
    order: list[Part] = []
    waiting = list(parts)
    while waiting:
        placed = {part.name for part in order}
        ready = [part for part in waiting if placed.issuperset(part.after)]
        if not ready:
            raise UsageError(f"The parts of the template {name} wait for each other in a circle.")
        order += ready
        waiting = [part for part in waiting if part not in ready]
    return order
