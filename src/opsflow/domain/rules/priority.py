"""Priority from impact and urgency, by a table that a site can replace. It is computed and never typed (ITIL 4)."""

from __future__ import annotations

from opsflow.domain.items import LEVELS
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opsflow.domain.items import Item


class Matrix(Value):
    """Levels of impact and of urgency, the worst first, and a row of priorities for each impact. 1 is the highest."""

    impacts: tuple[str, ...] = LEVELS
    urgencies: tuple[str, ...] = LEVELS
    rows: tuple[tuple[int, ...], ...] = ((1, 2, 3), (2, 3, 4), (3, 4, 5))

    def priority(self, impact: str | None, urgency: str | None) -> int | None:
        """The priority of an item, or `None` while one of the two is not known to the table."""
        if impact not in self.impacts or urgency not in self.urgencies:
            return None
        return self.rows[self.impacts.index(impact)][self.urgencies.index(urgency)]


def by_position(impacts: tuple[str, ...], urgencies: tuple[str, ...]) -> Matrix:
    """The table where a site gives levels alone: impact + urgency - 1, each counted from 1 for the worst."""
    rows = tuple([tuple([row + column + 1 for column in range(len(urgencies))]) for row in range(len(impacts))])
    return Matrix(impacts, urgencies, rows)


def with_priority(fields: Mapping[str, Any], impact: str | None, urgency: str | None, matrix: Matrix) -> dict[str, Any]:
    """Fields of an item together with the priority that follows where they change impact or urgency.

    `impact` and `urgency` are those of the item before.
    """
    if "impact" not in fields and "urgency" not in fields:
        return dict(fields)
    made = matrix.priority(fields.get("impact", impact), fields.get("urgency", urgency))
    return {**fields, "priority": made}


def is_outdated(item: Item, matrix: Matrix) -> bool:
    """Whether an item has another priority than the table would give it: the table was changed since."""
    return item.priority != matrix.priority(item.impact, item.urgency)


def name_of(priority: int | None) -> str:
    """`P1` for 1; nothing for none."""
    return "" if priority is None else f"P{priority}"


def reason(priority: int | None, impact: str | None, urgency: str | None) -> str:
    """Why an item has its priority: `P2: impact high x urgency medium`. What is missing is named."""
    if priority is not None:
        return f"P{priority}: impact {impact} x urgency {urgency}"
    missing = [name for name, held in (("impact", impact), ("urgency", urgency)) if held is None]
    if len(missing) == 1:
        return f"none: no {missing[0]}"
    return "" if missing else f"none: the matrix has no impact {impact} x urgency {urgency}"
