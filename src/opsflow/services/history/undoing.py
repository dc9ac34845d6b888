"""Taking commands back, and putting them back: whole commands, refused whole when someone has changed the same items.

An undo is itself a command, whose events are the inverse changes; a redo is a command that takes an undo back.
"""

from __future__ import annotations

from opsflow.domain.errors import Conflict, NotFound, UsageError
from opsflow.domain.history.changes import inverted
from opsflow.domain.ids import format_ids
from opsflow.services.choosing import missing_text
from opsflow.services.outcome import Outcome
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import CommandHeader, Event
    from opsflow.services.outcome import WriteOptions
    from opsflow.services.session import Session

_INTERACTIVE = "command.origin IN ('shell', 'board', 'api')"


def undo(session: Session, command: int | None = None, options: WriteOptions = PLAIN) -> Outcome:
    """Take back a command: the one of that number, else the actor's own last one that was typed or clicked.

    Raises `Conflict` when someone else has since changed the same items, or other items refer to what would go.
    """

    def body(work: Work) -> None:
        target = _target(work, command, "command.name NOT IN ('undo', 'redact')", "take back")
        if target is not None and target.name == "undo":
            raise UsageError(f"Command {target.id} is an undo: `opsflow redo {target.id}` puts back what it took.")
        if target is not None:
            _reverse(work, target, "undone", f"{'undone' if options.dry_run else 'undid'} {target.id}")

    return perform(session, "undo", options, body)


def redo(session: Session, command: int | None = None, options: WriteOptions = PLAIN) -> Outcome:
    """Put back what an undo took: the undo of that number, else the actor's own last one, unless they went on since."""

    def body(work: Work) -> None:
        target = _target(work, command, "command.name = 'undo'", "put back")
        if target is not None and command is None and _has_gone_on(work, target):
            return
        if target is not None and target.name != "undo":
            raise UsageError(f"Command {target.id} is no undo. `opsflow log` shows what was undone.")
        if target is not None:
            _reverse(work, target, "redone", f"{'redone' if options.dry_run else 'redid'} {target.reverses}")

    return perform(session, "redo", options, body)


def _target(work: Work, number: int | None, which: str, verb: str) -> CommandHeader | None:
    """The command to reverse: the one of that number, else the actor's own last one of a kind."""
    if work.options.at is not None:
        raise UsageError("What is taken back or put back now happens now: leave --at out.")
    return _last(work, which, verb) if number is None else _named(work, number)


def _has_gone_on(work: Work, undo: CommandHeader) -> bool:
    """Whether the actor has done something else since the undo, and is told so: what it took is in the past then."""
    later = work.tx.commands(
        f"command.actor = ? AND command.id > ? AND command.name NOT IN ('undo', 'redo') AND {_INTERACTIVE}",
        (work.session.actor, undo.id),
        "command.id DESC",
        1,
    )
    if later:
        header = later[0][0]
        work.say(
            f"Nothing was put back: after undo {undo.id} came command {header.id} ({header.name}). "
            f"`opsflow redo {undo.id}` puts back all the same what it took."
        )
    return bool(later)


def _named(work: Work, number: int) -> CommandHeader | None:
    """The command of that number, or the redo that put it back last; `None` when it is not in force."""
    header, undone_by = _command(work, number)
    while undone_by is not None:
        _, put_back_by = _command(work, undone_by)
        if put_back_by is None:
            other = "undo" if header.name == "undo" else "redo"
            work.say(
                f"Command {number} ({header.name}) was taken back already, by command {undone_by}; "
                f"`opsflow {other} {undone_by}` reverses that."
            )
            return None
        header, undone_by = _command(work, put_back_by)
    return header


def _command(work: Work, number: int) -> tuple[CommandHeader, int | None]:
    found = work.tx.commands("command.id = ?", (number,))
    if not found:
        raise NotFound(f"There is no command {number}. `opsflow log` shows the numbers.")
    return found[0]


def _last(work: Work, which: str, verb: str) -> CommandHeader | None:
    found = work.tx.commands(
        f"command.actor = ? AND command.undone_by IS NULL AND {which} AND {_INTERACTIVE}",
        (work.session.actor,),
        "command.id DESC",
        1,
    )
    if not found:
        work.say(f"There is nothing of {work.session.actor}'s to {verb}.")
        return None
    return found[0][0]


