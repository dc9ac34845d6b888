"""In which order a list stands: the keys there are, and the terms of SQL that each means.

A key of a built-in field is read from the item, most from an index. A field of the site is looked up for each item
that is found, so that sorting by one costs more.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.settings import CustomField, Settings
    from opsflow.services.session import Session

    Term = tuple[str, tuple[str, ...]]
    """A part of an order, with the parameters in it."""

SORTS = {
    "flow": "item.is_open DESC, item.state_position DESC, item.pull_rank",
    "id": "item.id",
    "pull": "",  # as of now: see `opsflow.services.looking.pulling.terms`
    "due": "item.due IS NULL, item.due",
    "not-before": "item.not_before IS NULL, item.not_before",
    "title": "item.title",
    "state": "item.state_position, item.pull_rank",
    "owner": "item.owner IS NULL, item.owner",
    "project": "item.project IS NULL, item.project",
    "service": "item.service IS NULL, item.service",
    "type": "item.type",
    "class": "item.service_class",
    "impact": "",  # from the highest level to the lowest: see `_rank`
    "urgency": "",
    "priority": "item.priority IS NULL, item.priority",
    "stage": "item.stage IS NULL, item.stage",
    "estimate": "item.estimate_likely IS NULL, item.estimate_likely",
    "parent": "item.parent_id IS NULL, item.parent_id",
    "key": "item.alert_key IS NULL, item.alert_key",
    "created": "item.created_at",
    "changed": "item.changed_at",
    "started": "item.started_at IS NULL, item.started_at",
    "finished": "item.finished_at IS NULL, item.finished_at",
    "entered": "item.entered_at",
}
"""A sort key -> the terms of its order; items that are equal in all of them follow their ids."""
_OPEN_FLOW = "item.state_position DESC, item.pull_rank"


def keys_of(sort: str) -> list[str]:
    """The keys that are named, those to be turned with `-` before them."""
    return [key.strip() for key in sort.split(",")]


def known(settings: Settings) -> list[str]:
    """Every key there is."""
    return [*SORTS, *[field.name for field in settings.custom_fields]]


def order_of(session: Session, sort: str, only_open: bool) -> tuple[str, tuple[str, ...]]:
    """The order of the keys named, each within those before it, with its parameters. Raises `UsageError`."""
    found: dict[Term, str] = {}
    is_turned = False
    for key in keys_of(sort):
        is_turned = key.startswith("-")
        for term, parameters in _terms(session, key.removeprefix("-"), only_open):
            found.setdefault((term.removesuffix(" DESC"), parameters), _turned(term) if is_turned else term)
    found.setdefault(("item.id", ()), "item.id DESC" if is_turned else "item.id")
    return ", ".join(found.values()), tuple([held for _, parameters in found for held in parameters])


def _terms(session: Session, name: str, only_open: bool) -> list[Term]:
    if name == "pull":
        from opsflow.services.looking.pulling import soon_until, terms

        return _plain(terms(session.clock(), soon_until(session)))
    if name in ("impact", "urgency"):
        matrix = session.settings.matrix
        rank = _rank(f"item.{name}", matrix.impacts if name == "impact" else matrix.urgencies)
        return [(f"item.{name} IS NULL", ()), rank]
    if only_open and name in ("", "flow"):
        return _plain(_OPEN_FLOW)
    return _plain(SORTS[name or "flow"]) if not name or name in SORTS else _declared(session, name)


def _plain(order: str) -> list[Term]:
    return [(term, ()) for term in order.split(", ")]


def _declared(session: Session, name: str) -> list[Term]:
    """The order of a field that the site or a type declares; a choice stands as its choices are declared."""
    field = session.settings.field(name)
    if field is None:
        from opsflow.domain.errors import UsageError
        from opsflow.domain.nearest import no_such

        raise UsageError(no_such("sort key", name, known(session.settings)))
    value, parameters = _value(field)
    here = "FROM custom WHERE custom.item_id = item.id AND custom.name = ?)"
    return [(f"(SELECT 1 {here} IS NULL", (field.name,)), (f"(SELECT {value} {here}", (*parameters, field.name))]


def _value(field: CustomField) -> Term:
    if field.kind == "choice":
        return _rank("custom.value", field.choices)
    return ("CAST(custom.value AS REAL)" if field.kind == "number" else "custom.value"), ()


def _rank(column: str, values: Sequence[str]) -> Term:
    """The place of a value among those there are; what is none of them comes behind."""
    cases = " ".join([f"WHEN ? THEN {place}" for place in range(len(values))])
    return f"CASE {column} {cases} ELSE {len(values)} END", tuple(values)


def _turned(term: str) -> str:
    """A term read backwards; what is empty stays last."""
    if term.endswith("IS NULL"):
        return term
    return term.removesuffix(" DESC") if term.endswith(" DESC") else f"{term} DESC"
