"""What records and clocks say of the items on a screen: time left, approvals, and what is in a change's way.

All the items in sight are asked about at once, and only where a site has service levels or changes; a sign counts down
by itself, without the store.
"""

from __future__ import annotations

from opsflow.domain.clocks.running import CANCELLED, STOPPED, Clock, urgency
from opsflow.domain.clocks.standing import Standing, standing
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.calendars.hours import Calendar
    from opsflow.domain.items import Item
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session


class Approval(Value):
    """How many people have approved a change, of how many that it needs, and whether anyone has rejected it.

    `due` is the instant by which an emergency is to be approved.
    """

    given: int
    needed: int
    is_rejected: bool = False
    due: int | None = None


class Sign(Value):
    """What is to be said on one card: its most pressing clock with the calendar that counts it, and its approval."""

    clock: Clock | None = None
    approval: Approval | None = None


class Signs:
    """The signs of some items, by id."""

    def __init__(self) -> None:
        self._held: dict[int, Sign] = {}
        self._calendars: dict[str, Calendar] = {}
        self._stood: dict[int, tuple[int, Standing]] = {}

    def __getitem__(self, item_id: int) -> Sign:
        return self._held.get(item_id, _NONE)

    def put(self, item_id: int, **said: object) -> None:
        """Say something more of an item."""
        self._held[item_id] = self[item_id].replace(**said)

    def count_by(self, clock: Clock, calendar: Calendar) -> None:
        """Keep the calendar that counts a clock."""
        self._calendars[clock.calendar] = calendar

    def standing(self, item_id: int, now: int) -> Standing | None:
        """How the clock of an item stands at an instant; counted once for each instant."""
        clock = self[item_id].clock
        if clock is None:
            return None
        at, found = self._stood.get(item_id, (-1, None))
        if at != now or found is None:
            found = standing(clock, self._calendars[clock.calendar], now)
            self._stood[item_id] = (now, found)
        return found


_NONE = Sign()


def signs(session: Session, reader: Reader, items: Iterable[Item]) -> Signs:
    """What there is to say of some items; closed ones have nothing pressing any more."""
    found = Signs()
    wanted = [item for item in items if item.is_open]
    _put_clocks(found, reader, wanted)
    changes = [item for item in wanted if item.type == "change"]
    if changes:
        _put_approvals(found, session, reader, changes)
    return found


def _put_clocks(found: Signs, reader: Reader, items: Iterable[Item]) -> None:
    from opsflow.services.time.clocks import in_force

    policy = in_force(reader)
    if policy is None:
        return
    for clock in sorted(reader.clocks_of([item.id for item in items]), key=urgency, reverse=True):
        if clock.state not in (STOPPED, CANCELLED):
            found.put(clock.item_id, clock=clock)
            found.count_by(clock, policy.calendar(clock.calendar))


def _put_approvals(found: Signs, session: Session, reader: Reader, changes: Iterable[Item]) -> None:
    from opsflow.domain.rules.change_control import standing as approval_of
    from opsflow.services.records.change_control import control, plans

    site = control(session)
    for plan in plans(reader, changes):
        held = approval_of(plan, site)
        is_ahead = plan.item.category in ("backlog", "ready")
        if held.rejected or held.missing or (held.needed and is_ahead):
            sign = Approval(len(held.approved), held.needed, bool(held.rejected), held.due)
            found.put(plan.item.id, approval=sign)
