"""History as records of plain values, out of one store and into an empty one."""

from __future__ import annotations

from opsflow.domain.errors import Conflict, OpsflowError, StoreError, Unfit, UsageError
from opsflow.domain.history.chain import FORM, command_text, event_hash, hash_of_many, payload_digest
from opsflow.domain.history.events import CommandHeader
from opsflow.domain.workflow import State
from opsflow.store.bulk.rows import by_column, fill
from opsflow.store.bulk.verification import record_of, refuse_faults

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from opsflow.store.reading import SqliteReader
    from opsflow.store.writing import SqliteTransaction

FORMAT = 1
_COMMAND = (*CommandHeader._fields, "undone_by", "answer")
_EVENT = (
    "seq", "command_id", "item_id", "kind", "happened_at", "state", "category", "form", "payload", "salt", "digest",
    "hash", "redacted_by",
)  # fmt: skip
_BATCH = 10_000
_COLUMNS = {"command": (*CommandHeader._fields, "answer"), "event": _EVENT}


def records_of(reader: SqliteReader, ids: Sequence[int] | None) -> Iterator[dict[str, Any]]:
    """A header with the workflow that history began with, then each command followed by its events.

    With ids only what happened to those items; the header then holds the uids of others that they refer to.
    """
    connection = reader.connection
    header = {"kind": "opsflow-export", "version": FORMAT, **_head(connection), "states": _plain(first_states(reader))}
    if ids is None:
        yield header
        yield from _everything(connection)
        return
    yield {**header, "partial": True, "others": _others(reader, ids)}
    yield from _some(reader, ids)


def first_states(reader: SqliteReader) -> list[State]:
    """The workflow the store began with: the one in force, with all changes of it taken back."""
    held = {state.name: state for state in reader.workflow.states}
    for event in reader.events("event.kind IN ('workflow-changed', 'undone', 'redone') AND event.item_id IS NULL", (),
                             "event.seq DESC"):  # fmt: skip
        for change in reversed([change for change in event.changes if change.entity == "state"]):
            held.pop(str(change.key), None)
            if change.before is not None:
                held[str(change.key)] = State(str(change.key), **change.before)
    return sorted(held.values(), key=lambda state: state.position)


def _plain(states: Iterable[State]) -> list[dict[str, Any]]:
    return [{"name": state.name, "category": state.category, "position": state.position} for state in states]


def _head(connection: sqlite3.Connection) -> dict[str, Any]:
    names = ("store_uid", "schema_version", "created_at", "last_item", "last_command", "last_event", "hash")
    row = connection.execute(f"SELECT {', '.join(names)} FROM head").fetchone()
    if row is None:
        raise StoreError("The store has no head row. Run `opsflow restore BACKUP`.")
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in zip(names, row, strict=True)}


