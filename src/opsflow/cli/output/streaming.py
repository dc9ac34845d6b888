"""A list of any length as one JSON document, a batch at a time."""

from __future__ import annotations

import sys

from opsflow.cli.output.documents import VERSION, item_document
from opsflow.cli.output.printing import encoder

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
        empty: dict[str, str] = {}
        documents = [
            item_document(item, batch.tags.get(item.id, ()), batch.custom.get(item.id, empty)) for item in batch.items
        ]
        write(("," if count else "") + encode(documents)[1:-1])
        count += len(documents)
    write(f'],"count":{count}}}\n')
    return count
