"""What follows from an item's own fields and its surroundings, kept beside them so that lists need no computing.

The same function serves every write, an import and `doctor`, so a stored value is never a second truth.
"""

from __future__ import annotations

from opsflow.domain.rules.pull import rank
from opsflow.domain.workflow import CLOSED, UNSTARTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.domain.workflow import State, Workflow

STARTABLE, WAKES = 1, 2
DERIVED = ("category", "state_position", "is_open", "startable", "pull_rank")
"""The fields that `derived` gives, in its order."""


def projected(item: Item, workflow: Workflow) -> Item:
    """The item with its derived fields made to follow from the others. The counts must already be right."""
    return item.replace(**dict(zip(DERIVED, derived(item, workflow.state(item.state)), strict=True)))


def derived(item: Item, state: State) -> tuple[str, int, int, int, int]:
    """The same fields alone. `state` is the one that the item is in."""
    category = state.category
    is_open = 0 if category in CLOSED else 1
    return category, state.position, is_open, _startable(item, category), rank(item, category)


def _startable(item: Item, category: str) -> int:
    """0: not startable; 1: startable; 2: startable once `not_before` has passed."""
    if category not in UNSTARTED or item.waiting_for or item.blocked_at is not None or item.held_at is not None:
        return 0
    return STARTABLE if item.not_before is None else WAKES
