"""The columns of lists: what there are, and what each says of an item, whatever it is printed on."""

from __future__ import annotations

from opsflow.cli.output.tables import Column
from opsflow.domain.rules.priority import name_of
from opsflow.services.looking.facts import custom_text, effort, estimate, instant, plain, progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from opsflow.domain.items import Item
    from opsflow.services.looking.queries import Listing
    from opsflow.services.session import Session

DEFAULT = ("id", "state", "type", "owner", "due", "done", "title")
EXTRA = ("project", "service", "tags")
"""What a terminal shows beside these where it has room."""
WIDE = (*DEFAULT[:-1], *EXTRA, DEFAULT[-1])


def columns_of(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    """The columns of these names, as they are declared. Raises `UsageError` with the nearest ones."""
    return tuple([_known(session, name) for name in names])


def _known(session: Session, name: str) -> str:
    if name in COLUMNS:
        return name
    field = session.settings.field(name)
    if field is None:
        from opsflow.domain.errors import UsageError
        from opsflow.domain.nearest import no_such

        raise UsageError(no_such("column", name, [*COLUMNS, *declared(session)]))
    return field.name


def declared(session: Session) -> list[str]:
    """The fields of the site and of its types, each a column as well."""
    return [field.name for field in session.settings.custom_fields]


def column(session: Session, name: str, extra: Sequence[str] = ()) -> Column:
    """How a column is headed and laid out; one of those that are `extra` is there where a terminal has room."""
    if name in COLUMNS:
        return COLUMNS[name][0].replace(is_extra=name in extra)
    field = session.settings.field(name)
    kind = field.kind if field is not None else ""
    return Column(name, gives_way=kind == "text", to_right=kind == "number")


def text_of(session: Session, listing: Listing, item: Item, name: str) -> str:
    """How a column reads for an item."""
    if name == "tags":
        return " ".join(listing.tags.get(item.id, ()))
    if name in COLUMNS:
        return COLUMNS[name][1](item, session)
    value = listing.custom.get(item.id, {}).get(name)
    return "" if value is None else custom_text(session, name, value)


def value_of(session: Session, listing: Listing, item: Item, name: str) -> str | Decimal:
    """The same for a spreadsheet, which computes with the numbers of the site and takes `1/3` for a date."""
    if name == "done" and item.criteria_total:
        return f"{item.criteria_closed} of {item.criteria_total}"
    text = text_of(session, listing, item, name)
    field = None if name in COLUMNS else session.settings.field(name)
    if field is None or field.kind != "number":
        return text
    from decimal import Decimal

    from opsflow.domain.numbers import number_of

    return text if number_of(text) is None else Decimal(text)  # else redacted, or as an import brought it


COLUMNS: dict[str, tuple[Column, Callable[[Item, Session], str]]] = {
    "id": (Column("id", to_right=True), plain("id")),
    "uid": (Column("uid"), plain("uid")),
    "title": (Column("title", gives_way=True), plain("title")),
    "state": (Column("state"), plain("state")),
    "type": (Column("type"), plain("type")),
    "owner": (Column("owner", gives_way=True), plain("owner")),
    "due": (Column("due", to_right=True), instant("due")),
    "not-before": (Column("not before"), instant("not_before")),
    "done": (Column("done", to_right=True), lambda item, session: progress(item)),
    "project": (Column("project", gives_way=True), plain("project")),
    "service": (Column("service", gives_way=True), plain("service")),
    "class": (Column("class"), plain("service_class")),
    "impact": (Column("impact"), plain("impact")),
    "urgency": (Column("urgency"), plain("urgency")),
    "priority": (Column("pri"), lambda item, session: name_of(item.priority)),
    "stage": (Column("stage"), plain("stage")),
    "hold": (Column("on hold", gives_way=True), plain("hold_reason")),
    "effort": (Column("effort"), effort),
    "estimate": (Column("estimate", to_right=True), estimate),
    "parent": (Column("parent", to_right=True), plain("parent_id")),
    "key": (Column("key"), plain("alert_key")),
    "tags": (Column("tags", gives_way=True), lambda item, session: ""),
    "planned": (Column("planned"), lambda item, session: "planned" if item.planned else "unplanned"),
    "blocked": (Column("blocked", gives_way=True), plain("blocked_reason")),
    "waits": (Column("waits", to_right=True), lambda item, session: str(item.waiting_for or "")),
    "created": (Column("created"), instant("created_at")),
    "started": (Column("started"), instant("started_at")),
    "finished": (Column("finished"), instant("finished_at")),
    "entered": (Column("entered"), instant("entered_at")),
    "changed": (Column("changed"), instant("changed_at")),
}
