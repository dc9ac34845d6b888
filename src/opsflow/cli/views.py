"""How items look in print: the columns of lists, and one item whole."""

from __future__ import annotations

from opsflow.cli.tables import Cell, Column, print_table
from opsflow.domain.dates import format_date, relative
from opsflow.domain.errors import UsageError
from opsflow.domain.text import visible, visible_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsflow.cli.printing import Printer
    from opsflow.domain.items import Criterion, Item
    from opsflow.services.queries import Detail, Listing
    from opsflow.services.session import Session

DEFAULT = ("id", "state", "type", "owner", "due", "done", "title")
_STATE_STYLES = {"active": "cyan", "waiting": "yellow", "done": "green", "cancelled": "dim"}


def columns_of(names: Sequence[str]) -> tuple[str, ...]:
    """The columns of these names. Raises `UsageError` with the nearest ones."""
    for name in names:
        if name not in _COLUMNS:
            from opsflow.domain.nearest import nearest

            close = nearest(name, _COLUMNS)
            hint = f"Did you mean {' or '.join(close)}?" if close else f"There are {', '.join(_COLUMNS)}."
            raise UsageError(f"There is no column {name!r}. {hint}")
    return tuple(names)


def print_items(out: Printer, session: Session, listing: Listing, names: Sequence[str]) -> None:
    """Print items as a table of the columns named."""
    rows = ([_cell(out, session, listing, item, name) for name in names] for item in listing.items)
    print_table(out, [_COLUMNS[name][0] for name in names], rows)


def _cell(out: Printer, session: Session, listing: Listing, item: Item, name: str) -> Cell:
    if name == "due" and item.due is not None:
        return _due(out, session, item)
    if name == "tags":
        return Cell(" ".join(listing.tags.get(item.id, ())), "blue")
    if name == "state":
        return Cell(item.state + ("!" if item.is_blocked else ""), _state_style(item))
    return Cell(_COLUMNS[name][1](item, session))


def _state_style(item: Item) -> str:
    return "red" if item.is_blocked else _STATE_STYLES.get(item.category, "")


def _due(out: Printer, session: Session, item: Item) -> Cell:
    now = session.clock()
    if not out.is_terminal:
        return Cell(format_date(item.due or 0, session.zone))
    late = item.is_open and (item.due or 0) < now
    soon = item.is_open and (item.due or 0) < now + session.settings.due_soon
    return Cell(relative(item.due or 0, now), "red" if late else "yellow" if soon else "")


def progress(item: Item) -> str:
    """Criteria closed and in all, such as `1/3`; nothing for an item without any."""
    return f"{item.criteria_closed}/{item.criteria_total}" if item.criteria_total else ""


def _since(name: str) -> Callable[[Item, Session], str]:
    def text(item: Item, session: Session) -> str:
        instant = getattr(item, name)
        return "" if instant is None else format_date(instant, session.zone)

    return text


def _plain(name: str) -> Callable[[Item, Session], str]:
    return lambda item, session: "" if getattr(item, name) is None else str(getattr(item, name))


def _estimate(item: Item, session: Session) -> str:
    from opsflow.domain.durations import format_duration

    values = [item.estimate_low, item.estimate_likely, item.estimate_high]
    return "/".join([format_duration(value, session.settings.day_minutes) for value in values if value is not None])


def _effort(item: Item, _session: Session) -> str:
    from opsflow.domain.pull import effort_of

    return effort_of(item) or ""


_COLUMNS: dict[str, tuple[Column, Callable[[Item, Session], str]]] = {
    "id": (Column("id", to_right=True), _plain("id")),
    "uid": (Column("uid"), _plain("uid")),
    "title": (Column("title", gives_way=True), _plain("title")),
    "state": (Column("state"), _plain("state")),
    "type": (Column("type"), _plain("type")),
    "owner": (Column("owner", gives_way=True), _plain("owner")),
    "due": (Column("due", to_right=True), _since("due")),
    "not-before": (Column("not before"), _since("not_before")),
    "done": (Column("done", to_right=True), lambda item, session: progress(item)),
    "project": (Column("project", gives_way=True), _plain("project")),
    "service": (Column("service", gives_way=True), _plain("service")),
    "class": (Column("class"), _plain("service_class")),
    "impact": (Column("impact"), _plain("impact")),
    "urgency": (Column("urgency"), _plain("urgency")),
    "effort": (Column("effort"), _effort),
    "estimate": (Column("estimate", to_right=True), _estimate),
    "parent": (Column("parent", to_right=True), _plain("parent_id")),
    "key": (Column("key"), _plain("alert_key")),
    "tags": (Column("tags", gives_way=True), lambda item, session: ""),
    "planned": (Column("planned"), lambda item, session: "planned" if item.planned else "unplanned"),
    "blocked": (Column("blocked", gives_way=True), _plain("blocked_reason")),
    "waits": (Column("waits", to_right=True), lambda item, session: str(item.waiting_for or "")),
    "created": (Column("created"), _since("created_at")),
    "started": (Column("started"), _since("started_at")),
    "finished": (Column("finished"), _since("finished_at")),
    "entered": (Column("entered"), _since("entered_at")),
    "changed": (Column("changed"), _since("changed_at")),
}
COLUMN_NAMES = tuple(_COLUMNS)


