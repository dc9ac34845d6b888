"""How many items are in each state: counted once, and then kept by what the log says has happened since.

Counting walks an index over all items; someone who looks again and again pays for that once, and from then on for what
has changed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.history.events import Event
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

_MOST_EVENTS = 200
"""Beyond so many, counting is as quick as reading them."""


class Tally:
    """The counts of one session, for as long as it lasts."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._seen = self._version = -1

    def counts(self, session: Session, reader: Reader) -> dict[str, int]:
        """The number of items in each state that has any, in the reader's view of the store."""
        version, since = session.store.data_version(), self._seen
        events = list(reader.events("event.seq > ?", (since,), limit=_MOST_EVENTS + 1)) if since >= 0 else []
        # Others have written what is no event: tables were made anew from the log, for example.
        is_silent = version != self._version and not events
        if since < 0 or is_silent or len(events) > _MOST_EVENTS or not self._follow(events):
            self._counts = {state: count for _, state, count in reader.column_counts("", "", ())}
            self._seen = max([event.seq for event in reader.events("1 = 1", (), "event.seq DESC", 1)], default=0)
        self._version = version
        return {state: count for state, count in self._counts.items() if count}

    def _follow(self, events: Sequence[Event]) -> bool:
        """Take over what the events changed; not what happened to the store as a whole, such as to its workflow."""
        if any(event.item_id is None for event in events):
            return False
        for event in events:
            for change in event.changes:
                if change.entity == "item":
                    self._shift((change.before or {}).get("state"), -1)
                    self._shift((change.after or {}).get("state"), 1)
            self._seen = event.seq
        return True

    def _shift(self, state: str | None, by: int) -> None:
        if state is not None:
            self._counts[state] = self._counts.get(state, 0) + by
