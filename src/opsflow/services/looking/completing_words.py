"""What may stand for a word that someone has begun to write: of a filter, or of the sentence that `add` reads."""

from __future__ import annotations

from opsflow.services.looking.completing import beginning, choices, names_kept, of_kind, several

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsflow.services.session import Session

    Candidates = Iterator[tuple[str, str]]

_KINDS = {
    "owner": "owners", "state": "states", "project": "projects", "service": "services", "type": "types",
    "stage": "stages", "tag": "tags", "key": "keys", "hold": "holds", "recurrence": "recurrences",
    "parent": "ids", "dep": "ids", "depends": "ids", "on": "ids", "id": "ids", "blocks": "ids",
}  # fmt: skip
"""A field -> what its values are."""
_DATED = ("due", "not-before")


def filter_words(session: Session, last: str) -> Candidates:
    """What may stand for the last word of a filter."""
    from opsflow.domain.filters.fields import ALIASES, CLOCK_WORDS, IS_WORDS

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and not colon:
        yield from of_kind(session, "tags", last)
    elif last.startswith("@"):
        yield from _behind("@", of_kind(session, "views", last[1:]))
    elif not colon:
        yield from _names_of_filters(session, last)
    elif name == "is":
        yield from ((f"is:{word}", about) for word, about in IS_WORDS.items() if word.startswith(value))
    elif name == "sla":
        yield from ((f"sla:{word}", about) for word, about in CLOCK_WORDS.items() if word.startswith(value))
    elif name in ("has", "no"):
        yield from _behind(f"{name}:", beginning(_kinds(session), value))
    else:
        field = name.partition(".")[0]
        if _kinds(session).get(ALIASES.get(field, field)) == "time":
            yield from _behind(f"{name}:", of_kind(session, "dates" if field in _DATED else "past", value))
        else:
            yield from _field_values(session, ALIASES.get(field, field), name, value)


def _kinds(session: Session) -> dict[str, str]:
    """The fields that a filter can ask about, those that are declared or kept among them, with their kinds."""
    from opsflow.domain.filters.fields import CUSTOM_KINDS, FIELDS

    kinds = {held.name: CUSTOM_KINDS[held.kind] for held in session.settings.custom_fields}
    return {**dict.fromkeys(names_kept(session), CUSTOM_KINDS["text"]), **kinds, **FIELDS}


def _names_of_filters(session: Session, last: str) -> Candidates:
    from opsflow.domain.filters.fields import MODIFIERS, ORDERED

    kinds = _kinds(session)
    field, dot, begun = last.partition(".")
    if dot and kinds.get(field) in ORDERED:
        yield from ((f"{field}.{word}:", "") for word in MODIFIERS if word.startswith(begun))
        return
    yield from ((f"{word}:", "") for word in ("is", "has", "no", *kinds) if word.startswith(last))


def sentence_words(session: Session, last: str) -> Candidates:
    """What may stand for the last word of a sentence that `add` and `edit` read; nothing for a word of the title."""
    from opsflow.services.work.fields import ALIASES
    from opsflow.services.work.sentences import names, names_of_types

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and len(last) > 1 and not colon:
        yield from of_kind(session, "tags", last)
    elif colon:
        yield from _field_values(session, ALIASES.get(name, name), name, value)
    elif last:
        known = (*names(session), *names_of_types(session), *names_kept(session))
        yield from ((f"{field}:", "") for field in known if field.startswith(last))


def values_of(session: Session, name: str, value: str) -> Candidates:
    """What may stand for the value of a field."""
    for word, about in _field_values(session, name, name, value):
        yield word.partition(":")[2], about


def _field_values(session: Session, field: str, written: str, value: str) -> Candidates:
    """The values of a field behind its name as it is `written`; lists with commas where a value may be a list."""
    from opsflow.domain.items import CLASSES, LEVELS

    matrix = session.settings.matrix
    levels = {
        "impact": matrix.impacts, "urgency": matrix.urgencies, "effort": LEVELS, "class": CLASSES,
        "planned": ("yes", "no"),
    }  # fmt: skip
    kind = "dates" if field in _DATED else _KINDS.get(field, "")

    def offered(begun: str) -> Iterable[tuple[str, str]]:
        yield from beginning(levels.get(field) or choices(session, field), begun)
        yield from of_kind(session, kind, begun)

    yield from _behind(f"{written}:", offered(value) if kind == "dates" else several(value, offered))


def _behind(sign: str, offered: Iterable[tuple[str, str]]) -> Candidates:
    yield from ((sign + word, about) for word, about in offered)
