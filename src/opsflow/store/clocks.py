"""Keeping service level clocks beside the items: which policy is in force, and clocks made anew from the log."""

from __future__ import annotations

from opsflow.domain.clocks.policy import Policy
from opsflow.domain.clocks.running import Clock, clocks_of
from opsflow.domain.clocks.timeline import moments
from opsflow.domain.history.canonical import decoded
from opsflow.domain.history.events import changes_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any

    from opsflow.store.reading import SqliteReader

_INSERT = f"INSERT INTO sla ({', '.join(Clock._fields)}) VALUES ({', '.join('?' * len(Clock._fields))})"
_MANY = 1000
"""From so many items on, the log is read from end to end: its indexes may be put aside just then."""
_EVENTS = (
    "SELECT event.item_id, event.happened_at, event.category, event.payload, command.reverses, command.undone_by "
    "FROM event JOIN command ON command.id = event.command_id "
    "WHERE event.item_id IS NOT NULL AND event.kind <> 'noted'"
)
_ORDER = "ORDER BY event.item_id, event.seq"


def put_in_force(reader: SqliteReader, fingerprint: str, text: str) -> None:
    """Make a policy the one in force, and all clocks anew under it."""
    _keep(reader.connection, fingerprint, text)
    refresh(reader, None)


def _keep(connection: sqlite3.Connection, fingerprint: str, text: str) -> None:
    connection.execute("DELETE FROM clock_policy")
    connection.execute("INSERT INTO clock_policy (id, text) VALUES (1, ?)", (text,))
    connection.execute("UPDATE head SET clocks = ?", (fingerprint,))


def copy_policy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Put the policy of one store in force in another."""
    for fingerprint, text in source.execute("SELECT head.clocks, clock_policy.text FROM head, clock_policy"):
        _keep(target, fingerprint, text)


def refresh(reader: SqliteReader, ids: Collection[int] | None, log: SqliteReader | None = None) -> None:
    """Make the clocks of some items, or of all, anew from the log, or another store's, under the policy in force."""
    policy = _policy(reader)
    if ids is None:
        reader.connection.execute("DELETE FROM sla")
    else:
        reader.connection.executemany("DELETE FROM sla WHERE item_id = ?", [(item_id,) for item_id in ids])
    if policy is not None:
        reader.connection.executemany(
            _INSERT, (clock.as_tuple() for clock in _clocks(reader, ids, policy, log or reader))
        )


def _policy(reader: SqliteReader) -> Policy | None:
    levels = reader.levels()
    return None if levels is None else Policy(decoded(levels[1]))


def _clocks(reader: SqliteReader, ids: Collection[int] | None, policy: Policy, log: SqliteReader) -> Iterator[Clock]:
    from itertools import groupby

    concerned = _concerned(reader, ids, policy)
    for item_id, rows in groupby(_rows(log, concerned), lambda row: row[0]):
        told = [(at, category, changes_in(payload)[0]) for _, at, category, payload in rows]
        yield from clocks_of(item_id, moments(told), policy)


def _concerned(reader: SqliteReader, ids: Collection[int] | None, policy: Policy) -> set[int]:
    """The items among the ids that are of a type with targets."""
    statement = "SELECT id, type FROM item"
    asked: Iterable[Any] = (
        reader.connection.execute(statement)
        if ids is None or len(ids) >= _MANY
        else reader.rows_by_ids(f"{statement} WHERE id IN", ids)
    )
    types: dict[str, bool] = {}
    found = set()
    for item_id, kind in asked:
        if kind not in types:
            types[kind] = policy.concerns(kind)
        if types[kind] and (ids is None or item_id in ids):
            found.add(item_id)
    return found


def _rows(reader: SqliteReader, ids: set[int]) -> Iterator[tuple[int, int, str, str]]:
    """The events of the items that count, item by item: what was undone does not, nor does undoing it."""
    connection = reader.connection
    asked: Iterable[Any] = (
        connection.execute(f"{_EVENTS} {_ORDER}")
        if len(ids) >= _MANY
        else reader.rows_by_ids(f"{_EVENTS} AND event.item_id IN", sorted(ids), _ORDER)
    )
    for item_id, at, category, payload, reverses, undone_by in asked:
        if item_id in ids and reverses is None and (undone_by is None or not _is_in_force(connection, undone_by)):
            yield item_id, at, category, payload


def _is_in_force(connection: sqlite3.Connection, command: int) -> bool:
    """Whether a command was not taken back, or the one that took it back was."""
    (undone_by,) = connection.execute("SELECT undone_by FROM command WHERE id = ?", (command,)).fetchone()
    return undone_by is None or not _is_in_force(connection, undone_by)