def _reverse(work: Work, target: CommandHeader, kind: str, past: str) -> None:
    events = list(work.tx.events("event.command_id = ?", (target.id,)))
    ids = sorted({event.item_id for event in events if event.item_id is not None})
    if target.name == "redact":
        raise Conflict(f"Command {target.id} was a redaction: what it took out is gone, so it cannot be taken back.")
    if any(event.redacted_by for event in events):
        raise Conflict(f"Command {target.id} was redacted since: what it held is gone, so it cannot be taken back.")
    _refuse_if_changed(work, target, ids)
    for event in reversed(events):
        if event.changes and event.item_id is None:
            _refuse_if_gone_on(work, target, event)
            work.tx.record(None, kind, inverted(event.changes), work.at)
        elif event.changes and event.item_id is not None:
            _apply(work, event.item_id, kind, inverted(event.changes))
    work.tx.flush()
    _refuse_new_cycles(work, ids, events)
    work.reverses = target.id
    work.lines.append(f"{past}: {_words(work, target, events, ids)}")


def _apply(work: Work, item_id: int, kind: str, changes: Sequence[Change]) -> None:
    is_new = any(change.entity == "item" and change.before is None for change in changes)
    if not is_new and work.tx.item(item_id) is None:
        raise NotFound(missing_text(work.tx, [item_id]))
    if any(change.entity == "item" and change.after is None for change in changes):
        _refuse_if_referred_to(work, item_id, changes)
    ordered = sorted(changes, key=lambda change: change.entity != "item") if is_new else changes
    work.tx.record(item_id, kind, ordered, work.at)
    work.mark(item_id)


def _refuse_if_referred_to(work: Work, item_id: int, changes: Iterable[Change]) -> None:
    own = {(change.entity, str(change.key)) for change in changes}
    others = [edge.item_id for edge in work.tx.dependents([item_id])]
    others += [child.id for child in work.tx.children(item_id)]
    for link in work.tx.links([item_id]):
        if link.other_id == item_id or ("link", f"{link.kind}:{link.other_id}") not in own:
            others.append(link.item_id if link.other_id == item_id else link.other_id)
    if others:
        raise Conflict(
            f"Items {format_ids(others)} refer to {item_id} since. Nothing was changed; "
            f"take those references away first, or `opsflow cancel {item_id}`."
        )


def _refuse_if_changed(work: Work, target: CommandHeader, ids: Sequence[int]) -> None:
    """Raise `Conflict` when a command of someone else that is still in force has since changed one of the items."""
    for item_id in ids:
        later = work.tx.commands(
            "command.id IN (SELECT event.command_id FROM event WHERE event.item_id = ? AND event.command_id > ?) "
            "AND command.undone_by IS NULL AND command.name <> 'undo' AND command.actor <> ?",
            (item_id, target.id, work.session.actor),
            "command.id DESC",
            1,
        )
        if later:
            other = later[0][0]
            raise Conflict(
                f"{other.actor} has changed item {item_id} since (command {other.id}, {other.name}). Nothing was "
                f"taken back; look at `opsflow log {item_id}`."
            )


def _refuse_if_gone_on(work: Work, target: CommandHeader, event: Event) -> None:
    """Raise `Conflict` when a rule of recurrence is not as the event left it."""
    for change in event.changes:
        if change.entity != "recurrence":
            continue
        held = next(iter(work.tx.recurrences("name = ?", (change.key,))), None)
        same = (held is None) == (change.after is None) and all(
            getattr(held, name) == value for name, value in (change.after or {}).items()
        )
        if not same:
            raise Conflict(
                f"The recurrence {change.key} has gone on since command {target.id} ({target.name}). Nothing was taken "
                f"back; take back first what came later (opsflow log), or `opsflow recur remove {change.key}`."
            )


def _refuse_new_cycles(work: Work, ids: Sequence[int], events: Iterable[Event]) -> None:
    from opsflow.services.work.dependencies import refuse_cycles

    if any(change.entity == "dependency" for event in events for change in event.changes):
        refuse_cycles(work, [item_id for item_id in ids if work.tx.item(item_id) is not None])


def _words(work: Work, target: CommandHeader, events: Sequence[Event], ids: Sequence[int]) -> str:
    name = target.name
    if target.name == "undo" and target.reverses is not None:
        first = work.tx.command(target.reverses)
        name = first.name if first else name
    title = ""
    for event in events:
        for change in event.changes:
            held = change.before if change.after is None else change.after
            if change.entity == "item" and held and "title" in held:
                title = str(held["title"])
    item = work.tx.item(ids[0]) if len(ids) == 1 else None
    title = item.title if item else title
    if not ids:
        rules = [str(change.key) for event in events for change in event.changes if change.entity == "recurrence"]
        return f"{name} {', '.join(dict.fromkeys(rules))}".rstrip()
    return f"{name} {format_ids(ids)}" + (f": {title}" if title and len(ids) == 1 else "")
