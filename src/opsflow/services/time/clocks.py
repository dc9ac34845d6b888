"""Service levels: how the clocks of items stand, and how many targets were kept."""

from __future__ import annotations

from opsflow.domain.clocks.policy import Policy
from opsflow.domain.clocks.running import urgency
from opsflow.domain.clocks.standing import Standing, standing
from opsflow.domain.history.canonical import decoded
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from opsflow.domain.clocks.attainment import Attainment
    from opsflow.domain.clocks.running import Clock
    from opsflow.domain.items import Item
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

_SETTLED = ("met", "cancelled")
_policies: dict[tuple[str, str], Policy] = {}
"""The policy that was in force last: a board that stays open reads it, and its calendars, once."""


class Timed(Value):
    """An item and how one of its clocks stands."""

    item: Item
    standing: Standing


def clocks(session: Session, where: object | None = None, everything: bool = False) -> list[Timed]:
    """The clocks of the items that a filter picks, the most pressing first; of open items unless it names a state.

    Without `everything` clocks that are met or cancelled are left out.
    """
    from opsflow.domain.filters import mentions_state

    now = session.clock()
    with session.store.reader() as reader:
        text, parameters = _condition(session, reader, where)
        if not everything and (where is None or not mentions_state(where)):
            text = f"item.is_open = 1 AND ({text})"
        found = standings(reader, reader.clocks(text, parameters), now)
        items = reader.items({held.clock.item_id for held in found})
    shown = [Timed(items[held.clock.item_id], held) for held in found if everything or held.status not in _SETTLED]
    return sorted(shown, key=lambda timed: urgency(timed.standing.clock))


def _condition(session: Session, reader: Reader, where: object | None) -> tuple[str, tuple[Any, ...]]:

    if where is None:
        return "1 = 1", ()
    return reader.condition(where, session.filter_context(reader.workflow))


def standings(reader: Reader, found: Iterable[Clock], now: int) -> list[Standing]:
    """How clocks stand now, under the service levels that they were set by."""
    policy = in_force(reader)
    if policy is None:
        return []
    return [standing(clock, policy.calendar(clock.calendar), now) for clock in found]


def in_force(reader: Reader) -> Policy | None:
    """The service levels in force, or `None`."""
    levels = reader.levels()
    if levels is None:
        return None
    if levels not in _policies:
        _policies.clear()
        _policies[levels] = Policy(decoded(levels[1]))
    return _policies[levels]


def attainment(
    session: Session, by: str, period: str = "month", since: int | None = None, where: object | None = None
) -> list[Attainment]:
    """How many targets were met and missed since an instant, by one of `attainment.BY`.

    Periods are those of the verdict, in the session's zone.
    """
    from opsflow.domain.clocks.attainment import attained, period_of

    name = period_of(session.zone, period)
    groups: dict[str, Callable[[Clock, int], str]] = {
        "period": lambda clock, at: name(at),
        "service": lambda clock, at: clock.service or "",
        "priority": lambda clock, at: "" if clock.priority is None else f"P{clock.priority}",
        "target": lambda clock, at: clock.target,
    }
    with session.store.reader() as reader:
        text, parameters = _condition(session, reader, where)
        return attained(reader.clocks(text, parameters), session.clock(), since, groups[by])
