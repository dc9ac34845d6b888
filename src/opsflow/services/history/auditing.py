"""History for auditors: line by line, who did what to an item, and everything that went against a rule."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from opsflow.domain.history.events import CommandHeader, Event
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

EXCEPTIONS = {
    "overridden": "override",
    "warned": "warning",
    "criterion-waived": "waiver",
    "approved": "approval",
    "rejected": "rejection",
    "approval-withdrawn": "withdrawal",
    "approval-overdue": "unapproved",
    "redacted": "redaction",
}
"""Kinds of events that an audit asks for -> what they are called."""


class Line(Value):
    """One event with the command that it belongs to, the command that took it back, and its hash in hex."""

    event: Event
    command: CommandHeader
    undone_by: int | None
    hash: str


def trail(
    session: Session, since: int | None = None, until: int | None = None, item: int | None = None
) -> Generator[Line]:
    """Every event in order, within bounds of when it was recorded, or those of one item."""
    where, parameters = _bounds(since, until)
    own, bound = ("", ()) if item is None else (" AND event.item_id = ?", (item,))
    if item is not None:
        where += " AND command.id IN (SELECT event.command_id FROM event WHERE event.item_id = ?)"
        parameters = (*parameters, item)
    with session.store.reader() as reader:
        for command, undone_by in reader.commands(where, parameters):
            for event in reader.events(f"event.command_id = ?{own}", (command.id, *bound)):
                yield Line(event, command, undone_by, reader.hash_of(event.seq))


def exceptions(
    session: Session, since: int | None = None, until: int | None = None, only: Sequence[str] = ()
) -> list[Line]:
    """Overrides, passed warnings, waivers, approvals given or overdue, and redactions, in order.

    With `only` those that are called so.
    """
    where, parameters = _bounds(since, until)
    kinds = [kind for kind, name in EXCEPTIONS.items() if not only or name in only]
    with session.store.reader() as reader:
        return list(_exceptional(reader, kinds, where, parameters))


def _exceptional(reader: Reader, kinds: Sequence[str], where: str, parameters: tuple[int, ...]) -> Iterator[Line]:
    inner = f"event.command_id IN (SELECT command.id FROM command WHERE {where})"
    picked = f"event.kind IN ({', '.join('?' * len(kinds))}) AND {inner}"
    for event in reader.events(picked, (*kinds, *parameters)):
        ((command, undone_by),) = reader.commands("command.id = ?", (event.command_id,))
        yield Line(event, command, undone_by, reader.hash_of(event.seq))


def _bounds(since: int | None, until: int | None) -> tuple[str, tuple[int, ...]]:
    conditions = ["1 = 1"]
    parameters: list[int] = []
    for condition, value in (("command.recorded_at >= ?", since), ("command.recorded_at <= ?", until)):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    return " AND ".join(conditions), tuple(parameters)


def why(line: Line) -> str:
    """The reason that stands with an exception: what the event notes and records, else that of the command."""
    recorded = [str(reason) for change in line.event.changes if (reason := (change.after or {}).get("reason"))]
    return "; ".join([*filter(None, [line.event.note]), *recorded[:1]]) or line.command.reason or ""
