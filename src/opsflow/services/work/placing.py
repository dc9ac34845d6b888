"""Putting items where someone wants to see them: into a column, and into a lane, which says who or what they are.

A lane stands for a field, so that being put into another lane changes that field; all of it is one command.
"""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.looking.overview import lane_name
from opsflow.services.work.flow import bring
from opsflow.services.work.items import change
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.records.resolving import Ended
    from opsflow.services.session import Session


class Lane(Value):
    """A lane of the board: what the lanes are made of (a name of `overview.LANES`), and the value of this one."""

    kind: str
    value: Any

    @property
    def name(self) -> str:
        """What to call it."""
        return lane_name(self.kind, self.value)

    @property
    def values(self) -> dict[str, str]:
        """The field that the lane stands for, as a person writes it; an empty text for none."""
        if self.kind == "planned":
            return {"planned": "yes" if self.value else "no"}
        return {self.kind: "" if self.value is None else str(self.value)}


def place(
    session: Session,
    chosen: Chosen,
    state: str | None = None,
    lane: Lane | None = None,
    options: WriteOptions = PLAIN,
    ended: Ended | None = None,
) -> Outcome:
    """Move items to a state, into a lane, or both at once; what is not given stays as it is.

    `ended` says how they ended, where the state is an end of them.
    """

    def body(work: Work) -> None:
        if lane is not None:
            change(work, work.chosen(chosen), lane.values)
        if state is not None and ended is not None:
            from opsflow.services.records.resolving import bring_to_end

            bring_to_end(work, chosen, ended, state)
        elif state is not None:
            bring(work, chosen, state)

    where = ", ".join([*([state.lower()] if state else []), *([lane.name] if lane else [])])
    return perform(session, "move", options, body, "moved", f" to {where}")
