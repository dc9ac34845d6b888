"""What may stand for a word that someone has begun to write: in a shell, a prompt or a filter bar."""

from __future__ import annotations

from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.services.session import Session

    Candidates = Iterator[tuple[str, str]]

_MOST = 50
_COLUMNS = {"owners": "owner", "projects": "project", "services": "service", "keys": "alert_key"}
_CODES = {"resolutions": "resolution", "closings": "closing-code"}
_KINDS = {
    "owner": "owners", "state": "states", "project": "projects", "service": "services", "type": "types",
    "stage": "stages", "tags": "tags",
    "parent": "ids", "dep": "ids", "depends": "ids", "on": "ids",
}  # fmt: skip
"""A field -> what its values are."""


def of_kind(session: Session, kind: str, last: str) -> Candidates:
    """Values of a kind that begin with `last`, each with a word about it."""
    if kind == "types":
        yield from ((held.name, "") for held in session.settings.types if held.name.startswith(last))
        return
    if kind == "views":
        yield from ((view.name, view.filter) for view in session.settings.views if view.name.startswith(last))
        return
    if kind == "holds":
        yield from ((reason, "") for reason in session.settings.hold_reasons if reason.startswith(last))
        return
    if kind in _CODES:
        yield from ((code, "") for code in _choices(session, _CODES[kind]) if code.startswith(last))
        return
    if kind == "stages":
        yield from _stages(session, last)
        return
    if kind == "templates":
        templates = session.settings.automation.get("templates") or {}
        yield from ((name, held["title"]) for name, held in templates.items() if name.startswith(last))
        return
    if kind == "checks":
        from opsflow.services.looking.watching import CHECKS

        yield from ((name, "") for name in CHECKS if name.startswith(last))
        return
    if kind not in ("ids", "states", "tags", "recurrences", *_COLUMNS):
        return
    with session.store.reader() as reader:
        if kind == "ids":
            sign = last.rpartition(",")[0]
            start = f"{sign}," if sign else ""
            digits = last.rpartition(",")[2]
            for item in reader.open_from(digits, _MOST) if not digits or digits.isdigit() else ():
                yield f"{start}{item.id}", visible(item.title)
        elif kind == "states":
            columns = [state for state in reader.workflow.states if state.name.startswith(last)]
            yield from ((state.name, state.category) for state in columns)
            yield from () if columns else _stages(session, last)
        elif kind == "recurrences":
            yield from ((held.name, held.words) for held in reader.recurrences() if held.name.startswith(last))
        elif kind == "tags":
            sign = last[:1] if last[:1] in "+-" else ""
            yield from ((sign + name, "") for name in reader.values("tag", last[len(sign) :], _MOST))
        else:
            known = session.settings.owners if kind == "owners" else ()
            used = reader.values(_COLUMNS[kind], last, _MOST)
            found = dict.fromkeys([*used, *[name for name in known if name.startswith(last)]])
            yield from ((visible(name), "") for name in found)


def variables(session: Session, template: str, last: str) -> Candidates:
    """The variables of a template, each with what it is when it is not given."""
    declared = (session.settings.automation.get("templates") or {}).get(template, {}).get("variables", {})
    yield from ((f"{name}=", default) for name, default in declared.items() if name.startswith(last))


def _stages(session: Session, last: str) -> Candidates:
    """States that types bring, each with the types that have it."""
    from opsflow.services.records.stages import record_type

    found: dict[str, list[str]] = {}
    for kind in session.settings.types:
        for stage in record_type(session.settings, kind.name).stages:
            found.setdefault(stage.name, []).append(kind.name)
    yield from ((name, ", ".join(types)) for name, types in found.items() if name.startswith(last))


def _choices(session: Session, name: str) -> tuple[str, ...]:
    return next((field.choices for field in session.settings.custom_fields if field.name == name), ())


def filter_words(session: Session, last: str) -> Candidates:
    """What may stand for the last word of a filter."""
    from opsflow.domain.filters.fields import CLOCK_WORDS, FIELDS, IS_WORDS

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and not colon:
        yield from of_kind(session, "tags", last)
    elif last.startswith("@"):
        views = session.settings.views
        yield from ((f"@{view.name}", view.filter) for view in views if view.name.startswith(last[1:]))
    elif name == "is" and colon:
        yield from ((f"is:{word}", about) for word, about in IS_WORDS.items() if word.startswith(value))
    elif name == "sla" and colon:
        yield from ((f"sla:{word}", about) for word, about in CLOCK_WORDS.items() if word.startswith(value))
    elif colon:
        yield from _field_values(session, name, value)
    else:
        yield from ((f"{field}:", "") for field in FIELDS if field.startswith(last))


def sentence_words(session: Session, last: str) -> Candidates:
    """What may stand for the last word of a sentence that `add` and `edit` read; nothing for a word of the title."""
    from opsflow.services.work.sentences import names, names_of_types

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and len(last) > 1 and not colon:
        yield from of_kind(session, "tags", last)
    elif colon:
        yield from _field_values(session, name, value)
    elif last:
        yield from (
            (f"{field}:", "") for field in (*names(session), *names_of_types(session)) if field.startswith(last)
        )


def values_of(session: Session, name: str, value: str) -> Candidates:
    """What may stand for the value of a field."""
    for word, about in _field_values(session, name, value):
        yield word.partition(":")[2], about


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
    yield from ((f"{name}:{word}", "") for word in fixed if word.startswith(value))
    for word, about in of_kind(session, _KINDS.get(name, ""), value):
        yield f"{name}:{word}", about
