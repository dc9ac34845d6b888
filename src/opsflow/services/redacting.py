"""Taking a secret out of history. What it said is gone for good; that something was taken out stays on record."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.redaction import FREE_TEXT, Redaction, clean
from opsflow.domain.text import counted
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.writing import Chosen


def redact(session: Session, chosen: Chosen, wanted: Redaction, options: WriteOptions = PLAIN) -> Outcome:
    """Replace what `wanted` names, now and in every event of the items, by `[redacted]`. It cannot be taken back.

    The hash chain still verifies. Raises `UsageError` without a reason or without anything to take out, and `NotFound`
    when one of the items never held a thing that was named.
    """
    if not wanted.in_words():
        raise UsageError("Redact what? --title, --note N, --criterion N, --field NAME, or --text TEXT wherever it is.")
    if not (options.reason or "").strip():
        raise UsageError(
            'A redaction cannot be taken back: say why with --reason "why". The reason is kept in history.'
        )
    if wanted.text and wanted.text in (options.reason or ""):
        raise UsageError("The reason holds the very text that is to go. Word it differently.")
    outcome = perform(session, "redact", options, lambda work: _redact(work, chosen, wanted))
    if outcome.command is not None:
        session.store.settle()
    return outcome


def _redact(work: Work, chosen: Chosen, wanted: Redaction) -> None:
    for item in work.chosen(chosen):
        _redact_item(work, item, wanted)
    if work.changed:
        work.say(
            "Backups and exports made before still hold it; so may the pages of a disk until they are written anew."
        )


def _redact_item(work: Work, item: Item, wanted: Redaction) -> None:
    _refuse_unknown_fields(work, wanted)
    found = {}
    for event in work.tx.events("event.item_id = ?", (item.id,)):
        cleaned = clean(event.changes, event.note, wanted)
        if cleaned.removed:
            found[event.seq] = cleaned
    if not found:
        raise NotFound(
            f"Item {item.id} holds no such thing ({wanted.in_words()}), nor ever did. Nothing was changed; "
            f"`opsflow log {item.id}` shows what its history holds."
        )
    work.tx.record(item.id, "redacted", [], work.at, wanted.in_words())
    work.mark(item.id)
    commands = work.tx.rewrite(item.id, found)
    events = counted(len(found), "event")
    work.lines.append(f"redacted {wanted.in_words()} of {item.id} in {events}")
    removed = {text for cleaned in found.values() for text in cleaned.removed}
    for command in commands:
        if any(text in (command.reason or "") for text in removed):
            work.say(
                f"The reason given with command {command.id} ({command.name}) holds it as well, and cannot be changed: "
                "the hash chain rests on it."
            )


def _refuse_unknown_fields(work: Work, wanted: Redaction) -> None:
    known = [name.replace("_", "-") for name in FREE_TEXT["item"]]
    known += [field.name for field in work.session.settings.custom_fields]
    for name in wanted.fields:
        if name not in known and "." not in name:
            raise UsageError(f"{name!r} is no field with free text: {', '.join(known)}.")
