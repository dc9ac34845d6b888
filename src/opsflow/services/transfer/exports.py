"""Everything out as NDJSON, and in again: history included, so that a round trip gives an identical store."""

from __future__ import annotations

from opsflow.domain.errors import StoreError, UsageError
from opsflow.domain.text import counted
from opsflow.domain.value import Value
from opsflow.services.outcome import Outcome
from opsflow.services.transfer.faults import FaultsOfTheFile
from opsflow.services.writing import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import Any

    from opsflow.services.outcome import WriteOptions
    from opsflow.services.session import Session


class Imported(Value):
    """What an import did: commands and events taken over, items that are there now."""

    commands: int
    events: int
    items: int


def export(session: Session, where: object | None = None) -> Generator[dict[str, Any]]:
    """The records of a store: a header, then each command followed by its events, in the order of history.

    With a condition only the events of the items that it picks, under a header that says so.
    """
    with session.store.reader() as reader:
        if where is None:
            yield from reader.history()
            return
        condition, parameters = reader.condition(where, session.filter_context(reader.workflow))
        yield from reader.history(reader.ids(condition, parameters))


def import_export(session: Session, records: Iterable[dict[str, Any]], options: WriteOptions = PLAIN) -> Outcome:
    """Take an export in: verbatim into an empty store, else its items beside those that are there, matched by uid.

    Raises `UsageError` for a record that is not right.
    """
    from itertools import chain

    coming = iter(records)
    header = next(coming, None)
    if header is None:
        raise UsageError("There is nothing to import: the input is empty.")
    records = chain((header,), coming)
    with session.store.reader() as reader:
        is_empty = next(reader.commands("1 = 1", (), limit=1), None) is None
    if header.get("partial") or not is_empty:
        from opsflow.services.transfer.merging import merge

        return merge(session, records, options)
    done = restore_history(session, records, options.dry_run)
    counts = (counted(done.items, "item"), counted(done.commands, "command"), counted(done.events, "event"))
    line = f"imported {', '.join(counts)}"
    return Outcome("import ndjson", lines=(line,), dry_run=options.dry_run)


def restore_history(session: Session, records: Iterable[dict[str, Any]], dry_run: bool = False) -> Imported:
    """Take an export into an empty store, verbatim: ids, uids, times and the hash chain. One transaction.

    Raises `UsageError` for a record that is not right, and `StoreError` when the store is not empty.
    """
    with FaultsOfTheFile(), session.store.transaction() as tx:
        if tx.last_command:
            raise StoreError(
                "The store is not empty. Import into a new one: `opsflow --store NEW.db import ndjson FILE`"
            )
        commands, events = tx.take_history(records)
        items = tx.count("1 = 1", ())
        if not dry_run:
            tx.commit_quietly()
    return Imported(commands, events, items)
