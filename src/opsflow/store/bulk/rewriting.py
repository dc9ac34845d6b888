"""Carrying out a redaction: payloads are replaced, salts dropped, the tables follow, and freed pages are zeroed."""

from __future__ import annotations

from opsflow.domain.history.events import changes_in, payload_of
from opsflow.domain.history.redaction import FREE_TEXT, REDACTED
from opsflow.domain.history.remains import left_in, without
from opsflow.domain.history.replay import replay
from opsflow.store.search.full_text import make_anew

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opsflow.domain.history.events import CommandHeader
    from opsflow.domain.history.redaction import Cleaned
    from opsflow.domain.history.replay import Snapshot
    from opsflow.store.writing import SqliteTransaction

_REPLACE = "UPDATE event SET payload = ?, salt = NULL, redacted_by = ? WHERE seq = ?"
_REDACTED_BY = "SELECT redacted_by FROM event WHERE seq IN"
_PAYLOADS = "SELECT seq, payload FROM event WHERE seq IN"


def replacements(tx: SqliteTransaction, found: Mapping[int, Cleaned]) -> dict[int, str]:
    """The payloads that are put in place of those of events out of which something is taken.

    An earlier redaction of one of them holds a digest of what it had left, by which a short text could be guessed that
    is taken out now: it is among them, without that digest.
    """
    gone = set(found)
    while earlier := {by for (by,) in tx.rows_by_ids(_REDACTED_BY, gone) if by is not None} - gone:
        gone |= earlier
    texts = {}
    for seq, payload in tx.rows_by_ids(_PAYLOADS, gone):
        left = left_in(payload)
        if left is None and seq not in found:
            continue  # of an earlier version: it holds no digest
        changes, note = (found[seq].changes, found[seq].note) if seq in found else changes_in(payload)
        texts[seq] = payload_of(changes, note, None if left is None else without(left, gone))
    return texts


def rewrite(
    tx: SqliteTransaction, item_id: int | None, found: Mapping[int, Cleaned], texts: Mapping[int, str], by: int
) -> list[CommandHeader]:
    """Put these payloads in place of those of the events, as redacted by event `by`, and bring the rows in line: of
    the item, or of recurrences when it is `None`. Answers with the commands of these events.
    """
    tx.connection.execute("PRAGMA secure_delete = ON")
    tx.connection.executemany(_REPLACE, [(text, by, seq) for seq, text in texts.items()])
    if item_id is None:
        _bring_recurrences_in_line(tx)
    else:
        snapshot = replay(item_id, tx.events("event.item_id = ?", (item_id,)))
        if snapshot is not None:
            _bring_in_line(tx, snapshot)
        make_anew(tx.connection)  # removed words would stay in older parts of the index
    marks = ", ".join("?" * len(found))
    wanted = f"command.id IN (SELECT event.command_id FROM event WHERE event.seq IN ({marks}))"
    commands = [command for command, _ in tx.commands(wanted, tuple(found))]
    _clean_answers(tx, commands, found)
    return commands


def _bring_in_line(tx: SqliteTransaction, now: Snapshot) -> None:
    key = now.item.id
    _update(tx, "item", {"id": key}, {name: getattr(now.item, name) for name in FREE_TEXT["item"]})
    for note in now.notes:
        _update(tx, "note", {"item_id": key, "number": note.number}, {"text": note.text})
    for criterion in now.criteria:
        texts = {name: getattr(criterion, name) for name in FREE_TEXT["criterion"]}
        _update(tx, "criterion", {"item_id": key, "number": criterion.number}, texts)
    for name, value in now.custom.items():
        _update(tx, "custom", {"item_id": key, "name": name}, {"value": value})
    for held in now.approvals:
        _update(tx, "approval", {"item_id": key, "approver": held.approver}, {"reason": held.reason})


def _bring_recurrences_in_line(tx: SqliteTransaction) -> None:
    templates: dict[str, str] = {}
    for event in tx.events("event.item_id IS NULL", ()):
        for change in event.changes:
            if change.entity == "recurrence" and change.after and "template" in change.after:
                templates[str(change.key)] = change.after["template"]
    for name, template in templates.items():
        _update(tx, "recurrence", {"name": name}, {"template": template})


def _update(tx: SqliteTransaction, table: str, key: dict[str, Any], texts: dict[str, Any]) -> None:
    assignments = ", ".join([f"{name} = ?" for name in texts])
    where = " AND ".join([f"{name} = ?" for name in key])
    tx.connection.execute(f"UPDATE {table} SET {assignments} WHERE {where}", (*texts.values(), *key.values()))


def _clean_answers(tx: SqliteTransaction, commands: list[CommandHeader], found: Mapping[int, Cleaned]) -> None:
    """Take the same texts out of the answers that are kept for repeated requests."""
    from opsflow.domain.history.canonical import quoted

    removed = sorted({quoted(text)[1:-1] for cleaned in found.values() for text in cleaned.removed}, key=len)
    for command in commands:
        answer = tx.answer(command.request_id) if command.request_id else None
        if answer is None:
            continue
        for text in reversed(removed):
            answer = answer.replace(text, REDACTED)
        tx.connection.execute("UPDATE command SET answer = ? WHERE id = ?", (answer, command.id))
