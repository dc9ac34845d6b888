"""One item told in rows: what `show` says, where it stands and why, what it waits for, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterator

from opsflow.domain.items import Item
from opsflow.domain.text import visible_block, width
from opsflow.domain.time.instants import format_date
from opsflow.domain.value import Value
from opsflow.services.history import log, phrases
from opsflow.services.looking import queries
from opsflow.services.looking.explaining import why
from opsflow.services.looking.facts import closing, facts, progress, seen_from, state_style, why_words
from opsflow.services.session import Session
from opsflow.services.work import dependencies
from opsflow.tui import signs
from opsflow.tui.panes.lines import Row

MARKS = {"open": (signs.OPEN, ""), "met": (signs.MET, "green"), "waived": (signs.WAIVED, "yellow")}
"""The state of a criterion -> its sign and style."""
_MOST_COMMANDS = 100
_LEVELS, _STEP = 6, 3
"""How deep a tree of dependencies is told, and the cells that each level is indented."""
_NAME, _WIDEST_NAME = 10, 20
"""Cells for the names of fields: as many as the longest takes, within bounds."""


class Told(Value):
    """An item with its rows."""

    item: Item
    rows: tuple[Row, ...]


def tell(session: Session, item_id: int) -> Told:
    """Everything about one item. Raises `NotFound`."""
    detail = queries.show(session, item_id)
    rows = [
        *_what(session, detail),
        *_criteria(session, detail),
        *_around(session, detail),
        *_notes(session, detail),
        *_history(session, item_id),
    ]
    return Told(detail.item, tuple(rows))


def _heading(text: str) -> Iterator[Row]:
    yield Row(())
    yield Row(((text, "heading"),))


def _what(session: Session, detail: queries.Detail) -> Iterator[Row]:
    item = detail.item
    yield Row(((f"{item.id}  ", "dim"), (item.title, "bold")))
    yield Row(())
    others = iter([clash.other if clash.one.id == item.id else clash.one for clash in detail.clashes])
    said = facts(session, detail)
    wide = min(max([_NAME, *[width(name) for name, _, _ in said]]), _WIDEST_NAME)
    for name, text, style in said:
        other = next(others, None) if name == "conflict" else None
        target = item.parent_id if name == "parent" else other.id if other is not None else None
        yield Row(((f"{name:<{wide}}  ", "dim"), (text, style)), target=target)
    if item.is_open:
        yield Row(((f"{'pull order':<{wide}}  ", "dim"), (why_words(why(session, item.id)), "")))


def _criteria(session: Session, detail: queries.Detail) -> Iterator[Row]:
    yield from _heading(f"Definition of done {progress(detail.item)}")
    for criterion in detail.criteria:
        mark, style = MARKS[criterion.state]
        head = ((f"{criterion.number:>3} ", "dim"), (f"{mark} ", style))
        yield Row((*head, (criterion.text, "")), number=criterion.number)
        if said := closing(criterion, session):
            yield Row((("      ", "dim"), (said, "dim")), number=criterion.number)
    if not detail.criteria:
        yield Row((("none yet", "dim"),))


def _around(session: Session, detail: queries.Detail) -> Iterator[Row]:
    item = detail.item
    for direction, heading, has_any in (
        ("down", "Waits for", detail.depends_on),
        ("up", "Waited for by", detail.dependents),
    ):
        if has_any:
            yield from _heading(heading)
            yield from _tree(session, item.id, direction)
    if detail.children:
        yield from _heading("Parts")
        yield from [_other(child) for child in detail.children]
    if detail.links:
        yield from _heading("Links")
    for link in detail.links:
        kind, other_id = seen_from(link, item.id)
        if other_id in detail.related:
            yield _other(detail.related[other_id], f"{kind} ")


def _tree(session: Session, item_id: int, direction: str) -> Iterator[Row]:
    """What is next to an item in one direction, as a tree; what is farther away is a walk along it."""
    graph = dependencies.graph(session, [item_id], direction, _LEVELS)
    for branch in list(dependencies.tree(graph, item_id, direction))[1:]:
        beyond = branch.item.waiting_for if direction == "down" else branch.item.blocking
        is_last = bool(beyond) and len(branch.indent) == _LEVELS * _STEP
        yield _other(branch.item, branch.indent, " (see above)" if branch.is_again else "  …" if is_last else "")


def _other(item: Item, before: str = "", after: str = "") -> Row:
    owner = f", {item.owner}" if item.owner else ""
    pieces = ((before, "dim"), (f"{item.id} ", "blue"), (f"{item.state}{owner}  ", state_style(item)))
    return Row((*pieces, (item.title + after, "")), target=item.id)


def _notes(session: Session, detail: queries.Detail) -> Iterator[Row]:
    for note in detail.notes:
        yield from _heading(f"Note {note.number}, {note.author}, {format_date(note.written_at, session.zone)}")
        for line in visible_block(note.text):
            yield Row(((line, ""),))


def _history(session: Session, item_id: int) -> Iterator[Row]:
    yield from _heading("History")
    for entry in log.log(session, [item_id], limit=_MOST_COMMANDS):
        command = entry.command
        when = format_date(command.recorded_at, session.zone)
        undone = f" (taken back by {entry.undone_by})" if entry.undone_by else ""
        reason = f"  {command.reason}" if command.reason else ""
        yield Row(((f"{when}  ", "dim"), (f"{command.actor} {command.name}{undone}{reason}", "")))
        for event in entry.events:
            words = "; ".join(phrases.event_phrases(event, session.zone))
            yield Row((("    ", "dim"), (f"{event.kind}: {words}" if words else event.kind, "dim")))
