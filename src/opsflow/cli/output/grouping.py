"""Lists in groups."""

from __future__ import annotations

from opsflow.cli.output import tables
from opsflow.cli.output.columns import column, columns_of, text_of
from opsflow.cli.output.views import row_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.items import Item
    from opsflow.services.looking.queries import Listing
    from opsflow.services.session import Session


def print_groups(
    out: Printer, session: Session, listing: Listing, names: Sequence[str], by: str, extra: Sequence[str] = ()
) -> None:
    """Print a table for each value of a column, in the order in which the values appear."""
    (by,) = columns_of(session, [by])
    groups: dict[str, list[Item]] = {}
    for item in listing.items:
        groups.setdefault(text_of(session, listing, item, by), []).append(item)
    shown = [name for name in names if name != by]
    parts = [
        (f"{by}: {value or '-'} ({len(items)})", [row_of(out, session, listing, item, shown) for item in items])
        for value, items in groups.items()
    ]
    tables.print_groups(out, [column(session, name, extra) for name in shown], parts)
