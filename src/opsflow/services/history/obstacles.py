"""What stands in the way of taking a command back: found, and told with the commands that lead round it."""

from __future__ import annotations

from opsflow.domain.errors import Conflict
from opsflow.domain.ids import format_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import CommandHeader, Event
    from opsflow.services.writing import Work

_TOLD = 80
"""Cells that are told of what a command did that is in the way."""
_NAMED = 4
"""Commands that are named of those that would have to be taken back first."""
_LATER = (
    "command.id IN (SELECT event.command_id FROM event WHERE event.item_id = ? AND event.command_id > ?) "
    "AND command.undone_by IS NULL AND command.name NOT IN ('undo', 'redact')"
)
"""What was done with an item after a command and is in force. A redaction does nothing with it but take out text."""


def refuse_if_redacted(target: CommandHeader, events: Iterable[Event]) -> None:
    """Raise `Conflict` for a redaction, and for a command out of which something was redacted since."""
    if target.name == "redact":
        raise Conflict(f"Command {target.id} was a redaction: what it took out is gone, so it cannot be taken back.")
    if any(event.redacted_by for event in events):
        raise Conflict(f"Command {target.id} was redacted since: what it held is gone, so it cannot be taken back.")


def refuse_if_changed(work: Work, target: CommandHeader, ids: Sequence[int]) -> None:
    """Raise `Conflict` when a command of someone else that is still in force has since changed one of the items."""
    for item_id in ids:
        held = (item_id, target.id, work.session.actor)
        for other, _ in work.tx.commands(f"{_LATER} AND command.actor <> ?", held, "command.id DESC", 1):
            events = _events(work, other, item_id)
            said = f"{other.actor} has changed item {item_id} since, by command {_told(work, other, events)}."
            raise Conflict(f"{said} {_way_round(work, target, item_id, [other])}")


def refuse_if_referred_to(work: Work, item_id: int, changes: Iterable[Change]) -> None:
    """Raise `Conflict` when other items refer to one that would go, beyond what the changes themselves take away."""
    own = {(change.entity, str(change.key)) for change in changes}
    others = [edge.item_id for edge in work.tx.dependents([item_id])]
    others += [child.id for child in work.tx.children(item_id)]
    for link in work.tx.links([item_id]):
        if link.other_id == item_id or ("link", f"{link.kind}:{link.other_id}") not in own:
            others.append(link.item_id if link.other_id == item_id else link.other_id)
    if others:
        who = f"Items {format_ids(others)} refer" if len(set(others)) > 1 else f"Item {others[0]} refers"
        raise Conflict(
            f"{who} to {item_id} since. Nothing was changed; "
            f"take what refers to it away first, or `opsflow cancel {item_id}`."
        )


def holds_more(work: Work, item_id: int) -> bool:
    """Whether an item that went has left something behind: what came to it after the command that made it."""
    by_item = (work.tx.criteria, work.tx.notes, work.tx.tags, work.tx.custom, work.tx.approvals)
    return any(read([item_id]).get(item_id) for read in by_item) or bool(work.tx.dependencies([item_id]))


def in_the_way(work: Work, target: CommandHeader, item_id: int, changes: Sequence[Change]) -> Conflict | None:
    """The error that names what the actor has since done with the same parts of an item; `None` where that is nothing.

    `changes` are those of the command that is to be taken back.
    """
    later = work.tx.commands(_LATER, (item_id, target.id), "command.id DESC")
    held = [(other, _events(work, other, item_id)) for other, _ in list(later)]
    found = [(other, events) for other, events in held if _meet(changes, events)]
    if not found:
        return None
    did = "came to it" if _make(changes) else "changed the same"
    since = f"Item {item_id} has gone on since command {target.id} ({target.name})"
    way = _way_round(work, target, item_id, [other for other, _ in found])
    return Conflict(f"{since}: command {_told(work, *found[0])} {did}. {way}")


def refuse_if_recurrence_went_on(work: Work, target: CommandHeader, event: Event) -> None:
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
                f"back; take back first what came later (`opsflow log`), or `opsflow recur remove {change.key}`."
            )


def _meet(changes: Sequence[Change], events: Iterable[Event]) -> bool:
    """Whether events change what the changes changed: the same fields, or a record that either of them made or took."""
    if _make(changes):
        return any(event.changes for event in events)
    parts = {(change.entity, change.key): _fields(change) for change in changes}
    for later in [change for event in events for change in event.changes]:
        fields = parts.get((later.entity, later.key))
        if fields is not None and (not fields or not _fields(later) or fields & _fields(later)):
            return True
    return False


def _make(changes: Iterable[Change]) -> bool:
    """Whether the changes make the item, or put it back."""
    return any(change.entity == "item" and change.before is None for change in changes)


def _fields(change: Change) -> set[str]:
    """The fields that differ; none where the record came or went."""
    return set(change.after) if change.before is not None and change.after is not None else set()


def _way_round(work: Work, target: CommandHeader, item_id: int, others: Sequence[CommandHeader]) -> str:
    """The commands that lead on; where one that is in the way can never be taken back, what to do instead."""
    again = "redo" if target.name == "undo" else "undo"
    nothing = "Nothing was put back." if again == "redo" else "Nothing was taken back."
    for other in others:
        if any(event.redacted_by for event in work.tx.events("event.command_id = ?", (other.id,))):
            return (
                f"{nothing} Command {other.id} was redacted since and cannot be taken back, so {target.id} stays as "
                f"well; {_by_hand(work, target, item_id)}. `opsflow log {item_id}` shows all of it."
            )
    steps = ", ".join([f"`opsflow undo {other.id}`" for other in others[:_NAMED]])
    more = f" and {len(others) - _NAMED} before these" if len(others) > _NAMED else ""
    return (
        f"{nothing} To go on, first {steps}{more}, then `opsflow {again} {target.id}`; "
        f"`opsflow log {item_id}` shows all of it."
    )


def _by_hand(work: Work, target: CommandHeader, item_id: int) -> str:
    if _make([change for event in _events(work, target, item_id) for change in event.changes]):
        return f"`opsflow cancel {item_id}` is what is left"
    return f"`opsflow edit {item_id}` changes by hand what is to be different"


def _events(work: Work, command: CommandHeader, item_id: int) -> list[Event]:
    return list(work.tx.events("event.command_id = ? AND event.item_id = ?", (command.id, item_id)))


def _told(work: Work, command: CommandHeader, events: Sequence[Event]) -> str:
    """A command by its number and name, and what it did with an item."""
    from opsflow.domain.text import cut
    from opsflow.services.history.phrases import event_phrases

    phrases = "; ".join([phrase for event in events[:1] for phrase in event_phrases(event, work.session.zone)])
    return f"{command.id} ({command.name}{f': {cut(phrases, _TOLD)}' if phrases else ''})"
