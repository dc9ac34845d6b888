"""From what a person writes into a field to what is kept in it. One place for every field, for `add`, `edit`, the board
and imports of text.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.items import CLASSES, LEVELS
from opsflow.domain.settings import MODEL
from opsflow.domain.tags import check_tag
from opsflow.domain.text import spelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.history.changes import Change
    from opsflow.domain.settings import CustomField
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

NAMES = (
    "type", "planned", "project", "service", "class", "impact", "urgency", "effort", "estimate", "due", "not-before",
    "owner", "parent", "key", "state",
)  # fmt: skip
ALIASES = {"wait": "not-before", "proj": "project", "pri": "impact"}
DEPENDS = ("depends", "dep", "on")
"""Words of a sentence that name what the item depends on."""
_SHORT_LEVELS = {"h": "high", "m": "medium", "l": "low", "med": "medium"}


def item_fields(session: Session, reader: Reader, values: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns and the custom fields that some written values mean. Raises `UsageError` naming what is possible."""
    fields: dict[str, Any] = {}
    custom: dict[str, str] = {}
    named = {ALIASES.get(given, given): text for given, text in values.items()}
    for name in sorted(named, key=lambda name: name != "type"):  # a type brings defaults that other fields override
        text = named[name]
        if name in _READERS:
            fields.update(_READERS[name](session, reader, text.strip()))
        elif name == "priority":
            question = (
                f"Did you mean impact:{text}? " if text.lower() in (*_SHORT_LEVELS, "high", "medium", "low") else ""
            )
            raise UsageError(
                "A priority is not typed: it follows from impact: and urgency:. `opsflow priority` tells how. "
                f"{question}"
                f"To keep it in a title, write priority\\:{text}"
            )
        elif name == MODEL:
            raise UsageError(
                f"{MODEL} is not typed: it names the template that a standard change was made from. To make one: "
                "`opsflow add --template NAME`"
            )
        elif (field := session.settings.field(name)) is not None:
            custom[field.name] = _custom_value(session, field, text.strip())
        else:
            from opsflow.domain.nearest import no_such

            raise UsageError(no_such("field", name, [*NAMES, *[held.name for held in session.settings.custom_fields]]))
    return fields, custom


def _one_of(what: str, text: str, known: Sequence[str]) -> str:
    found = spelled(text, known)
    if found is None:
        from opsflow.domain.nearest import no_such

        raise UsageError(no_such(what, text, known))
    return found


def _level(column: str) -> Callable[[Session, Reader, str], dict[str, Any]]:
    def read(session: Session, _reader: Reader, text: str) -> dict[str, Any]:
        if not text:
            return {column: None}
        matrix = session.settings.matrix
        levels = {"impact": matrix.impacts, "urgency": matrix.urgencies}.get(column, LEVELS)
        short = _SHORT_LEVELS.get(text.lower(), text)
        return {column: _one_of(column, short if short in levels else text, levels)}

    return read


def _word(column: str) -> Callable[[Session, Reader, str], dict[str, Any]]:
    def read(_session: Session, _reader: Reader, text: str) -> dict[str, Any]:
        if "\n" in text or len(text) > 200:
            raise UsageError(f"A {column} is one short line; this is not.")
        return {column: text or None}

    return read


def _type(session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    name = _one_of("type", text or "task", [kind.name for kind in session.settings.types])
    kind = session.settings.item_type(name)
    return {"type": name, "planned": kind.planned if kind else 1}


def _planned(_session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    words = {"yes": 1, "true": 1, "planned": 1, "1": 1, "no": 0, "false": 0, "unplanned": 0, "0": 0}
    return {"planned": words[_one_of("answer for planned", text, tuple(words))]}


def _class(_session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    return {"service_class": _one_of("class of service", text or "standard", CLASSES)}


def _state(_session: Session, reader: Reader, text: str) -> dict[str, Any]:
    return {"state": reader.workflow.state(text).name}


def _owner(session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    from opsflow.services.work.owners import person

    return {"owner": person(session, text)}


def _estimate(session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    from opsflow.domain.time.durations import parse_estimate

    low, likely, high = (
        parse_estimate(text, session.settings.day_minutes, session.settings.week_days) if text else (None, None, None)
    )
    return {"estimate_low": low, "estimate_likely": likely, "estimate_high": high}


def _due(session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    from opsflow.domain.time.dates import deadline, parse_moment

    return {"due": deadline(parse_moment(text, session.clock(), session.zone)) if text else None}


def _not_before(session: Session, _reader: Reader, text: str) -> dict[str, Any]:
    from opsflow.domain.time.dates import beginning, parse_moment

    return {"not_before": beginning(parse_moment(text, session.clock(), session.zone)) if text else None}


def _parent(_session: Session, reader: Reader, text: str) -> dict[str, Any]:
    from opsflow.domain.errors import NotFound
    from opsflow.domain.ids import parse_ids

    if not text:
        return {"parent_id": None}
    ids = parse_ids(text)
    if len(ids) != 1:
        raise UsageError("An item has one parent.")
    if reader.item(ids[0]) is None:
        raise NotFound(f"There is no item {ids[0]} to be the parent.")
    return {"parent_id": ids[0]}


def _custom_value(session: Session, field: CustomField, text: str) -> str:
    if not text:
        return ""
    if field.kind == "choice":
        return _one_of(field.name, text, field.choices)
    if field.kind == "date":
        from opsflow.domain.time.dates import parse_moment
        from opsflow.domain.time.instants import format_instant_utc

        span = parse_moment(text, session.clock(), session.zone)
        return format_instant_utc(span.end if field.is_end else span.start)
    if field.kind == "number":
        from opsflow.domain.numbers import number_of

        if number_of(text) is None:
            raise UsageError(f"{field.name} is a number such as 12 or -3.5, {text!r} is none.")
    return text


def custom_changes(has: Mapping[str, str], wanted: Mapping[str, str]) -> list[Change]:
    """The changes from the custom values an item has to the wanted ones; an empty one goes."""
    from opsflow.domain.history.changes import Change

    made: list[Change] = []
    for name, value in wanted.items():
        old = has.get(name)
        before = None if old is None else {"value": old}
        after = {"value": value} if value else None
        if before != after:
            made.append(Change("custom", name, before, after))
    return made


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags fit to keep, each once."""
    return tuple(dict.fromkeys([check_tag(tag) for tag in tags]))


_READERS: dict[str, Callable[[Session, Reader, str], dict[str, Any]]] = {
    "type": _type,
    "planned": _planned,
    "project": _word("project"),
    "service": _word("service"),
    "class": _class,
    "impact": _level("impact"),
    "urgency": _level("urgency"),
    "effort": _level("effort"),
    "estimate": _estimate,
    "due": _due,
    "not-before": _not_before,
    "owner": _owner,
    "parent": _parent,
    "key": _word("alert_key"),
    "state": _state,
}
