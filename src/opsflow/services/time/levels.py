"""The service levels of the configuration, put in force in the store."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.session import Session


def put_in_force(session: Session) -> None:
    """Have the clocks follow the service levels of the configuration, when others are in force.

    Not part of history: the levels are configuration, and the clocks follow from the log.
    """
    levels = session.settings.clocks
    if levels is None:
        return
    with session.store.reader() as reader:
        if reader.levels() == levels:
            return
    with session.store.transaction() as tx:
        if tx.levels() != levels:
            tx.put_levels_in_force(*levels)
            tx.commit_quietly()
