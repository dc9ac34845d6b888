"""What may stand for a word that someone has begun to write: in a shell, a prompt or a filter bar."""

from __future__ import annotations

from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from opsflow.services.session import Session

    Candidates = Iterator[tuple[str, str]]

_MOST = 50


def of_kind(session: Session, kind: str, last: str) -> Candidates:
    """Values of a kind that begin with `last`, each with a word about it; nothing for a kind that is not known."""
    found = _KINDS.get(kind)
    return found(session, last) if found is not None else iter(())


def _beginning(last: str, words: Iterable[tuple[str, str]]) -> Candidates:
    return ((word, about) for word, about in words if word.startswith(last))


def _ids(session: Session, last: str) -> Candidates:
    """Open items; of a list such as `3,5,1` its last id is completed."""
    listed, comma, digits = last.rpartition(",")
    if digits and not digits.isdigit():
        return
    with session.store.reader() as reader:
        for item in reader.open_from(digits, _MOST):
            yield f"{listed}{comma}{item.id}", visible(item.title)


def _states(session: Session, last: str) -> Candidates:
    """Columns, or where none begins so the states that types bring."""
    with session.store.reader() as reader:
        columns = list(_beginning(last, [(state.name, state.category) for state in reader.workflow.states]))
    return iter(columns) if columns else _stages(session, last)


def _stages(session: Session, last: str) -> Candidates:
    """States that types bring, each with the types that have it."""
    from opsflow.services.records.stages import record_type

    found: dict[str, list[str]] = {}
    for kind in session.settings.types:
        for stage in record_type(session.settings, kind.name).stages:
            found.setdefault(stage.name, []).append(kind.name)
    return _beginning(last, [(name, ", ".join(types)) for name, types in found.items()])


def _tags(session: Session, last: str) -> Candidates:
    sign = last[:1] if last[:1] in "+-" else ""
    with session.store.reader() as reader:
        yield from ((sign + name, "") for name in reader.values("tag", last[len(sign) :], _MOST))


def _recurrences(session: Session, last: str) -> Candidates:
    with session.store.reader() as reader:
        yield from _beginning(last, [(held.name, held.words) for held in reader.recurrences()])


def _owners(session: Session, last: str) -> Candidates:
    """People who own something, then those whom the configuration names."""
    named = [(visible(name), "") for name in session.settings.owners]
    yield from dict.fromkeys([*_used("owner")(session, last), *_beginning(last, named)])


def _used(column: str) -> Callable[[Session, str], Candidates]:
    """Values that items have in a column."""

    def found(session: Session, last: str) -> Candidates:
        with session.store.reader() as reader:
            yield from ((visible(name), "") for name in reader.values(column, last, _MOST))

    return found


def _coded(field: str) -> Callable[[Session, str], Candidates]:
    """The choices of a declared field."""
    return lambda session, last: _beginning(last, [(code, "") for code in _choices(session, field)])


def _choices(session: Session, name: str) -> tuple[str, ...]:
    return next((field.choices for field in session.settings.custom_fields if field.name == name), ())


def _types(session: Session, last: str) -> Candidates:
    return _beginning(last, [(held.name, "") for held in session.settings.types])


def _views(session: Session, last: str) -> Candidates:
    return _beginning(last, [(view.name, view.filter) for view in session.settings.views])


def _holds(session: Session, last: str) -> Candidates:
    return _beginning(last, [(reason, "") for reason in session.settings.hold_reasons])


def _templates(session: Session, last: str) -> Candidates:
    templates = session.settings.automation.get("templates") or {}
    return _beginning(last, [(name, held["title"]) for name, held in templates.items()])


def _checks(_session: Session, last: str) -> Candidates:
    from opsflow.services.looking.watching import CHECKS

    return _beginning(last, [(name, "") for name in CHECKS])


_KINDS: dict[str, Callable[[Session, str], Candidates]] = {
    "checks": _checks,
    "closings": _coded("closing-code"),
    "holds": _holds,
    "ids": _ids,
    "keys": _used("alert_key"),
    "owners": _owners,
    "projects": _used("project"),
    "recurrences": _recurrences,
    "resolutions": _coded("resolution"),
    "services": _used("service"),
    "stages": _stages,
    "states": _states,
    "tags": _tags,
    "templates": _templates,
    "types": _types,
    "views": _views,
}
"""What a parameter or a prompt declares that it takes -> what there is of it."""


def variables(session: Session, template: str, last: str) -> Candidates:
    """The variables of a template, each with what it is when it is not given."""
    declared = (session.settings.automation.get("templates") or {}).get(template, {}).get("variables", {})
    return _beginning(last, [(f"{name}=", default) for name, default in declared.items()])


def filter_words(session: Session, last: str) -> Candidates:
    """What may stand for the last word of a filter."""
    from opsflow.domain.filters.fields import CLOCK_WORDS, FIELDS, IS_WORDS

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and not colon:
        yield from of_kind(session, "tags", last)
    elif last.startswith("@"):
        yield from ((f"@{view}", about) for view, about in _views(session, last[1:]))
    elif name == "is" and colon:
        yield from ((f"is:{word}", about) for word, about in _beginning(value, IS_WORDS.items()))
    elif name == "sla" and colon:
        yield from ((f"sla:{word}", about) for word, about in _beginning(value, CLOCK_WORDS.items()))
    elif colon:
        yield from _field_values(session, name, value)
    else:
        yield from _beginning(last, [(f"{field}:", "") for field in FIELDS])


def sentence_words(session: Session, last: str) -> Candidates:
    """What may stand for the last word of a sentence that `add` and `edit` read; nothing for a word of the title."""
    from opsflow.services.work.sentences import names, names_of_types

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and len(last) > 1 and not colon:
        yield from of_kind(session, "tags", last)
    elif colon:
        yield from _field_values(session, name, value)
    elif last:
        yield from _beginning(last, [(f"{field}:", "") for field in (*names(session), *names_of_types(session))])


def values_of(session: Session, name: str, value: str) -> Candidates:
    """What may stand for the value of a field."""
    for word, about in _field_values(session, name, value):
        yield word.partition(":")[2], about


_FIELDS = {
    "owner": "owners", "state": "states", "project": "projects", "service": "services", "type": "types",
    "stage": "stages", "tags": "tags",
    "parent": "ids", "dep": "ids", "depends": "ids", "on": "ids",
}  # fmt: skip
"""A field -> the kind of its values."""


def _field_values(session: Session, name: str, value: str) -> Candidates:
    from opsflow.domain.items import CLASSES, LEVELS

    matrix = session.settings.matrix
    levels = {
        "impact": matrix.impacts, "urgency": matrix.urgencies, "effort": LEVELS, "class": CLASSES,
        "planned": ("yes", "no"),
    }  # fmt: skip
    fixed = levels.get(name) or _choices(session, name)
    if name == "owner" and value and "me".startswith(value):
        yield "owner:me", session.actor
    yield from _beginning(f"{name}:{value}", [(f"{name}:{word}", "") for word in fixed])
    for word, about in of_kind(session, _FIELDS.get(name, ""), value):
        yield f"{name}:{word}", about
