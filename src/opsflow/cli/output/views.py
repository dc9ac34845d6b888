"""How items look in print: rows of lists, and one item whole."""

from __future__ import annotations

from opsflow.cli.output.columns import column, text_of
from opsflow.cli.output.tables import Cell, print_table
from opsflow.domain.rules.priority import name_of
from opsflow.domain.text import cut, visible, visible_block, width
from opsflow.domain.time.instants import format_date, relative
from opsflow.services.looking.facts import closing, facts, progress, seen_from, state_style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.items import Criterion, Item
    from opsflow.services.looking.queries import Detail, Listing
    from opsflow.services.session import Session


_BEFORE = 8
"""The cells before the text of a criterion: its number and its mark."""


def print_items(
    out: Printer, session: Session, listing: Listing, names: Sequence[str], extra: Sequence[str] = ()
) -> None:
    """Print items as a table of the columns named; those that are `extra` only where a terminal has room."""
    rows = (row_of(out, session, listing, item, names) for item in listing.items)
    print_table(out, [column(session, name, extra) for name in names], rows)


def row_of(out: Printer, session: Session, listing: Listing, item: Item, names: Sequence[str]) -> list[Cell]:
    """The cells of an item in the columns named."""
    return [_cell(out, session, listing, item, name) for name in names]


def _cell(out: Printer, session: Session, listing: Listing, item: Item, name: str) -> Cell:
    if name == "due" and item.due is not None:
        return _due(out, session, item)
    if name == "state":
        waits = f" ↳{item.waiting_for}" if out.is_terminal and item.is_open and item.waiting_for else ""
        return Cell(item.state + ("!" if item.is_blocked else "") + waits, state_style(item))
    if name == "type" and out.is_terminal and item.is_open and item.priority is not None:
        return Cell(f"{item.type} {name_of(item.priority)}", "red" if item.priority == 1 else "")
    return Cell(text_of(session, listing, item, name), "blue" if name == "tags" else "")


def _due(out: Printer, session: Session, item: Item) -> Cell:
    now = session.clock()
    if not out.is_terminal:
        return Cell(format_date(item.due or 0, session.zone))
    if not item.is_open:
        return Cell(format_date(item.due or 0, session.zone)[:10], "dim")
    late = (item.due or 0) < now
    soon = (item.due or 0) <= now + session.due_soon
    return Cell(relative(item.due or 0, now), "red" if late else "yellow" if soon else "")


def print_criteria(out: Printer, session: Session, criteria: Iterable[Criterion]) -> None:
    """Print criteria, each with its number and state, and who closed it, when and how."""
    marks = {"open": ("[ ]", ""), "met": ("[x]", "green"), "waived": ("[-]", "yellow")}
    for criterion in criteria:
        mark, style = marks[criterion.state]
        lead, text = f"{criterion.number:>3} {out.styled(mark, style)} ", visible(criterion.text)
        tail, tail_style = _tail(out, session, criterion)
        if tail and (not out.is_terminal or _BEFORE + width(text) + 2 + width(tail) <= out.width):
            out.data(f"{lead}{text}  {out.styled(tail, tail_style)}")
        else:
            out.hung(lead, _BEFORE, text)
            if tail:
                out.hung(" " * _BEFORE, _BEFORE, tail, tail_style)
        if criterion.check_command:
            out.data(out.styled(f"        $ {visible(criterion.check_command)}", "dim"))


def _tail(out: Printer, session: Session, criterion: Criterion) -> tuple[str, str]:
    """How a criterion was closed, or what its check says while it is open, and the style of that."""
    closed = closing(criterion, session)
    told = closed or criterion.evidence
    return (f"({_bounded(out, told)})" if told else ""), "dim" if closed else "red"


def _bounded(out: Printer, text: str) -> str:
    """Evidence, which may be the output of a program: on a terminal about two lines of it."""
    whole = visible(text.replace("\r\n", "\n"))
    return cut(whole, 2 * out.width - 20) if out.is_terminal else whole


def print_detail(out: Printer, session: Session, detail: Detail) -> None:
    """Print one item with everything around it."""
    item = detail.item
    number = str(item.id)
    out.hung(f"{out.styled(number, 'bold')}  ", len(number) + 2, visible(item.title), "bold")
    found = facts(session, detail)
    label = max(12, *[width(name) for name, _, _ in found])
    for name, text, style in found:
        space = " " * (label - width(name))
        out.hung(f"{out.styled(visible(name) + space, 'dim')} ", label + 1, visible(text), style)
    if detail.criteria:
        _heading(out, f"definition of done {progress(item)}")
        print_criteria(out, session, detail.criteria)
    _print_items(out, "depends on" if detail.at is None else "depends on (as they are today)", detail.depends_on)
    _print_items(out, "blocks", detail.dependents)
    _print_items(out, "children", detail.children)
    _print_links(out, detail)
    for note in detail.notes:
        when = format_date(note.written_at, session.zone)
        _heading(out, f"note {note.number}, {visible(note.author)}, {when}")
        for line in visible_block(note.text):
            out.hung("  ", 2, line)


def _heading(out: Printer, text: str) -> None:
    out.data("")
    out.data(out.styled(text, "dim"))


def _print_items(out: Printer, heading: str, items: Sequence[Item]) -> None:
    if items:
        _heading(out, heading)
    for item in items:
        lead = f"{item.id:>5}  {out.styled(item.state, state_style(item))}  "
        out.hung(lead, max(len(str(item.id)), 5) + width(item.state) + 4, visible(item.title))


def _print_links(out: Printer, detail: Detail) -> None:
    if detail.links:
        _heading(out, "links" if detail.at is None else "links (as they are today)")
    for link in detail.links:
        kind, other_id = seen_from(link, detail.item.id)
        other = detail.related.get(other_id)
        if other is not None:
            lead = f"  {kind} {other.id} "
            out.hung(lead, width(lead), f"{visible(other.title)} ({other.state})")
