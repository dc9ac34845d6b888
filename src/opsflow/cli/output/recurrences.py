"""Recurrences in print and in JSON."""

from __future__ import annotations

from opsflow.cli.output.item_json import instant
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.ids import format_ids
from opsflow.domain.text import visible
from opsflow.domain.time.instants import format_date, format_instant_utc
from opsflow.services.time.recurrence_rules import legible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.services.session import Session
    from opsflow.services.time.recurring import Standing
    from opsflow.services.work.templates import Part

_COLUMNS = (Column("name"), Column("when", gives_way=True), Column("next"), Column("open"))
_OFF = {
    "none": "comes all the same", "skip": "is left out", "next": "moves to the next working day",
    "previous": "moves to the previous working day",
}  # fmt: skip
_MISSED = {"last": "the last one is made", "all": "all are made", "skip": "made within an hour of its time, or not"}


def print_rules(out: Printer, session: Session, found: Sequence[Standing]) -> None:
    """Print rules as a table, one a line."""
    rows = [
        [
            Cell(one.recurrence.name),
            Cell(one.recurrence.words),
            Cell(_next(session, one)),
            Cell(format_ids(one.open_items) if one.open_items else ""),
        ]
        for one in found
    ]
    if not rows and out.is_terminal:
        out.talk('Nothing comes again: `opsflow recur add patching --every "first tuesday 22:00" "Patch the hosts"`')
    print_table(out, _COLUMNS, rows)


def _next(session: Session, found: Standing) -> str:
    held = found.recurrence
    if held.paused_at is not None:
        return "paused"
    if found.next_at is not None:
        return format_date(found.next_at, session.zone)
    return "no more" if held.mode == "calendar" else "after completion"


def rule_document(found: Standing) -> dict[str, Any]:
    """One rule, without what it makes."""
    held = found.recurrence
    return {
        "name": held.name,
        "rule": held.rule,
        "words": held.words,
        "mode": held.mode,
        "zone": held.zone or None,
        "on_days_off": held.shift,
        "missed": held.missed,
        "next": instant(found.next_at),
        "paused": instant(held.paused_at),
        "open_items": list(found.open_items),
    }


def whole_document(found: Standing, coming: Sequence[int]) -> dict[str, Any]:
    """One rule with the items it makes and the times at which it comes next."""
    parts = legible(found.recurrence.template)
    return {
        **rule_document(found),
        "coming": [format_instant_utc(at) for at in coming],
        "parts": None if parts is None else [_part_document(part) for part in parts],
    }


def _part_document(part: Part) -> dict[str, Any]:
    draft = part.draft
    return {
        "name": part.name,
        "title": draft.title,
        "fields": dict(draft.values),
        "tags": list(draft.tags),
        "criteria": [{"text": text, "check": command} for text, command in _criteria(part)],
        "after": list(part.after),
        "depends_on": list(draft.depends_on),
        "notes": list(draft.notes),
    }


def _criteria(part: Part) -> Iterator[tuple[str, str | None]]:
    for held in part.draft.criteria:
        yield (held, None) if isinstance(held, str) else held


def print_rule(out: Printer, session: Session, found: Standing, coming: Sequence[int]) -> None:
    """Print one rule whole: when it comes, and what it makes."""
    held = found.recurrence
    out.data(out.styled(visible(f"{held.name}  {held.words}"), "bold"))
    is_timed = held.mode == "calendar"
    facts = [
        ("rule", held.rule if is_timed else ""),
        ("zone", held.zone),
        ("day off", _OFF[held.shift]),
        ("missed", _MISSED[held.missed] if is_timed else ""),
        ("next", ", ".join([format_date(at, session.zone) for at in coming]) or _next(session, found)),
        ("paused", "" if held.paused_at is None else format_date(held.paused_at, session.zone)),
        ("open", format_ids(found.open_items) if found.open_items else ""),
    ]
    for name, text in facts:
        if text:
            out.data(f"{name:<12} {visible(text)}")
    parts = legible(held.template)
    if parts is None:
        out.talk(f"What {held.name} makes cannot be read, so nothing comes of it: `opsflow recur remove {held.name}`")
    for part in parts or ():
        out.data("")
        _print_part(out, part)


def _print_part(out: Printer, part: Part) -> None:
    draft = part.draft
    words = [draft.title, *[f"{name}:{value}" for name, value in draft.values], *[f"+{tag}" for tag in draft.tags]]
    words += [f"dep:{other}" for other in draft.depends_on]
    out.data(visible(" ".join([f"{part.name}:"] * bool(part.name) + words)))
    if part.after:
        out.data(visible(f"  after {', '.join(part.after)}"))
    for text, command in _criteria(part):
        out.data(visible(f"  [ ] {text}" + (f"  (check: {command})" if command else "")))
    for note in draft.notes:
        out.data(visible(f"  {note}"))
