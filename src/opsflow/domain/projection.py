"""What follows from an item's own fields and its surroundings, kept beside them so that lists need no computing.

The same function serves every write, an import and `doctor`, so a stored value is never a second truth.
"""

from __future__ import annotations

from opsflow.domain.pull import rank
from opsflow.domain.workflow import CLOSED, UNSTARTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.domain.workflow import Workflow

STARTABLE, WAKES = 1, 2


def projected(item: Item, workflow: Workflow) -> Item:
    """The item with its derived fields made to follow from the others. The counts must already be right."""
    state = workflow.state(item.state)
    item = item.replace(
        category=state.category, state_position=state.position, is_open=0 if state.category in CLOSED else 1
    )
    return item.replace(startable=_startable(item), pull_rank=rank(item))


def _startable(item: Item) -> int:
    """0: not startable; 1: startable; 2: startable once `not_before` has passed."""
    if item.category not in UNSTARTED or item.waiting_for or item.blocked_at is not None:
        return 0
    return STARTABLE if item.not_before is None else WAKES
