"""History in print for auditors: as CSV that no spreadsheet obeys, as JSON lines, and as text."""

from __future__ import annotations

from opsflow.cli.output.printing import encoder
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.text import visible
from opsflow.domain.time.instants import format_date, format_instant_utc
from opsflow.services.history.auditing import EXCEPTIONS, why
from opsflow.services.history.phrases import event_phrases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TextIO

    from opsflow.cli.output.printing import Printer
    from opsflow.services.history.auditing import Line
    from opsflow.services.session import Session
    from opsflow.store.care.auditing import Verified

COLUMNS = (
    "event", "command", "recorded", "happened", "actor", "login", "host", "origin", "name", "item", "kind", "state",
    "what", "reason", "undone_by", "hash",
)  # fmt: skip


def line_document(line: Line) -> dict[str, Any]:
    """One event as it is exported."""
    event, command = line.event, line.command
    values = (
        event.seq,
        command.id,
        format_instant_utc(command.recorded_at),
        format_instant_utc(event.happened_at),
        command.actor,
        command.login,
        command.host,
        command.origin,
        command.name,
        event.item_id,
        event.kind,
        event.state,
        "; ".join(event_phrases(event)),
        command.reason,
        line.undone_by,
        line.hash,
    )
    return dict(zip(COLUMNS, values, strict=True))


def write_csv(lines: Iterable[Line], file: TextIO) -> None:
    """Write events as CSV, with a heading."""
    from opsflow.cli.output.sheets import write_sheet

    write_sheet(COLUMNS, (tuple(line_document(line).values()) for line in lines), file)


def write_ndjson(lines: Iterable[Line], file: TextIO) -> None:
    """Write events as one JSON object a line."""
    encode = encoder()
    for line in lines:
        file.write(encode(line_document(line)) + "\n")


def print_who(out: Printer, session: Session, line: Line) -> None:
    """Print who did what: on a line for programs, on a terminal what it was below who did it."""
    event, command = line.event, line.command
    place = f"{command.login}@{command.host}, {command.origin}"
    undone = f" (taken back by {line.undone_by})" if line.undone_by else ""
    if out.is_terminal:
        when = format_date(event.happened_at, session.zone)
        out.hung(
            "", 0, visible(f"{when}  {command.actor} ({place})  {event.kind}{undone}"), "dim" if undone else "bold"
        )
        words = "; ".join(event_phrases(event, session.zone))
        if words:
            out.hung("    ", 4, visible(words))
        return
    words = "; ".join(event_phrases(event)) + undone
    fields = (format_instant_utc(event.happened_at), command.actor, place, event.kind, words)
    out.data("\t".join([visible(part) for part in fields]))


def verified_document(found: Verified) -> dict[str, Any]:
    """The head of history, and what a verification of it found."""
    return {
        "head": {"event": found.head.event, "hash": found.head.hash},
        "expected_at": found.expected_at,
        "untold": list(found.untold),
        "problems": [{"where": held.where, "message": held.message} for held in found.problems],
    }


def print_exceptions(out: Printer, session: Session, found: Sequence[Line]) -> None:
    """Print what reviewers ask for: each exception with who, when and why."""
    if out.answered("exceptions", lambda: {"exceptions": [_exception(line) for line in found]}):
        return
    if not found and out.is_terminal:
        out.talk("Nothing was overridden, waived, approved or redacted.")
    columns = (
        Column("when"),
        Column("what"),
        Column("item", to_right=True),
        Column("by"),
        Column("login"),
        Column("why", gives_way=True, wraps=True),
    )
    print_table(out, columns, [_exception_row(session, line) for line in found])


def _exception(line: Line) -> dict[str, Any]:
    return {**line_document(line), "exception": EXCEPTIONS[line.event.kind], "why": why(line)}


def _exception_row(session: Session, line: Line) -> list[Cell]:
    return [
        Cell(format_date(line.event.happened_at, session.zone)),
        Cell(EXCEPTIONS[line.event.kind] + (" (undone)" if line.undone_by else "")),
        Cell(str(line.event.item_id or "")),
        Cell(line.command.actor),
        Cell(line.command.login),
        Cell(why(line)),
    ]
