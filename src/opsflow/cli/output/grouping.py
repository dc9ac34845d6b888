"""Lists in groups."""

from __future__ import annotations

from opsflow.cli.output.views import columns_of, print_items
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.items import Item
    from opsflow.services.looking.queries import Listing
    from opsflow.services.session import Session

_FIELDS = {"class": "service_class", "parent": "parent_id", "key": "alert_key"}


def print_groups(out: Printer, session: Session, listing: Listing, names: Sequence[str], by: str) -> None:
    """Print a table for each value of a column, in the order in which the values appear."""
    columns_of([by])
    groups: dict[str, list[Item]] = {}
    for item in listing.items:
        groups.setdefault(_value(listing, item, by), []).append(item)
    shown = [name for name in names if name != by]
    for place, (value, items) in enumerate(groups.items()):
        if place and out.is_terminal:
            out.data("")
        out.data(out.styled(f"{by}: {visible(value) or '-'} ({len(items)})", "bold"))
        print_items(out, session, listing.replace(items=tuple(items)), shown)


def _value(listing: Listing, item: Item, by: str) -> str:
    if by == "tags":
        return " ".join(listing.tags.get(item.id, ()))
    if by == "planned":
        return "planned" if item.planned else "unplanned"
    value = getattr(item, _FIELDS.get(by, by.replace("-", "_")), None)
    return "" if value is None else str(value)
