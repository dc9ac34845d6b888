"""Taking commands back, and putting them back: whole commands, refused whole when someone has changed the same items.

An undo is itself a command, whose events are the inverse changes; a redo is a command that takes an undo back.
"""

from __future__ import annotations

from opsflow.domain.errors import Conflict, NotFound, UsageError
from opsflow.domain.history.changes import inverted
from opsflow.domain.ids import format_ids
from opsflow.domain.value import Value
from opsflow.services.choosing import missing_text
from opsflow.services.history.obstacles import (
    holds_more,
    in_the_way,
    refuse_if_changed,
    refuse_if_recurrence_went_on,
    refuse_if_redacted,
    refuse_if_referred_to,
)
from opsflow.services.outcome import Outcome
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import CommandHeader, Event
    from opsflow.services.outcome import WriteOptions
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

_INTERACTIVE = "command.origin IN ('shell', 'board', 'api')"
_TAKEN_BACK, _PUT_BACK = "command.name NOT IN ('undo', 'redact')", "command.name = 'undo'"


class Coming(Value):
    """The command that an undo or a redo would be about next, and what it did, in words."""

    command: CommandHeader
    words: str


def coming(session: Session, is_redo: bool = False) -> Coming | None:
    """What the actor's next undo, or redo, takes; `None` where there is nothing, or they went on since."""
    with session.store.reader() as reader:
        header = _last(reader, session.actor, _PUT_BACK if is_redo else _TAKEN_BACK)
        if header is None or (is_redo and _done_since(reader, header) is not None):
            return None
        events = list(reader.events("event.command_id = ?", (header.id,)))
        return Coming(header, _words(reader, header, events, _touched(events)))


def undo(session: Session, command: int | None = None, options: WriteOptions = PLAIN) -> Outcome:
    """Take back a command: the one of that number, else the actor's own last one that was typed or clicked.

    Raises `Conflict` when someone else has since changed the same items, or other items refer to what would go.
    """

    def body(work: Work) -> None:
        target = _target(work, command, _TAKEN_BACK, "take back")
        if target is not None and target.name == "undo":
            raise UsageError(f"Command {target.id} is an undo: `opsflow redo {target.id}` puts back what it took.")
        if target is not None:
            _reverse(work, target, "undone", f"{'undone' if options.dry_run else 'undid'} {target.id}")
        if command is None:
            _tell_of_what_stays(work, 0 if target is None else target.id)

    return perform(session, "undo", options, body)


def redo(session: Session, command: int | None = None, options: WriteOptions = PLAIN) -> Outcome:
    """Put back what an undo took: the undo of that number, else the actor's own last one, unless they went on since."""

    def body(work: Work) -> None:
        target = _target(work, command, _PUT_BACK, "put back")
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
    if number is not None:
        return _named(work, number)
    found = _last(work.tx, work.session.actor, which)
    if found is None:
        work.say(f"There is nothing of {work.session.actor}'s to {verb}.")
    return found


def _has_gone_on(work: Work, undo: CommandHeader) -> bool:
    """Whether the actor has done something else since the undo, and is told so: what it took is in the past then."""
    header = _done_since(work.tx, undo)
    if header is not None:
        work.say(
            f"Nothing was put back: after undo {undo.id} came command {header.id} ({header.name}). "
            f"`opsflow redo {undo.id}` puts back all the same what it took."
        )
    return header is not None


def _tell_of_what_stays(work: Work, after: int) -> None:
    """Say what the actor may take for their last command, and what an undo without a number passes over."""
    where = (
        "command.actor = ? AND command.id > ? AND command.undone_by IS NULL "
        f"AND ((command.name = 'redact' AND {_INTERACTIVE}) OR command.origin = 'import')"
    )
    for header, _ in work.tx.commands(where, (work.session.actor, after), "command.id DESC", 1):
        how = "cannot be taken back" if header.name == "redact" else f"stays: `opsflow undo {header.id}` takes it back"
        work.say(f"Command {header.id} ({header.name}) {how}.")


