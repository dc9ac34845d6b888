"""A list of any length as one JSON document, a batch at a time."""

from __future__ import annotations

import sys

from opsflow.cli.output.item_json import item_texts
from opsflow.cli.output.printing import VERSION, encoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.cli.output.printing import Printer
    from opsflow.services.looking.queries import Listing


def print_item_list(out: Printer, batches: Iterable[Listing]) -> int:
    """Print the document, and answer how many items it holds."""
    encode = encoder()
    out.is_begun = True
    write = sys.stdout.write
    write(f'{{"kind":"items","version":{VERSION},"items":[')
    count = 0
    for batch in batches:
        if count:
            write(",")
        write(",".join(item_texts(batch.items, batch.tags, batch.custom, encode)))
        count += len(batch.items)
    write(f'],"count":{count}}}\n')
    return count
