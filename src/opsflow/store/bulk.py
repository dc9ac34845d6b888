"""Many items at once: rows go in as they end, and what keeps searches quick is put aside and made anew afterwards."""

from __future__ import annotations

from opsflow.domain.projection import projected
from opsflow.domain.workflow import CLOSED
from opsflow.store.full_text import make_anew
from opsflow.store.records import INSERT_ITEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from typing import Any

    from opsflow.domain.arrivals import Arrival
    from opsflow.domain.replay import Snapshot
    from opsflow.domain.workflow import Workflow
    from opsflow.store.reading import SqliteReader

_CACHE_KIB = 131_072
_FEW = 1000
_SHARE = 5
_BATCH = 20_000
_ASIDE = (
    "SELECT name, type, sql FROM sqlite_master WHERE tbl_name IN ('item', 'event', 'note') AND sql IS NOT NULL "
    "AND (type = 'index' OR type = 'trigger' AND name LIKE '%_search_%_insert')"
)
_ROWS = {
    "tag": "INSERT INTO tag (item_id, name) VALUES (?, ?)",
    "criterion": (
        "INSERT INTO criterion (item_id, number, text, position, state, closed_at, closed_by, evidence, reason, "
        "check_command) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "note": "INSERT INTO note (item_id, number, written_at, author, text) VALUES (?, ?, ?, ?, ?)",
    "custom": "INSERT INTO custom (item_id, name, value) VALUES (?, ?, ?)",
    "dependency": "INSERT INTO dependency (item_id, depends_on) VALUES (?, ?)",
    "approval": "INSERT INTO approval (item_id, approver, decision, at, reason) VALUES (?, ?, ?, ?, ?)",
    "link": "INSERT INTO link (item_id, kind, other_id) VALUES (?, ?, ?)",
    "alert": "INSERT INTO alert (item_id, occurrences, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)",
    "signal": "INSERT INTO signal (item_id, name, at) VALUES (?, ?, ?)",
}


class Aside:
    """The indexes of items and events, and the triggers of the full-text search, while many rows come in.

    Bringing them back reads the whole store once; so they are left in place when few rows come into a large store.
    """

    def __init__(self, connection: sqlite3.Connection, expected: int) -> None:
        self._connection = connection
        self._cache = connection.execute("PRAGMA cache_size").fetchone()[0]
        connection.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")
        (there,) = connection.execute("SELECT last_item FROM head").fetchone()
        self._put: list[tuple[str, str, str]] = []
        if expected >= _FEW and expected * _SHARE >= there:
            self._put = connection.execute(_ASIDE).fetchall()
        for name, kind, _ in self._put:
            connection.execute(f"DROP {kind} {name}")

    def bring_back(self) -> None:
        """Make everything anew that was put aside, over all rows that are there now."""
        for _, _, sql in self._put:
            self._connection.execute(sql)
        if self._put:
            make_anew(self._connection)
        self._connection.execute(f"PRAGMA cache_size = {self._cache}")


def put_down(arrivals: Iterable[Arrival], pending: list[Any]) -> Iterator[Snapshot]:
    """What each new item is in the end; its events are put down among those that wait to be appended."""
    from opsflow.domain.canonical import encoder
    from opsflow.domain.events import payload_of

    encode = encoder()
    for snapshot, events in arrivals:
        for kind, happened_at, state, category, changes, note in events:
            payload = payload_of(changes, note, encode)
            pending.append((snapshot.item.id, kind, happened_at, state, category, payload))
        yield snapshot


def replayed(reader: SqliteReader) -> Iterator[Snapshot]:
    """What each item is according to the log."""
    from itertools import groupby

    from opsflow.domain.replay import replay

    events = reader.events("event.item_id IS NOT NULL", (), "event.item_id, event.seq")
    for item_id, told in groupby(events, lambda event: event.item_id):
        found = replay(item_id or 0, told)
        if found is not None:
            yield found


def insert(connection: sqlite3.Connection, snapshots: Iterable[Snapshot], workflow: Workflow) -> set[int]:
    """Write new items with all their records. Answers with the items whose dependencies are still to be counted."""
    from itertools import islice

    coming, uncounted = iter(snapshots), set[int]()
    while batch := list(islice(coming, _BATCH)):
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _ROWS}
        counts = _counts(batch, uncounted)
        connection.executemany(INSERT_ITEM, _item_rows(batch, counts, workflow, rows))
        for table, found in rows.items():
            connection.executemany(_ROWS[table], found)
    return uncounted


def _counts(batch: Iterable[Snapshot], uncounted: set[int]) -> dict[int, dict[str, int]]:
    """How many each item waits for and blocks, as far as the batch tells; the ends of other edges are put aside."""
    there = {snapshot.item.id: snapshot.item.category for snapshot in batch}
    counts: dict[int, dict[str, int]] = {}
    for snapshot in batch:
        own = snapshot.item.id
        for other in snapshot.depends_on:
            if other not in there:
                uncounted.update((own, other))
                continue
            counts.setdefault(own, {"waiting_for": 0, "blocking": 0})["waiting_for"] += there[other] != "done"
            counts.setdefault(other, {"waiting_for": 0, "blocking": 0})["blocking"] += there[own] not in CLOSED
    return counts


def _item_rows(
    batch: Iterable[Snapshot],
    counts: dict[int, dict[str, int]],
    workflow: Workflow,
    rows: dict[str, list[tuple[Any, ...]]],
) -> Iterator[tuple[Any, ...]]:
    """The row of each item; the rows of what hangs on it are put down on the way."""
    for item, tags, criteria, notes, custom, depends_on, links, approvals, alerts, signals in batch:
        key = item.id
        rows["tag"] += [(key, tag) for tag in tags]
        rows["criterion"] += criteria
        rows["note"] += notes
        rows["custom"] += [(key, name, value) for name, value in custom.items()]
        rows["approval"] += approvals
        rows["dependency"] += [(key, other) for other in depends_on]
        rows["link"] += [(key, kind, other) for kind, other in links]
        rows["alert"] += alerts
        rows["signal"] += signals
        counted = item.replace(**counts[key]) if key in counts else item
        yield projected(counted, workflow).as_tuple()
