"""History as records of plain values, out of one store and into an empty one."""

from __future__ import annotations

from opsflow.domain.chain import command_text, event_hash, payload_digest
from opsflow.domain.errors import Conflict, OpsflowError, UsageError
from opsflow.domain.events import CommandHeader, changes_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from typing import Any

    from opsflow.store.writing import SqliteTransaction

FORMAT = 1
_COMMAND = (*CommandHeader._fields, "undone_by", "answer")
_EVENT = (
    "seq", "command_id", "item_id", "kind", "happened_at", "state", "category", "form", "payload", "salt", "digest",
    "hash", "redacted_by",
)  # fmt: skip
_BYTES = ("salt", "digest", "hash")


def head_record(connection: sqlite3.Connection) -> dict[str, Any]:
    """The head of the store."""
    names = ("store_uid", "schema_version", "created_at", "last_item", "last_command", "last_event", "hash")
    row = connection.execute(f"SELECT {', '.join(names)} FROM head").fetchone()
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in zip(names, row, strict=True)}


def history_records(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Each command, followed by its events."""
    events = connection.cursor()
    for row in connection.execute(f"SELECT {', '.join(_COMMAND)} FROM command ORDER BY id"):
        command = dict(zip(_COMMAND, row, strict=True))
        yield {"kind": "command", "command": {k: v for k, v in command.items() if v is not None}}
        wanted = f"SELECT {', '.join(_EVENT)} FROM event WHERE command_id = ? ORDER BY seq"
        for held in events.execute(wanted, (command["id"],)):
            pairs = zip(_EVENT, held, strict=True)
            event = {k: v.hex() if isinstance(v, bytes) else v for k, v in pairs if v is not None}
            yield {"kind": "event", "event": event}


def take_history(tx: SqliteTransaction, records: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Carry out recorded events one by one and keep them as they are, checking every link of the chain.

    Answers with the numbers of commands and events. Raises `UsageError` naming the record that does not fit.
    """
    header: dict[str, Any] = {}
    shared, commands, events = "", 0, 0
    undone: list[tuple[int, int]] = []
    for number, record in enumerate(records, 1):
        try:
            if number == 1:
                header = _begin(tx, record)
            elif record.get("kind") == "command":
                shared = _take_command(tx, record["command"], undone)
                commands += 1
            else:
                _take_event(tx, shared, record["event"])
                events += 1
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(f"Record {number} is not right: {error}. Nothing was imported.") from None
        except OpsflowError as error:
            raise UsageError(f"Record {number}: {error.message} Nothing was imported.") from None
    _end(tx, header, undone)
    return commands, events


def _begin(tx: SqliteTransaction, record: dict[str, Any]) -> dict[str, Any]:
    header = _checked(record)
    tx.connection.execute("DELETE FROM state")
    tx.connection.executemany(
        "INSERT INTO state (name, category, position) VALUES (?, ?, ?)",
        [(held["name"], held["category"], held["position"]) for held in header["states"]],
    )
    tx._workflow = None
    return header


def _checked(record: dict[str, Any]) -> dict[str, Any]:
    """The header of an export, of a version that is understood."""
    if record.get("kind") != "opsflow-export":
        raise UsageError("this is no opsflow export; its first line should say so.")
    if record.get("version") != FORMAT:
        raise UsageError(f"this export has version {record.get('version')}, this opsflow reads {FORMAT}.")
    return record


def _take_command(tx: SqliteTransaction, fields: dict[str, Any], undone: list[tuple[int, int]]) -> str:
    held: dict[str, Any] = {name: fields.get(name) for name in CommandHeader._fields}
    command = CommandHeader(**held)
    if fields.get("undone_by") is not None:
        undone.append((int(fields["undone_by"]), command.id))
    columns = ", ".join([*CommandHeader._fields, "answer"])
    tx.connection.execute(
        f"INSERT INTO command ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*command.as_tuple(), fields.get("answer")),
    )
    tx.last_command = max(tx.last_command, command.id)
    return command_text(command)


def _take_event(tx: SqliteTransaction, shared: str, fields: dict[str, Any]) -> None:
    event: dict[str, Any] = {name: fields.get(name) for name in _EVENT}
    for name in _BYTES:
        event[name] = bytes.fromhex(event[name]) if event[name] is not None else None
    payload, salt, digest = event["payload"], event["salt"], event["digest"]
    if salt is not None and payload_digest(salt, payload) != digest:
        raise Conflict(f"event {event['seq']} does not match its digest.")
    link = event_hash(
        tx.hash, shared, event["seq"], event["item_id"], event["kind"], event["happened_at"], event["state"],
        event["category"], digest,
    )  # fmt: skip
    if link != event["hash"] or event["seq"] != tx.last_event + 1:
        raise Conflict(f"event {event['seq']} breaks the chain: it, or one before it, was changed.")
    changes, note = changes_in(payload)
    tx.record(event["item_id"], event["kind"], changes, event["happened_at"], note)
    tx.forget_pending()
    marks = ", ".join("?" * len(_EVENT))
    tx.connection.execute(
        f"INSERT INTO event ({', '.join(_EVENT)}) VALUES ({marks})", tuple([event[name] for name in _EVENT])
    )
    tx.hash, tx.last_event = link, event["seq"]


def _end(tx: SqliteTransaction, header: dict[str, Any], undone: list[tuple[int, int]]) -> None:
    if not header:
        raise UsageError("There is nothing to import: the input is empty.")
    if tx.hash.hex() != header["hash"]:
        raise UsageError("The export is not complete: its last event is not the one its header names.")
    tx.connection.executemany("UPDATE command SET undone_by = ? WHERE id = ?", undone)
    tx.refresh_all()
    tx.connection.execute(
        "UPDATE head SET store_uid = ?, created_at = ?, last_item = ?, last_command = ?, last_event = ?, hash = ?",
        (header["store_uid"], header["created_at"], header["last_item"], tx.last_command, tx.last_event, tx.hash),
    )
