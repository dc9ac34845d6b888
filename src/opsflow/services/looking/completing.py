"""What may stand for a value that someone has begun to write, by what kind of value it is."""

from __future__ import annotations

from opsflow.domain.settings import KEPT, kept_field
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

    Candidates = Iterator[tuple[str, str]]

_MOST = 50


def of_kind(session: Session, kind: str, last: str) -> Candidates:
    """Values of a kind that begin with `last`, each with a word about it; of a kind that is not known, none."""
    offered = KINDS.get(kind)
    return offered(session, last) if offered is not None else iter(())


def variables(session: Session, template: str, last: str) -> Candidates:
    """The variables of a template, each with what it is when it is not given."""
    declared = (session.settings.automation.get("templates") or {}).get(template, {}).get("variables", {})
    yield from ((f"{name}=", default) for name, default in declared.items() if name.startswith(last))


def criteria(session: Session, ids: str, last: str) -> Candidates:
    """The numbers of the criteria of the one item that `ids` names, behind commas where some are given already."""
    from opsflow.domain.errors import UsageError
    from opsflow.domain.ids import parse_ids

    try:
        chosen = parse_ids(ids)
    except UsageError:
        return
    given, comma, digits = last.rpartition(",")
    with session.store.reader() as reader:
        for held in reader.criteria(chosen).get(chosen[0], []) if len(chosen) == 1 else ():
            if str(held.number).startswith(digits) and str(held.number) not in given.split(","):
                yield f"{given}{comma}{held.number}", f"{held.state}: {visible(held.text)}"


def several(last: str, offered: Callable[[str], Iterable[tuple[str, str]]]) -> Candidates:
    """Values of a list with commas: what may stand for the last of them, behind those that are given."""
    given, comma, begun = last.rpartition(",")
    before = given.split(",")
    yield from ((f"{given}{comma}{word}", about) for word, about in offered(begun) if word not in before)


def beginning(words: Iterable[str], last: str) -> Candidates:
    """The words that begin with `last`; there is nothing to say about them."""
    yield from ((word, "") for word in words if word.startswith(last))


def choices(session: Session, name: str) -> tuple[str, ...]:
    """The values that a field of the site or of a type can have, where they are listed."""
    field = session.settings.field(name)
    return field.choices if field is not None else ()


def names_kept(session: Session) -> list[str]:
    """The fields that items have from another tool and nobody declared."""
    with session.store.reader() as reader:
        return fields_kept(reader)


def fields_kept(reader: Reader) -> list[str]:
    """The same, of a store that is being read."""
    return [name for name in reader.values("custom", KEPT, _MOST) if kept_field(name) is not None]


def _ids(session: Session, last: str) -> Candidates:
    given, comma, digits = last.rpartition(",")
    with session.store.reader() as reader:
        for item in reader.open_from(digits, _MOST) if not digits or digits.isdigit() else ():
            yield f"{given}{comma}{item.id}", visible(item.title)


def _states(session: Session, last: str) -> Candidates:
    with session.store.reader() as reader:
        columns = [state for state in reader.workflow.states if state.name.startswith(last)]
    yield from ((state.name, state.category) for state in columns)
    yield from () if columns else _stages(session, last)


def _stages(session: Session, last: str) -> Candidates:
    """States that types bring, each with the types that have it."""
    from opsflow.services.records.stages import record_type

    found: dict[str, list[str]] = {}
    for kind in session.settings.types:
        for stage in record_type(session.settings, kind.name).stages:
            found.setdefault(stage.name, []).append(kind.name)
    yield from ((name, ", ".join(types)) for name, types in found.items() if name.startswith(last))


def _tags(session: Session, last: str) -> Candidates:
    sign = last[:1] if last[:1] in "+-" else ""
    with session.store.reader() as reader:
        yield from ((sign + name, "") for name in reader.values("tag", last[len(sign) :], _MOST))


def _in_use(session: Session, column: str, last: str) -> Candidates:
    known = session.settings.owners if column == "owner" else ()
    with session.store.reader() as reader:
        used = reader.values(column, last, _MOST)
    found = dict.fromkeys([*used, *[name for name in known if name.startswith(last)]])
    yield from ((name, "") for name in found if visible(name) == name)
    if column == "owner" and "me".startswith(last):
        yield "me", session.actor


def _recurrences(session: Session, last: str) -> Candidates:
    with session.store.reader() as reader:
        yield from ((held.name, held.words) for held in reader.recurrences() if held.name.startswith(last))


def _views(session: Session, last: str) -> Candidates:
    yield from ((view.name, view.filter) for view in session.settings.views if view.name.startswith(last))


def _templates(session: Session, last: str) -> Candidates:
    templates = session.settings.automation.get("templates") or {}
    yield from ((name, held["title"]) for name, held in templates.items() if name.startswith(last))


def _fields(session: Session, last: str) -> Candidates:
    """The fields that the site or a type declares, ready for a value."""
    declared = [(field.name, ", ".join(field.types)) for field in session.settings.custom_fields]
    name, equals, value = last.partition("=")
    if equals:
        yield from ((f"{name}={choice}", "") for choice in choices(session, name) if choice.startswith(value))
    else:
        declared += [(field, "") for field in names_kept(session)]
        yield from ((f"{field}=", types) for field, types in declared if field.startswith(last))


def _checks(_session: Session, last: str) -> Candidates:
    from opsflow.services.looking.checks import CHECKS

    return beginning(CHECKS, last)


def _commands(session: Session, last: str) -> Candidates:
    """The latest commands of the store by number, the latest first, each with what it was and whose."""
    with session.store.reader() as reader:
        for header, _ in reader.commands("1 = 1", (), "command.id DESC", _MOST):
            if str(header.id).startswith(last):
                yield str(header.id), f"{header.name} by {visible(header.actor)}"


def _links(_session: Session, last: str) -> Candidates:
    from opsflow.services.work.links import KINDS

    return beginning(KINDS, last)


def _dates(session: Session, last: str) -> Candidates:
    from opsflow.services.looking.completing_dates import coming

    return coming(session, last)


def _past(session: Session, last: str) -> Candidates:
    from opsflow.services.looking.completing_dates import past

    return past(session, last)


def _startable(session: Session, last: str) -> Candidates:
    from opsflow.services.looking.completing_flow import startable

    return startable(session, last)


KINDS: dict[str, Callable[[Session, str], Candidates]] = {
    "ids": _ids,
    "startable": _startable,
    "owners": lambda session, last: _in_use(session, "owner", last),
    "projects": lambda session, last: _in_use(session, "project", last),
    "services": lambda session, last: _in_use(session, "service", last),
    "keys": lambda session, last: _in_use(session, "alert_key", last),
    "states": _states,
    "stages": _stages,
    "tags": _tags,
    "types": lambda session, last: beginning([held.name for held in session.settings.types], last),
    "views": _views,
    "holds": lambda session, last: beginning(session.settings.hold_reasons, last),
    "resolutions": lambda session, last: beginning(choices(session, "resolution"), last),
    "closings": lambda session, last: beginning(choices(session, "closing-code"), last),
    "templates": _templates,
    "checks": _checks,
    "recurrences": _recurrences,
    "fields": _fields,
    "links": _links,
    "commands": _commands,
    "dates": _dates,
    "past": _past,
}
"""A kind of value -> what offers its values."""
