"""Everything out as NDJSON, and in again: history included, so that a round trip gives an identical store."""

from __future__ import annotations

from opsflow.domain.errors import StoreError
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from opsflow.services.session import Session


class Imported(Value):
    """What an import did: commands and events taken over, items that are there now."""

    commands: int
    events: int
    items: int


def export(session: Session) -> Iterator[dict[str, Any]]:
    """The records of a whole store: a header, then each command followed by its events, in the order of history."""
    with session.store.reader() as reader:
        yield from reader.history()


def restore_history(session: Session, records: Iterable[dict[str, Any]]) -> Imported:
    """Take an export into an empty store, verbatim: ids, uids, times and the hash chain. One transaction.

    Raises `UsageError` for a record that is not right, and `StoreError` when the store is not empty.
    """
    with session.store.transaction() as tx:
        if tx.last_command:
            raise StoreError("The store is not empty. Import into a new one: opsflow --store NEW.db import ndjson FILE")
        commands, events = tx.take_history(records)
        items = tx.count("1 = 1", ())
        tx.commit_quietly()
    return Imported(commands, events, items)
