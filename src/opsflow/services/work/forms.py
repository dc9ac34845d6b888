"""The fields of an item as a person writes them, to be changed in an editor or one by one on the board."""

from __future__ import annotations

from opsflow.domain.settings import MODEL
from opsflow.services.looking.facts import TEXTS, instant, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsflow.services.looking.facts import Text
    from opsflow.services.looking.queries import Detail
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_TEXTS: dict[str, Text] = {
    "title": plain("title"),
    "type": plain("type"),
    "planned": lambda item, _session: "yes" if item.planned else "no",
    "project": TEXTS["project"],
    "service": TEXTS["service"],
    "class": plain("service_class"),
    "impact": TEXTS["impact"],
    "urgency": TEXTS["urgency"],
    "effort": plain("effort"),
    "estimate": TEXTS["estimate"],
    "due": instant("due"),
    "not-before": TEXTS["not-before"],
    "owner": plain("owner"),
    "parent": plain("parent_id"),
    "key": TEXTS["key"],
}


def form(session: Session, detail: Detail) -> dict[str, str]:
    """Every field that can be written, with what it says now, each on one line; an empty text where it says nothing."""
    item = detail.item
    values = {name: text(item, session) for name, text in _TEXTS.items()}
    own = [field.name for field in session.settings.custom_fields if field.is_of(item.type)]
    values.update({"tags": " ".join(detail.tags), **{name: detail.custom.get(name, "") for name in own}})
    values.update(detail.custom)
    values.pop(MODEL, None)
    return {name: " ".join(value.splitlines()).strip() for name, value in values.items()}


OWN = ("title", "tags")
"""Fields that are changed for one item at a time: for several, tags are put on and taken off."""
NEVER_EMPTY = ("title", "type", "class", "planned")
"""Fields that always say something."""
DIFFERENT = "…"
"""What stands for a field in which several items differ."""


def common(session: Session, details: Sequence[Detail]) -> dict[str, str]:
    """The fields that several items can be given alike, with what all of them say."""
    forms = [form(session, detail) for detail in details]
    if len(forms) == 1:
        return forms[0]
    names = [name for name in forms[0] if name not in OWN and all(name in held for held in forms)]
    values = {name: dict.fromkeys([held[name] for held in forms]) for name in names}
    return {name: next(iter(held)) if len(held) == 1 else DIFFERENT for name, held in values.items()}


def fill_in_alike(
    session: Session, details: Sequence[Detail], values: Mapping[str, str], options: WriteOptions
) -> Outcome:
    """Change one item as `fill_in` does, or give several the same values."""
    from opsflow.services.work.items import edit

    if len(details) == 1:
        return fill_in(session, details[0], values, options)
    return edit(session, [detail.item.id for detail in details], dict(values), options=options)


def fill_in(session: Session, detail: Detail, values: Mapping[str, str], options: WriteOptions) -> Outcome:
    """Change an item as a form says that was made of `detail`; what differs from it is changed and nothing else.

    Raises `Conflict` when someone has changed the item since.
    """
    from opsflow.services.work.items import edit

    known = form(session, detail)
    changed: dict[str, str | None] = {name: value for name, value in values.items() if value != known.get(name)}
    wanted = changed.pop("tags", None)
    tags = set(detail.tags) if wanted is None else set(wanted.split())
    added, removed = sorted(tags - set(detail.tags)), sorted(set(detail.tags) - tags)
    expect = ((detail.item.id, detail.item.version),)
    return edit(session, detail.item.id, changed, added, removed, options.replace(expect=expect))
