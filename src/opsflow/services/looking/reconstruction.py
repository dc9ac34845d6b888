"""An item as it was at an earlier moment, read out of history."""

from __future__ import annotations

from opsflow.domain.errors import NotFound
from opsflow.domain.history.replay import replay
from opsflow.domain.items import Link
from opsflow.domain.time.instants import format_date
from opsflow.services.choosing import missing_text
from opsflow.services.looking.queries import Detail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.session import Session


def show_at(session: Session, item_id: int, instant: int) -> Detail:
    """The item as events up to an instant (when they happened) left it. Raises `NotFound` when it was not there yet.

    Titles and states of other items beside it are those of today.
    """
    with session.store.reader() as reader:
        events = list(reader.events("event.item_id = ?", (item_id,)))
        if not events:
            raise NotFound(missing_text(reader, [item_id]))
        found = replay(item_id, [event for event in events if event.happened_at <= instant])
        if found is None:
            raise NotFound(f"Item {item_id} did not exist at {format_date(instant, session.zone)}.")
        links = tuple([Link(item_id, kind, other) for kind, other in found.links])
        others = [link.other_id for link in links] + ([found.item.parent_id] if found.item.parent_id else [])
        return Detail(
            found.item,
            found.tags,
            found.criteria,
            found.notes,
            found.custom,
            links,
            tuple(reader.items(found.depends_on).values()),
            (),
            (),
            reader.items(others),
            found.approvals,
            at=instant,
        )
