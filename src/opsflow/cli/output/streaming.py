"""What can be of any length as one JSON document, a part at a time."""

from __future__ import annotations

import sys

from opsflow.cli.output.item_json import item_texts
from opsflow.cli.output.printing import VERSION, encoder, quoter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.cli.output.printing import Printer
    from opsflow.services.history.log import Entry
    from opsflow.services.looking.queries import Listing


def print_item_list(out: Printer, batches: Iterable[Listing]) -> int:
    """Print the document, and answer how many items it holds."""
    encode, quote = encoder(), quoter()
    out.is_begun = True
    write = sys.stdout.write
    write(f'{{"kind":"items","version":{VERSION},"items":[')
    count = 0
    for batch in batches:
        if count:
            write(",")
        write(",".join(item_texts(batch.items, batch.tags, batch.custom, encode, quote)))
        count += len(batch.items)
    write(f'],"count":{count}}}\n')
    return count


def print_log(out: Printer, entries: Iterable[Entry]) -> None:
    """Print the document of a log."""
    from itertools import chain

    from opsflow.cli.output.histories import command_document, event_document

    encode = encoder()
    write = sys.stdout.write
    coming = iter(entries)
    first = next(coming, None)  # an error in what was asked for comes before the document begins
    out.is_begun = True
    write(f'{{"kind":"log","version":{VERSION},"commands":[')
    for number, entry in enumerate(() if first is None else chain((first,), coming)):
        write(f'{"," if number else ""}{encode(command_document(entry))[:-1]},"events":[')
        for place, event in enumerate(entry.events):
            write(("," if place else "") + encode(event_document(event)))
        write("]}")
    write("]}\n")