def _done_since(reader: Reader, undo: CommandHeader) -> CommandHeader | None:
    where = f"command.actor = ? AND command.id > ? AND command.name NOT IN ('undo', 'redo') AND {_INTERACTIVE}"
    return next((held for held, _ in reader.commands(where, (undo.actor, undo.id), "command.id DESC", 1)), None)


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
    found = next(work.tx.commands("command.id = ?", (number,)), None)
    if found is None:
        raise NotFound(f"There is no command {number}. `opsflow log` shows the numbers.")
    return found


def _last(reader: Reader, actor: str, which: str) -> CommandHeader | None:
    where = f"command.actor = ? AND command.undone_by IS NULL AND {which} AND {_INTERACTIVE}"
    return next((header for header, _ in reader.commands(where, (actor,), "command.id DESC", 1)), None)


def _touched(events: Iterable[Event]) -> list[int]:
    return sorted({event.item_id for event in events if event.item_id is not None})


def _reverse(work: Work, target: CommandHeader, kind: str, past: str) -> None:
    events = list(work.tx.events("event.command_id = ?", (target.id,)))
    ids = _touched(events)
    refuse_if_redacted(target, events)
    refuse_if_changed(work, target, ids)
    for event in reversed(events):
        if event.changes and event.item_id is None:
            refuse_if_recurrence_went_on(work, target, event)
            work.tx.record(None, kind, inverted(event.changes), work.at)
        elif event.changes and event.item_id is not None:
            _apply(work, target, event.item_id, kind, event.changes)
    work.tx.flush()
    _refuse_new_cycles(work, ids, events)
    work.reverses = target.id
    work.lines.append(f"{past}: {_words(work.tx, target, events, ids)}")


def _apply(work: Work, target: CommandHeader, item_id: int, kind: str, changes: Sequence[Change]) -> None:
    """Do the opposite of what the changes of an event did."""
    turned = inverted(changes)
    is_new = any(change.entity == "item" and change.before is None for change in turned)
    is_gone = any(change.entity == "item" and change.after is None for change in turned)
    if not is_new and work.tx.item(item_id) is None:
        raise NotFound(missing_text(work.tx, [item_id]))
    if is_gone:
        refuse_if_referred_to(work, item_id, turned)
    ordered = sorted(turned, key=lambda change: change.entity != "item") if is_new else turned
    try:
        work.tx.record(item_id, kind, ordered, work.at)
        hinders = in_the_way(work, target, item_id, changes) if is_gone and holds_more(work, item_id) else None
    except Conflict as error:
        hinders = in_the_way(work, target, item_id, changes) or error
    if hinders is not None:
        raise hinders
    work.mark(item_id)


def _refuse_new_cycles(work: Work, ids: Sequence[int], events: Iterable[Event]) -> None:
    from opsflow.services.work.dependencies import refuse_cycles

    if any(change.entity == "dependency" for event in events for change in event.changes):
        refuse_cycles(work, [item_id for item_id in ids if work.tx.item(item_id) is not None])


def _words(reader: Reader, target: CommandHeader, events: Sequence[Event], ids: Sequence[int]) -> str:
    name = target.name
    if target.name == "undo" and target.reverses is not None:
        first = reader.command(target.reverses)
        name = first.name if first else name
    title = ""
    for event in events:
        for change in event.changes:
            held = change.before if change.after is None else change.after
            if change.entity == "item" and held and "title" in held:
                title = str(held["title"])
    item = reader.item(ids[0]) if len(ids) == 1 else None
    title = item.title if item else title
    if not ids:
        rules = [str(change.key) for event in events for change in event.changes if change.entity == "recurrence"]
        return f"{name} {', '.join(dict.fromkeys(rules))}".rstrip()
    return f"{name} {format_ids(ids)}" + (f": {title}" if title and len(ids) == 1 else "")
