"""The flow at a glance: the columns of the workflow with the items in them."""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.looking.pulling import soon_until

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.domain.workflow import State
    from opsflow.services.session import Session


class Lane(Value):
    """A column: its state, its limit, how many items it holds, and the first of them in pull order."""

    state: State
    limit: int | None
    count: int
    items: tuple[Item, ...]


def board(session: Session, where: object | None = None, depth: int = 20) -> list[Lane]:
    """The columns of open states, and the first done one with its latest items; at most `depth` items in each."""
    limits = session.settings.column_limits
    with session.store.reader() as reader:
        text, parameters = "", ()
        if where is not None:
            text, parameters = reader.gathered(where, session.filter_context(reader.workflow))
        lanes = []
        for state in reader.workflow.states:
            if state.category == "cancelled":
                continue
            until = None if state.category == "done" else soon_until(session)
            found = tuple(reader.column(state.name, until, text, parameters, 0, depth))
            count = reader.count(f"item.state = ?{f' AND ({text})' if text else ''}", (state.name, *parameters))
            lanes.append(Lane(state, limits.get(state.name), count, found))
        return lanes
