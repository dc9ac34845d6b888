"""Taking a secret out of history. What it said is gone for good; that something was taken out stays on record."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, StoreError, UsageError
from opsflow.domain.history.redaction import FREE_TEXT, Redaction, clean
from opsflow.domain.history.signals import RECURRED
from opsflow.domain.ids import format_ids
from opsflow.domain.text import counted
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.domain.history.events import Event
    from opsflow.domain.history.redaction import Cleaned
    from opsflow.domain.items import Item
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


def redact(
    session: Session,
    chosen: Chosen,
    wanted: Redaction,
    options: WriteOptions = PLAIN,
    recurrences: Sequence[str] = (),
) -> Outcome:
    """Replace what `wanted` names, now and in every event of the items, by `[redacted]`. It cannot be taken back.

    Of the recurrences named, its text is taken out of what they make. The hash chain still verifies. Raises
    `UsageError` without a reason or without anything to take out, and `NotFound` when one of the items or recurrences
    never held a thing that was named.
    """
    if not wanted.in_words():
        raise UsageError("Redact what? --title, --note N, --criterion N, --field NAME, or --text TEXT wherever it is.")
    if recurrences and not wanted.text:
        raise UsageError("Out of a recurrence a text is taken: `opsflow redact --recurrence NAME --text TEXT`.")
    if not (options.reason or "").strip():
        raise UsageError(
            'A redaction cannot be taken back: say why with --reason "why". The reason is kept in history.'
        )
    if wanted.text and wanted.text in (options.reason or ""):
        raise UsageError("The reason holds the very text that is to go. Word it differently.")
    outcome = perform(session, "redact", options, lambda work: _redact(work, chosen, wanted, recurrences))
    if outcome.command is None or _is_settled(session):
        return outcome
    path = session.store.path
    return outcome.replace(
        notes=(
            *outcome.notes,
            f"The redaction is kept, but what it took out still lies in {path} or in {path}-wal: the disk is full or "
            "failing, or someone reads the store. It goes with the next command once there is space and boards are "
            "closed: `opsflow doctor`.",
        )
    )


def _is_settled(session: Session) -> bool:
    """Whether nothing of what was there before is left in the file and its log. The redaction stands in any case."""
    try:
        return session.store.settle()
    except StoreError:
        return False


def _redact(work: Work, chosen: Chosen, wanted: Redaction, recurrences: Sequence[str]) -> None:
    removed: set[str] = set()
    for item in work.chosen(chosen):
        removed |= _redact_item(work, item, wanted)
    for name in dict.fromkeys(recurrences):
        removed |= _redact_recurrence(work, name, wanted)
    if work.lines:
        _tell_where_else(work, removed, recurrences)
        work.say(
            "Backups and exports made before still hold it; so may the pages of a disk until they are written anew."
        )


def _redact_item(work: Work, item: Item, wanted: Redaction) -> set[str]:
    _refuse_unknown_fields(work, wanted)
    found = _found(work.tx.events("event.item_id = ?", (item.id,)), wanted)
    if not found:
        raise NotFound(
            f"Item {item.id} holds no such thing ({wanted.in_words()}), nor ever did. Nothing was changed; "
            f"`opsflow log {item.id}` shows what its history holds."
        )
    work.mark(item.id)
    return _rewrite(work, item.id, found, f"{wanted.in_words()} of {item.id}", wanted.in_words())


def _redact_recurrence(work: Work, name: str, wanted: Redaction) -> set[str]:
    """The same for a rule of recurrence, which may have been removed since."""
    told = list(of_recurrence(work, name))
    if not told:
        from opsflow.services.time.recurring import named

        named(work.tx, name)  # raises with the nearest names
    found = _found(told, wanted)
    if not found:
        raise NotFound(f"The recurrence {name} holds no such text, nor ever did. Nothing was changed.")
    what = f"a text of the recurrence {name}"
    return _rewrite(work, None, found, what, what)


def of_recurrence(work: Work, name: str) -> Iterable[Event]:
    """The events of a rule of recurrence."""
    for event in work.tx.events("event.item_id IS NULL", ()):
        if any(change.entity == "recurrence" and change.key == name for change in event.changes):
            yield event


def _found(events: Iterable[Event], wanted: Redaction) -> dict[int, Cleaned]:
    """The events out of which something is taken, as they are afterwards."""
    cleaned = {event.seq: clean(event.changes, event.note, wanted) for event in events}
    return {seq: held for seq, held in cleaned.items() if held.removed}


def _rewrite(work: Work, item_id: int | None, found: dict[int, Cleaned], what: str, note: str) -> set[str]:
    commands = work.tx.redact(item_id, found, work.at, note)
    work.lines.append(f"redacted {what} in {counted(len(found), 'event')}")
    removed = {text for cleaned in found.values() for text in cleaned.removed}
    for command in commands:
        if any(text in (command.reason or "") for text in removed):
            work.say(
                f"The reason given with command {command.id} ({command.name}) holds it as well, and cannot be changed: "
                "the hash chain rests on it."
            )
    return removed


def _tell_where_else(work: Work, removed: set[str], recurrences: Sequence[str]) -> None:
    """Say which recurrences would bring it back, and which items that came of these hold it as well."""
    texts = [Redaction(text=text) for text in sorted(removed)]
    for held in work.tx.recurrences():
        events = list(of_recurrence(work, held.name)) if held.name not in recurrences else []
        if any(_found(events, text) for text in texts):
            work.say(f"It comes again with {held.name}: `opsflow redact --recurrence {held.name} --text TEXT`.")
    ids = sorted([item.id for name in recurrences for item in work.tx.signalled(RECURRED + name)])
    also = [
        item_id
        for item_id in dict.fromkeys(ids)
        if any(_found(work.tx.events("event.item_id = ?", (item_id,)), text) for text in texts)
    ]
    if also:
        work.say(f"What came of it holds it as well: `opsflow redact {format_ids(also)} --text TEXT`.")


def _refuse_unknown_fields(work: Work, wanted: Redaction) -> None:
    known = [name.replace("_", "-") for name in FREE_TEXT["item"]]
    known += [field.name for field in work.session.settings.custom_fields]
    for name in wanted.fields:
        if name not in known and "." not in name:
            raise UsageError(f"{name!r} is no field with free text: {', '.join(known)}.")
