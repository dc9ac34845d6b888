"""Which table keeps which record, and the statements that carry out a change on one."""

from __future__ import annotations

import sqlite3

from opsflow.domain.errors import Conflict
from opsflow.domain.items import Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.domain.history.changes import Change
    from opsflow.store.reading import SqliteReader

INSERT_ITEM = f"INSERT INTO item ({', '.join(Item._fields)}) VALUES ({', '.join('?' * len(Item._fields))})"
_TABLES = {
    "criterion": ("criterion", ("item_id", "number")),
    "note": ("note", ("item_id", "number")),
    "tag": ("tag", ("item_id", "name")),
    "dependency": ("dependency", ("item_id", "depends_on")),
    "link": ("link", ("item_id", "kind", "other_id")),
    "custom": ("custom", ("item_id", "name")),
    "approval": ("approval", ("item_id", "approver")),
    "alert": ("alert", ("item_id",)),
    "signal": ("signal", ("item_id", "name")),
    "state": ("state", ("name",)),
    "recurrence": ("recurrence", ("name",)),
}
_COLUMNS = {
    "criterion": ("text", "position", "state", "closed_at", "closed_by", "evidence", "reason", "check_command"),
    "note": ("written_at", "author", "text"),
    "tag": (),
    "dependency": (),
    "link": (),
    "custom": ("value",),
    "approval": ("decision", "at", "reason"),
    "alert": ("occurrences", "first_seen_at", "last_seen_at"),
    "signal": ("at",),
    "state": ("category", "position"),
    "recurrence": (
        "rule", "words", "mode", "starts_at", "zone", "shift", "missed", "template", "next_at", "paused_at",
    ),
}  # fmt: skip
_COUNT_CRITERIA = "SELECT item_id, count(*), sum(state <> 'open') FROM criterion WHERE item_id IN"
_COUNT_WAITING = (
    "SELECT dependency.item_id, count(*) FROM dependency JOIN item ON item.id = dependency.depends_on "
    "WHERE item.category <> 'done' AND dependency.item_id IN"
)
_COUNT_BLOCKING = (
    "SELECT dependency.depends_on, count(*) FROM dependency JOIN item ON item.id = dependency.item_id "
    "WHERE item.is_open = 1 AND dependency.depends_on IN"
)


def carry_out(connection: sqlite3.Connection, item_id: int | None, change: Change) -> None:
    """Insert, update or delete the record that the change speaks of.

    Raises `Conflict` when the record is not as the change says it was. Items themselves are not changed here: their
    derived fields belong to the transaction.
    """
    table, key_columns = _TABLES[change.entity]
    key = _key(item_id, change)
    if change.before is None:
        try:
            _insert(connection, table, key_columns, key, _known(change.entity, change.after or {}))
        except sqlite3.IntegrityError as error:
            what = f"{change.entity} {change.key} of item {item_id}"
            raise Conflict(f"The {what} does not fit what is there now ({error}). Nothing was changed.") from error
        return
    before = _known(change.entity, change.before)
    if change.after is None:
        matched = _delete(connection, table, key_columns, key, before)
    else:
        matched = _update(connection, table, key_columns, key, before, _known(change.entity, change.after))
    if not matched:
        raise differs(f"The {change.entity} {change.key} of item {item_id}")


def differs(what: str) -> Conflict:
    """The error of a record that is not as the change that is to be carried out, or taken back, found or left it."""
    return Conflict(f"{what} is not as it was. Nothing was changed. `opsflow doctor` tells whether the store is sound.")


def _key(item_id: int | None, change: Change) -> tuple[Any, ...]:
    if change.entity in ("state", "recurrence"):
        return (change.key,)
    if change.entity == "alert":
        return (item_id,)
    if change.entity == "link":
        kind, _, other = str(change.key).rpartition(":")
        return (item_id, kind, int(other))
    return (item_id, change.key)


def _known(entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, refusing names that are no columns: names become part of a statement, so none is taken on trust."""
    for name in fields:
        if name not in _COLUMNS[entity]:
            raise Conflict(f"History names an unknown field {name!r} of a {entity}. Run `opsflow doctor`.")
    return dict(fields)


def _insert(
    connection: sqlite3.Connection,
    table: str,
    key_columns: tuple[str, ...],
    key: tuple[Any, ...],
    fields: dict[str, Any],
) -> None:
    columns = (*key_columns, *fields)
    marks = ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", (*key, *fields.values()))


def _update(
    connection: sqlite3.Connection,
    table: str,
    key_columns: tuple[str, ...],
    key: tuple[Any, ...],
    before: dict[str, Any],
    after: dict[str, Any],
) -> int:
    assignments = ", ".join([f"{name} = ?" for name in after])
    where = _where(key_columns, before)
    found = connection.execute(
        f"UPDATE {table} SET {assignments} WHERE {where}", (*after.values(), *key, *before.values())
    )
    return found.rowcount


def _delete(
    connection: sqlite3.Connection,
    table: str,
    key_columns: tuple[str, ...],
    key: tuple[Any, ...],
    before: dict[str, Any],
) -> int:
    where = _where(key_columns, before)
    return connection.execute(f"DELETE FROM {table} WHERE {where}", (*key, *before.values())).rowcount


def _where(key_columns: tuple[str, ...], before: dict[str, Any]) -> str:
    return " AND ".join([*[f"{name} = ?" for name in key_columns], *[f"{name} IS ?" for name in before]])


def counts(reader: SqliteReader, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The counts of criteria and dependencies that are kept on each of the items."""
    criteria = {row[0]: row[1:] for row in reader.rows_by_ids(_COUNT_CRITERIA, ids, "GROUP BY 1")}
    waiting = dict(reader.rows_by_ids(_COUNT_WAITING, ids, "GROUP BY 1"))
    blocking = dict(reader.rows_by_ids(_COUNT_BLOCKING, ids, "GROUP BY 1"))
    found = {}
    for item_id in ids:
        total, closed = criteria.get(item_id, (0, 0))
        found[item_id] = {
            "criteria_total": total,
            "criteria_closed": closed,
            "waiting_for": waiting.get(item_id, 0),
            "blocking": blocking.get(item_id, 0),
        }
    return found