def _everything(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    events = connection.cursor()
    for row in connection.execute(f"SELECT {', '.join(_COMMAND)} FROM command ORDER BY id"):
        yield _command_record(row)
        wanted = f"SELECT {', '.join(_EVENT)} FROM event WHERE command_id = ? ORDER BY seq"
        for held in events.execute(wanted, (row[0],)):
            yield _event_record(held)


def _some(reader: SqliteReader, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    events = sorted(reader.rows_by_ids(f"SELECT {', '.join(_EVENT)} FROM event WHERE item_id IN", ids))
    wanted = f"SELECT {', '.join(_COMMAND)} FROM command WHERE id = ?"
    command = None
    for held in events:
        if held[1] != command:
            command = held[1]
            yield _command_record(reader.connection.execute(wanted, (command,)).fetchone())
        yield _event_record(held)


def _command_record(row: Sequence[Any]) -> dict[str, Any]:
    pairs = zip(_COMMAND, row, strict=True)
    return {"kind": "command", "command": {name: value for name, value in pairs if value is not None}}


def _event_record(row: Sequence[Any]) -> dict[str, Any]:
    pairs = zip(_EVENT, row, strict=True)
    event = {k: v.hex() if isinstance(v, bytes) else v for k, v in pairs if v is not None}
    return {"kind": "event", "event": event}


def _others(reader: SqliteReader, ids: Sequence[int]) -> dict[str, str]:
    near = {edge.depends_on for edge in reader.dependencies(ids)} | {link.other_id for link in reader.links(ids)}
    near |= {item.parent_id for item in reader.items(ids).values() if item.parent_id is not None}
    return {str(item_id): item.uid for item_id, item in reader.items(sorted(near - set(ids))).items()}


def take_history(tx: SqliteTransaction, records: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Keep recorded commands and events as they are, checking every link of the chain, and make the tables from them.

    Answers with the numbers of commands and events. Raises `UsageError` naming the record that does not fit.
    """
    coming = iter(records)
    header = _begin(tx, next(coming, None))
    tx.put_aside(header["last_item"])
    taken = _Taken(tx)
    for number, record in enumerate(coming, 2):
        try:
            taken.take(record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            is_header = record.get("kind") == "opsflow-export"
            wrong = "begins another export; import one after the other" if is_header else f"is not right: {error}"
            raise UsageError(f"Record {number} {wrong}. Nothing was imported.") from None
        except OpsflowError as error:
            raise UsageError(f"Record {number}: {error.message} Nothing was imported.") from None
    taken.write()
    if tx.hash.hex() != header["hash"]:
        raise UsageError("The export is not complete: its last event is not the one its header names.")
    taken.check_taking_back()
    marks = [(later, earlier) for earlier, later in taken.reversed_by.items()]
    tx.connection.executemany("UPDATE command SET undone_by = ? WHERE id = ?", marks)
    try:
        tx.fill_tables(tx)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"The history of an item does not add up ({error}). Nothing was imported.") from None
    except Unfit as error:
        place = record_of(tx.connection, error.where) if error.where else "The history"
        said = error.message.removeprefix(error.where.capitalize()).strip()
        raise UsageError(f"{place}: {said} Nothing was imported.") from None
    except Conflict as error:
        raise UsageError(f"The history of the store does not add up: {error.message} Nothing was imported.") from None
    tx.connection.execute(
        "UPDATE head SET store_uid = ?, created_at = ?, last_item = ?, last_command = ?, last_event = ?, hash = ?",
        (header["store_uid"], header["created_at"], header["last_item"], tx.last_command, tx.last_event, tx.hash),
    )
    tx.bring_back()
    refuse_faults(tx.connection)
    return taken.commands, taken.events


def _begin(tx: SqliteTransaction, record: dict[str, Any] | None) -> dict[str, Any]:
    """Check the header, and begin with the workflow that the store had at its first event."""
    if record is None:
        raise UsageError("There is nothing to import: the input is empty.")
    if record.get("kind") != "opsflow-export":
        raise UsageError("This is no export of opsflow; its first line should say so. Nothing was imported.")
    if record.get("version") != FORMAT:
        raise UsageError(
            f"This export has version {record.get('version')}, this opsflow reads {FORMAT}: upgrade opsflow. "
            "Nothing was imported."
        )
    try:
        states = [(held["name"], held["category"], held["position"]) for held in record["states"]]
        _ = [record[name] + 0 for name in ("created_at", "last_item")], record["store_uid"] + "", record["hash"] + ""
    except (KeyError, TypeError) as error:
        raise UsageError(f"Record 1 is not right: {error}. Nothing was imported.") from None
    tx.connection.execute("DELETE FROM state")
    try:
        fill(tx.connection, "state", by_column(("name", "category", "position"), states))
    except Unfit:
        raise UsageError("Record 1 is not right: a state stands in it twice. Nothing was imported.") from None
    return record


def _by(command: int | None) -> str:
    return "nothing" if command is None else f"command {command}"


class _Taken:
    """What was taken so far. Rows are written some thousand at a time."""

    def __init__(self, tx: SqliteTransaction) -> None:
        self.commands, self.events = 0, 0
        self.reversed_by: dict[int, int] = {}
        self._said: dict[int, int] = {}
        self._tx = tx
        self._shared = ""
        self._requests = set[str]()
        self._hashed = hash_of_many()
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}

    def take(self, record: dict[str, Any]) -> None:
        """Take a command or an event. Raises `Conflict` when the event does not fit the one before."""
        if record.get("kind") == "command":
            self._take_command(record["command"])
        else:
            self._take_event(record["event"])
            if self.events % _BATCH == 0:
                self.write()

    def write(self) -> None:
        """Write what was taken since the last time."""
        for table, rows in self._rows.items():
            fill(self._tx.connection, table, by_column(_COLUMNS[table], rows))
            rows.clear()

    def check_taking_back(self) -> None:
        """Raise `UsageError` where a command says something else than the one that took it back: no hash holds it."""
        for command in sorted({*self._said, *self.reversed_by}):
            said, right = self._said.get(command), self.reversed_by.get(command)
            if said != right:
                raise UsageError(
                    f"Command {command} says that {_by(said)} took it back; by the history, {_by(right)} did. "
                    "Nothing was imported."
                )

    def _take_command(self, fields: dict[str, Any]) -> None:
        held: dict[str, Any] = {name: fields.get(name) for name in CommandHeader._fields}
        command = CommandHeader(**held)
        if fields.get("undone_by") is not None:
            self._said[command.id] = int(fields["undone_by"])
        if command.reverses is not None:
            self.reversed_by[command.reverses] = command.id
        if command.id <= self._tx.last_command:
            raise Conflict(f"command {command.id} stands twice, or behind a later one.")
        if command.request_id is not None:
            if command.request_id in self._requests:
                raise Conflict(f"command {command.id} has the request id of an earlier one.")
            self._requests.add(command.request_id)
        self._shared = command_text(command)
        self._rows["command"].append((*command.as_tuple(), fields.get("answer")))
        self._tx.last_command = command.id
        self.commands += 1

    def _take_event(self, fields: dict[str, Any]) -> None:
        held = fields.get
        seq, item_id, payload = fields["seq"], held("item_id"), fields["payload"]
        salt = bytes.fromhex(fields["salt"]) if "salt" in fields else None
        digest, link = bytes.fromhex(fields["digest"]), bytes.fromhex(fields["hash"])
        if salt is not None and payload_digest(salt, payload, self._hashed) != digest:
            raise Conflict(f"event {seq} does not match its digest.")
        header = (seq, item_id, fields["kind"], fields["happened_at"], held("state"), held("category"))
        made = event_hash(self._tx.hash, self._shared, *header, digest, self._hashed)
        if fields["form"] != FORM:
            raise Conflict(f"event {seq} is of form {fields['form']}, which this version does not know.")
        if fields["command_id"] != self._tx.last_command:
            raise Conflict(f"event {seq} is one of command {fields['command_id']}, and stands elsewhere.")
        if made != link or seq != self._tx.last_event + 1:
            raise Conflict(f"event {seq} breaks the chain: it, or one before it, was changed.")
        own = (fields["form"], payload, salt, digest, link, held("redacted_by"))
        self._rows["event"].append((seq, fields["command_id"], *header[1:], *own))
        self._tx.hash, self._tx.last_event = link, seq
        self.events += 1
