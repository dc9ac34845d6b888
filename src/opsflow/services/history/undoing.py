"""Taking commands back, and putting them back: whole commands, refused whole when someone has changed the same items.

An undo is itself a command, whose events are the inverse changes; a redo is a command that takes an undo back.
"""

from __future__ import annotations

from opsflow.domain.errors import Conflict, NotFound, UsageError
from opsflow.domain.history.changes import inverted
from opsflow.domain.ids import format_ids
from opsflow.domain.value import Value
from opsflow.services.choosing import missing_text
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

_TOLD = 80
"""Cells that are told of what a command did that is in the way."""
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
    work.lines.append(f"{past}: {_words(work.tx, target, events, ids)}")


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
        for other, _ in later:
            raise Conflict(_in_the_way(work, target, other, item_id))


def _in_the_way(work: Work, target: CommandHeader, other: CommandHeader, item_id: int) -> str:
    from opsflow.domain.text import cut
    from opsflow.services.history.phrases import event_phrases

    events = work.tx.events("event.command_id = ? AND event.item_id = ?", (other.id, item_id), limit=1)
    phrases = "; ".join([phrase for event in events for phrase in event_phrases(event, work.session.zone)])
    what = f": {cut(phrases, _TOLD)}" if phrases else ""
    return (
        f"{other.actor} has changed item {item_id} since, by command {other.id} ({other.name}{what}). "
        f"Nothing was taken back. To go on, first `opsflow undo {other.id}`, then `opsflow undo {target.id}`; "
        f"`opsflow log {item_id}` shows all of it."
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
