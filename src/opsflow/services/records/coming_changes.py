"""The changes that are coming: when, how far their approval is, and what is in their way."""

from __future__ import annotations

from opsflow.domain.rules.change_control import standing
from opsflow.domain.rules.change_windows import clashes
from opsflow.domain.value import Value
from opsflow.services.records.change_control import control, plans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.rules.change_control import Freeze, Plan, Standing
    from opsflow.domain.rules.change_windows import Clash
    from opsflow.services.session import Session


class Coming(Value):
    """A change that is coming: its plan, where its approval stands, and its conflicts."""

    plan: Plan
    standing: Standing
    clashes: tuple[Clash, ...]

    @property
    def begins(self) -> int | None:
        """When its window begins; of one that has an end alone, when it is over."""
        return self.plan.end if self.plan.start is None else self.plan.start


class Calendar(Value):
    """Changes and freezes up to an instant, each in the order of time, and the open changes that have no window."""

    until: int
    changes: tuple[Coming, ...]
    freezes: tuple[Freeze, ...]
    undated: tuple[int, ...]


def coming(session: Session, until: int, where: object | None = None) -> Calendar:
    """The open changes whose window begins by then, those that were to be over by now among them, and the freezes.

    `where` picks changes; what is in their way is told whichever it is. Raises `UsageError` where `until` is over.
    """
    now, site = session.clock(), control(session)
    _refuse_past(session, until, now)
    with session.store.reader() as reader:
        found = plans(reader, reader.select("item.type = 'change' AND item.is_open = 1", ()))
        picked = {plan.item.id for plan in found}
        if where is not None:
            text, parameters = reader.condition(where, session.filter_context(reader.workflow))
            named = reader.select(f"item.type = 'change' AND item.is_open = 1 AND ({text})", parameters)
            picked = {item.id for item in named}
    in_the_way = _by_item(clashes(found, site.freezes))
    dated, undated = [], []
    for plan in found:
        if plan.item.id not in picked:
            continue
        one = Coming(plan, standing(plan, site), tuple(in_the_way.get(plan.item.id, ())))
        if one.begins is None:
            undated.append(plan.item.id)
        elif one.begins <= until:
            dated.append(one)
    return Calendar(
        until,
        tuple(sorted(dated, key=lambda one: (one.begins, one.plan.item.id))),
        tuple(sorted([freeze for freeze in site.freezes if freeze.start <= until and freeze.end >= now], key=_start)),
        tuple(sorted(undated)),
    )


def _refuse_past(session: Session, until: int, now: int) -> None:
    if until < now:
        from opsflow.domain.errors import UsageError
        from opsflow.domain.time.instants import format_date

        over = format_date(until, session.zone)
        raise UsageError(f"{over} is over, and the calendar is of what comes: name a day ahead, such as +14d or eom.")


def _start(freeze: Freeze) -> int:
    return freeze.start


def _by_item(found: list[Clash]) -> dict[int, list[Clash]]:
    together: dict[int, list[Clash]] = {}
    for clash in found:
        for item in (clash.one, clash.other):
            if item is not None:
                together.setdefault(item.id, []).append(clash)
    return together