def print_criteria(out: Printer, session: Session, criteria: Iterable[Criterion]) -> None:
    """Print criteria, each with its number and state, and who closed it, when and how."""
    marks = {"open": ("[ ]", ""), "met": ("[x]", "green"), "waived": ("[-]", "yellow")}
    for criterion in criteria:
        mark, style = marks[criterion.state]
        line = f"{criterion.number:>3} {out.styled(mark, style)} {visible(criterion.text)}"
        if criterion.closed_at is not None:
            when = format_date(criterion.closed_at, session.zone)
            why = criterion.evidence or criterion.reason
            tail = f"{criterion.state} by {criterion.closed_by or ''} {when}" + (f": {why}" if why else "")
            line += out.styled(f"  ({visible(tail)})", "dim")
        elif criterion.evidence:
            line += out.styled(f"  ({visible(criterion.evidence)})", "red")
        out.data(line)
        if criterion.check_command:
            out.data(out.styled(f"        $ {visible(criterion.check_command)}", "dim"))


def print_detail(out: Printer, session: Session, detail: Detail) -> None:
    """Print one item with everything around it."""
    item = detail.item
    out.data(f"{out.styled(str(item.id), 'bold')}  {out.styled(visible(item.title), 'bold')}")
    for name, text, style in _facts(session, detail):
        if text:
            out.data(f"{out.styled(f'{name:<12}', 'dim')} {out.styled(visible(text), style)}")
    if detail.criteria:
        _heading(out, f"definition of done {progress(item)}")
        print_criteria(out, session, detail.criteria)
    _print_items(out, "depends on", detail.depends_on)
    _print_items(out, "blocks", detail.dependents)
    _print_items(out, "children", detail.children)
    _print_links(out, detail)
    for note in detail.notes:
        when = format_date(note.written_at, session.zone)
        _heading(out, f"note {note.number}, {visible(note.author)}, {when}")
        for line in visible_block(note.text):
            out.data(f"  {line}")


def _seen(session: Session, detail: Detail) -> str:
    tally = detail.tally
    if tally is None:
        return ""
    return f"{tally.occurrences} times, last {format_date(tally.last_seen_at, session.zone)}"


def _facts(session: Session, detail: Detail) -> list[tuple[str, str, str]]:
    from opsflow.domain.durations import format_elapsed

    item, now = detail.item, session.clock()
    since = format_elapsed(now - item.entered_at)
    due = f"{format_date(item.due, session.zone)} ({relative(item.due, now)})" if item.due is not None else ""
    late = item.due is not None and item.due < now and item.is_open
    parent = detail.related.get(item.parent_id) if item.parent_id else None
    blocked = ""
    if item.blocked_at is not None:
        blocked = f"{item.blocked_reason} ({format_elapsed(now - item.blocked_at)})"
    names = ("project", "service", "impact", "urgency", "effort", "estimate", "not-before", "key")
    plain = [(name, _COLUMNS[name][1](item, session), "") for name in names]
    times = [(name, _COLUMNS[name][1](item, session), "") for name in ("created", "started", "finished")]
    return [
        ("state", f"{item.state}, {since}", _state_style(item)),
        ("blocked", blocked, "red"),
        ("type", f"{item.type}, {'planned' if item.planned else 'unplanned'}", ""),
        ("class", item.service_class, "magenta" if item.service_class == "expedite" else ""),
        ("owner", item.owner or "", ""),
        ("due", due, "red" if late else ""),
        *plain,
        ("seen", _seen(session, detail), ""),
        ("tags", " ".join(detail.tags), "blue"),
        ("parent", f"{parent.id} {parent.title}" if parent else "", ""),
        *[(name, value, "") for name, value in detail.custom.items()],
        *times,
        ("uid", item.uid, "dim"),
    ]


def _heading(out: Printer, text: str) -> None:
    out.data("")
    out.data(out.styled(text, "dim"))


def _print_items(out: Printer, heading: str, items: Sequence[Item]) -> None:
    if items:
        _heading(out, heading)
    for item in items:
        out.data(f"{item.id:>5}  {out.styled(item.state, _state_style(item))}  {visible(item.title)}")


def _print_links(out: Printer, detail: Detail) -> None:
    turned = {
        "relates": "relates", "caused-by": "caused", "fixed-by": "fixes", "duplicate-of": "duplicated by",
        "follow-up-of": "followed up by",
    }  # fmt: skip
    if detail.links:
        _heading(out, "links")
    for link in detail.links:
        is_from = link.item_id == detail.item.id
        other = detail.related.get(link.other_id if is_from else link.item_id)
        kind = link.kind if is_from else turned[link.kind]
        if other is not None:
            out.data(f"  {kind} {other.id} {visible(other.title)} ({other.state})")


def text_of(name: str, item: Item, session: Session) -> str:
    """The text of one column of an item."""
    return _COLUMNS[name][1](item, session)
