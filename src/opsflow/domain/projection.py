"""What follows from an item's own fields and its surroundings, kept beside them so that lists need no computing.

The same function serves every write, an import and `doctor`, so a stored value is never a second truth.
"""

from __future__ import annotations

from opsflow.domain.rules.pull import rank
from opsflow.domain.workflow import CLOSED, UNSTARTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.domain.workflow import Workflow

STARTABLE, WAKES = 1, 2


def projected(item: Item, workflow: Workflow) -> Item:
    """The item with its derived fields made to follow from the others. The counts must already be right."""
    state = workflow.state(item.state)
    category = state.category
    return item.replace(
        category=category,
        state_position=state.position,
        is_open=0 if category in CLOSED else 1,
        startable=_startable(item, category),
        pull_rank=rank(item, category),
    )


def _startable(item: Item, category: str) -> int:
    """0: not startable; 1: startable; 2: startable once `not_before` has passed."""
    if category not in UNSTARTED or item.waiting_for or item.blocked_at is not None or item.held_at is not None:
        return 0
    return STARTABLE if item.not_before is None else WAKES
