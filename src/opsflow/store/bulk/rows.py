"""Many items at once: their rows go in as they are in the end, some hundred items at a time."""

from __future__ import annotations

from itertools import chain

from opsflow.domain.alerts import Tally
from opsflow.domain.history.signals import Signal
from opsflow.domain.items import Approval, Criterion, Item, Note
from opsflow.domain.projection import DERIVED, derived
from opsflow.domain.workflow import CLOSED
from opsflow.store.bulk.unfit import NOT_KEPT, unfit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from opsflow.domain.history.replay import Snapshot
    from opsflow.domain.workflow import Workflow
    from opsflow.store.reading import SqliteReader

    Row = Any
    Columns = dict[str, Sequence[Any]]
    """The values of many rows, by column."""
    Batch = tuple[dict[str, Columns], dict[str, list[Row]], list[int]]
    """What goes into each table, what leads to other items, and the items whose dependencies are yet to be counted."""

_BATCH = 500
_COLUMNS = {
    "item": Item._fields,
    "tag": ("item_id", "name"),
    "criterion": Criterion._fields,
    "note": Note._fields,
    "custom": ("item_id", "name", "value"),
    "dependency": ("item_id", "depends_on"),
    "approval": Approval._fields,
    "link": ("item_id", "kind", "other_id"),
    "alert": Tally._fields,
    "signal": Signal._fields,
}
TABLES = tuple(_COLUMNS)


def rows_of(snapshots: Iterable[Snapshot], workflow: Workflow) -> Iterator[Batch]:
    """What is to be written of new items, some hundred at a time."""
    from itertools import islice

    coming = iter(snapshots)
    while batch := list(islice(coming, _BATCH)):
        yield _rows(batch, workflow)


def replayed(log: SqliteReader, workflow: Workflow) -> Iterator[Batch]:
    """The same of each item that a log tells of."""
    from itertools import groupby

    from opsflow.domain.history.replay import replay

    events = log.events("event.item_id IS NOT NULL", (), "event.item_id, event.seq")
    told = (replay(item_id or 0, own) for item_id, own in groupby(events, lambda event: event.item_id))
    return rows_of((snapshot for snapshot in told if snapshot is not None), workflow)


class Incoming:
    """Rows on their way into a database: the ids of their items, and of those whose dependencies are to be counted.

    What leads from one item to another waits for the last item. A row that refers to one that is not there yet would
    have SQLite look for such rows at every item that follows.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._edges: dict[str, list[Row]] = {"dependency": [], "link": []}
        self.ids: list[int] = []
        self.uncounted: set[int] = set()

    def put(self, batches: Iterable[Batch]) -> None:
        """Write the rows of each batch but for those that lead to other items."""
        for tables, edges, uncounted in batches:
            for table, columns in tables.items():
                fill(self._connection, table, columns)
            for table, rows in edges.items():
                self._edges[table] += rows
            self.ids += tables["item"]["id"]
            self.uncounted.update(uncounted)

    def join(self) -> None:
        """Write what leads from one item to another: all of them are there."""
        for table, rows in self._edges.items():
            fill(self._connection, table, by_column(_COLUMNS[table], rows))


def by_column(names: Sequence[str], rows: Sequence[Row]) -> Columns:
    """Rows as the values of each of their columns."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def fill(connection: sqlite3.Connection, table: str, columns: Columns) -> None:
    """Insert rows, in the form that Python binds quickest.

    It asks each `None` and each `bytes` at length whether it wants to be adapted: so columns that hold nothing are left
    out, and bytes are bound as `bytearray`.
    """
    held = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    if held:
        statement = f"INSERT INTO {table} ({', '.join(held)}) VALUES ({', '.join('?' * len(held))})"
        try:
            connection.executemany(statement, zip(*map(_bound, held.values()), strict=True))
        except NOT_KEPT as error:
            raise unfit(connection, table, held, error) from error


def _bound(values: Sequence[Any]) -> Sequence[Any]:
    first = next(value for value in values if value is not None)
    return [value and bytearray(value) for value in values] if isinstance(first, bytes) else values


def _rows(batch: Sequence[Snapshot], workflow: Workflow) -> Batch:
    uncounted = set[int]()
    counts = _counts(batch, uncounted)
    items, tags, criteria, notes, custom, depends_on, links, approvals, alerts, signals = zip(*batch, strict=True)
    ids = [item.id for item in items]
    rows: dict[str, list[Row]] = {
        "tag": _under(ids, tags),
        "criterion": list(chain.from_iterable(criteria)),
        "note": list(chain.from_iterable(notes)),
        "custom": [(own, *named) for own, held in zip(ids, custom, strict=True) for named in held.items()],
        "approval": list(chain.from_iterable(approvals)),
        "alert": list(chain.from_iterable(alerts)),
        "signal": list(chain.from_iterable(signals)),
    }
    edges: dict[str, list[Row]] = {
        "dependency": _under(ids, depends_on),
        "link": [(own, *link) for own, held in zip(ids, links, strict=True) for link in held],
    }
    counted = [item.replace(**counts[item.id]) if item.id in counts else item for item in items]
    tables = {"item": _of_items(counted, workflow)}
    tables.update({table: by_column(_COLUMNS[table], found) for table, found in rows.items()})
    return tables, edges, sorted(uncounted)


def _of_items(items: Sequence[Item], workflow: Workflow) -> Columns:
    """The columns of items, the derived ones made to follow from the others."""
    columns = by_column(Item._fields, items)
    states = {name: workflow.state(name) for name in set(columns["state"])}
    made = [derived(item, states[item.state]) for item in items]
    columns.update(zip(DERIVED, zip(*made, strict=True), strict=True))
    return columns


def _under(ids: Iterable[int], held: Iterable[Iterable[Any]]) -> list[Row]:
    """Rows that name an item and one of what it has."""
    return [(own, one) for own, some in zip(ids, held, strict=True) for one in some]


def _counts(batch: Iterable[Snapshot], uncounted: set[int]) -> dict[int, dict[str, int]]:
    """How many each item waits for and blocks, as far as the batch tells; the ends of other edges are put aside."""
    waiting = [snapshot for snapshot in batch if snapshot.depends_on]
    there = {snapshot.item.id: snapshot.item.category for snapshot in batch} if waiting else {}
    counts: dict[int, dict[str, int]] = {}
    for snapshot in waiting:
        own = snapshot.item.id
        for other in snapshot.depends_on:
            if other not in there:
                uncounted.update((own, other))
                continue
            counts.setdefault(own, {"waiting_for": 0, "blocking": 0})["waiting_for"] += there[other] != "done"
            counts.setdefault(other, {"waiting_for": 0, "blocking": 0})["blocking"] += there[own] not in CLOSED
    return counts
