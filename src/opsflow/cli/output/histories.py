"""History in print."""

from __future__ import annotations

from opsflow.domain.text import visible
from opsflow.domain.time.instants import format_date, format_instant_utc
from opsflow.services.history.phrases import event_phrases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.history.events import Event
    from opsflow.services.history.log import Entry
    from opsflow.services.session import Session


def print_entry(out: Printer, session: Session, entry: Entry) -> None:
    """Print a command and a line for each of its events."""
    command = entry.command
    when = format_date(command.recorded_at, session.zone)
    undone = f"  taken back by {entry.undone_by}" if entry.undone_by else ""
    reason = f"  {command.reason}" if command.reason else ""
    origin = "" if command.origin == "shell" else f" ({command.origin})"
    if not out.is_terminal:
        for event in entry.events:
            fields = (
                command.id,
                format_instant_utc(event.happened_at),
                command.actor,
                command.name,
                event.item_id or "",
            )
            words = "; ".join(event_phrases(event))
            out.data("\t".join([*[visible(str(field)) for field in fields], event.kind, visible(words)]))
        return
    head = f"{command.id}  {when}  {command.actor}{origin}  {command.name}{reason}{undone}"
    out.hung("", 0, visible(head), "dim" if entry.undone_by else "bold")
    for event in entry.events:
        item = f"{event.item_id:>6} " if event.item_id is not None else ""
        lead = f"  {item} "
        out.hung(lead, len(lead), visible(f"{event.kind}: {'; '.join(event_phrases(event, session.zone))}"))
    if entry.has_more:
        out.data(out.styled("          … and more; --all shows every event", "dim"))


def command_document(entry: Entry) -> dict[str, Any]:
    """A command, without its events."""
    command = entry.command
    return {
        "command": command.id,
        "name": command.name,
        "recorded": format_instant_utc(command.recorded_at),
        "actor": command.actor,
        "login": command.login,
        "host": command.host,
        "origin": command.origin,
        "reason": command.reason,
        "reverses": command.reverses,
        "undone_by": entry.undone_by,
    }


def event_document(event: Event) -> dict[str, Any]:
    """An event."""
    return {
        "seq": event.seq,
        "item": event.item_id,
        "kind": event.kind,
        "happened": format_instant_utc(event.happened_at),
        "state": event.state,
        "category": event.category,
        "note": event.note,
        "redacted": event.redacted_by is not None,
        "changes": [dict(zip(change._fields, change.as_tuple(), strict=True)) for change in event.changes],
    }
