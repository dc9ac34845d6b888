"""One transaction: it locks the head, carries out changes, appends events to the chain, and commits all or nothing."""

from __future__ import annotations

from opsflow.domain.history.events import CommandHeader, changes_in, payload_of
from opsflow.store.changing import ItemsInHand
from opsflow.store.linking import INSERT_EVENT, linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import Pending
    from opsflow.domain.history.redaction import Cleaned
    from opsflow.domain.history.remains import Left
    from opsflow.domain.history.replay import Snapshot
    from opsflow.store.bulk.indexes_aside import Aside
    from opsflow.store.bulk.rows import Batch
    from opsflow.store.bulk.written_apart import Apart
    from opsflow.store.reading import SqliteReader

_INSERT_COMMAND = f"INSERT INTO command ({', '.join(CommandHeader._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HEAD = "SELECT last_item, last_command, last_event, hash, clocks FROM head WHERE id = 1"


class SqliteTransaction(ItemsInHand):
    """A reader that can also write. The head is locked from the first moment, so ids and the chain are its alone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA defer_foreign_keys = ON")  # an item's row is written after what hangs on it
        row = connection.execute(_HEAD).fetchone()
        super().__init__(connection, row[0])
        self.last_command: int = row[1]
        self.last_event: int = row[2]
        self.hash: bytes = row[3]
        self._is_timed = row[4] is not None
        self._first_event = self.last_event + 1
        self._begun: CommandHeader | None = None
        self._pending: list[Pending] = []
        self._aside: Aside | None = None
        self._apart: Apart | None = None
        self._timed: set[int] = set()

    def record(
        self,
        item_id: int | None,
        kind: str,
        changes: Iterable[Change],
        happened_at: int,
        note: str | None = None,
        left: Left | None = None,
    ) -> None:
        """Carry out the changes and remember the event they make. `left` is what a redaction leaves of others."""
        made = list(changes)
        if self._is_timed and item_id is not None:
            from opsflow.domain.clocks.timeline import decides

            if decides(made):
                self._timed.add(item_id)
        item = self.change(item_id, made, happened_at)
        state, category = (item.state, self.workflow.state(item.state).category) if item else (None, None)
        self._pending.append((item_id, kind, happened_at, state, category, payload_of(made, note, left)))

    def commit(self, command: CommandHeader, answer: str | None = None) -> None:
        """Append the events under this command and make everything durable."""
        self.flush()
        self._begin(command)
        if answer is not None:
            self.connection.execute("UPDATE command SET answer = ? WHERE id = ?", (answer, command.id))
        if command.reverses is not None:
            self.connection.execute("UPDATE command SET undone_by = ? WHERE id = ?", (command.id, command.reverses))
        self.append(command)
        self.connection.execute(
            "UPDATE head SET last_item = ?, last_command = ?, last_event = ?, hash = ? WHERE id = 1",
            (self.last_item, max(self.last_command, command.id), self.last_event, self.hash),
        )
        self.commit_quietly()

    def _begin(self, command: CommandHeader) -> None:
        """Write the command, once: its events refer to it."""
        if self._begun is None:
            self.connection.execute(_INSERT_COMMAND, command.as_tuple())
            self._begun = command

    def append(self, command: CommandHeader) -> None:
        """Link the remembered events into the chain, and set the clocks that they move."""
        self.connection.executemany(INSERT_EVENT, linked(self, command, self._pending))
        self._pending.clear()
        if self._timed:
            from opsflow.store.clocks import refresh

            refresh(self, self._timed)
            self._timed.clear()

    def take_in(
        self,
        arrivals: Sequence[Any],
        snapshot: Callable[[Any], Snapshot],
        past: Callable[[Any], Iterable[Pending]],
        command: CommandHeader,
    ) -> None:
        """Write new items as they are in the end, and their past as events of this command, which a commit has to name
        again. `snapshot` and `past` make these out of an arrival.

        The past of many is written by a second process, which has a copy of everything (`store.bulk.written_apart`).
        """
        from itertools import chain

        from opsflow.store.bulk.indexes_aside import FEW
        from opsflow.store.bulk.rows import rows_of
        from opsflow.store.bulk.written_apart import Apart

        self.flush()
        self.put_aside(len(arrivals))
        self._begin(command)
        rows, events = rows_of(map(snapshot, arrivals), self.workflow), chain.from_iterable(map(past, arrivals))
        if len(arrivals) < FEW:
            self._put(rows)
            self._pending += events
            self.append(command)
            return
        self._apart = Apart(self.connection, self, command, events)
        with self._apart:
            self._put(rows)
            self._bring_back(of_events=False)

    def _put(self, batches: Iterable[Batch]) -> None:
        from opsflow.store.bulk.rows import Incoming

        incoming = Incoming(self.connection)
        incoming.put(batches)
        incoming.join()
        self._recount.update(incoming.uncounted)
        if self._is_timed:
            self._timed.update(incoming.ids)

    def take_history(self, records: Iterable[dict[str, Any]]) -> tuple[int, int]:
        """Copy a history into this empty store; see `opsflow.store.bulk.history_copy`."""
        from opsflow.store.bulk.history_copy import take_history

        return take_history(self, records)

    def redact(
        self, item_id: int | None, found: Mapping[int, Cleaned], happened_at: int, note: str
    ) -> list[CommandHeader]:
        """Redact events of an item, or of the store, and record that; see `opsflow.store.bulk.rewriting`."""
        from opsflow.domain.history.remains import digest_of
        from opsflow.store.bulk.rewriting import replacements, rewrite

        texts = replacements(self, found)
        left = {str(seq): digest_of(text) for seq, text in texts.items()}
        self.record(item_id, "redacted", [], happened_at, note, left)
        self.flush()
        if self._is_timed and item_id is not None:
            self._timed.add(item_id)
        return rewrite(self, item_id, found, texts, self.last_event + len(self._pending))

    def put_aside(self, expected: int) -> None:
        """Prepare for about that many new items at once; a commit ends it."""
        from opsflow.store.bulk.indexes_aside import Aside

        self._aside = Aside(self.connection, expected)

    def bring_back(self) -> None:
        """Have all indexes again, once everything is in."""
        self._bring_back(of_events=False)
        self._bring_back(of_events=True)

    def _bring_back(self, *, of_events: bool) -> None:
        if self._aside is not None:
            self.flush()
            self._aside.bring_back(of_events=of_events)

    def fill_tables(self, log: SqliteReader) -> None:
        """Carry out every event of a log, this store's own or that of another, on tables that hold nothing but the
        workflow that it began with.
        """
        from opsflow.store.bulk.rows import replayed
        from opsflow.store.clocks import refresh
        from opsflow.store.records import carry_out

        for event in log.events("event.item_id IS NULL", ()):
            for change in event.changes:
                carry_out(self.connection, None, change)
        self._workflow = None
        self._put(replayed(log, self.workflow))
        self._timed.clear()  # all clocks are set below
        self.flush()
        refresh(self, None, log)

    def put_levels_in_force(self, fingerprint: str, text: str) -> None:
        """Take over service levels, in the text form of `opsflow.domain.clocks.policy`, and set all clocks by them."""
        from opsflow.store.clocks import put_in_force

        put_in_force(self, fingerprint, text)
        self._is_timed = True

    def has_events(self) -> bool:
        """Whether anything was recorded that a commit would keep."""
        return bool(self._pending) or self.last_event >= self._first_event

    def planned(self) -> list[tuple[int | None, str, int, tuple[Change, ...], str | None]]:
        """The events that a commit would keep: item, kind, instant, changes and note."""
        taken_in = self.events("event.seq >= ?", (self._first_event,))
        found = [(event.item_id, event.kind, event.happened_at, event.changes, event.note) for event in taken_in]
        for item_id, kind, happened_at, _state, _category, payload in self._pending:
            found.append((item_id, kind, happened_at, *changes_in(payload)))
        return found

    def set_preference(self, actor: str, name: str, value: str | None) -> None:
        """Keep or forget something one person set for themselves; not part of history. Call `commit_quietly` after."""
        self.connection.execute("DELETE FROM preference WHERE actor = ? AND name = ?", (actor, name))
        if value is not None:
            self.connection.execute(
                "INSERT INTO preference (actor, name, value) VALUES (?, ?, ?)", (actor, name, value)
            )

    def commit_quietly(self) -> None:
        """Make what was written durable, without a command in history."""
        self.bring_back()
        self.connection.execute("COMMIT")

    def end(self) -> None:
        """Give back what outlasts the transaction, however it ended.

        What was written apart goes first: after a full disk it is no database, and SQLite would stumble over it.
        """
        for held in (self._apart, self._aside):
            if held is not None:
                held.end()
