"""What monitoring asks: is anything over a limit, overdue, blocked, stale, or done without its criteria."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.services.looking.wip import Excess
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

    Look = Callable[[Session, Reader, int | None], "Found"]

_DAY = 86400


class Found(Value):
    """What a check found: its name, the items, how many there are in all, and limits that are exceeded."""

    name: str
    items: tuple[Item, ...] = ()
    total: int = 0
    excesses: tuple[Excess, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """A line about each thing that is no item."""
        return tuple([f"{one.scope} {one.name} holds {one.count}, its limit is {one.limit}" for one in self.excesses])

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.items and not self.excesses


def check(session: Session, names: Sequence[str], most: int | None = None) -> list[Found]:
    """What each of the checks finds now; no name means every one that the site can have.

    With `most` each names so many items and counts the others. Raises `UsageError`.
    """
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        raise UsageError(f"There is no check {unknown[0]!r}; there are {', '.join(CHECKS)}.")
    wanted = names or list(CHECKS)
    with session.store.reader() as reader:
        return [CHECKS[name](session, reader, most) for name in dict.fromkeys(wanted)]


def _table(session: Session, key: str, default: float) -> float:
    return float((session.settings.automation.get("check") or {}).get(key) or default)


def _select(
    name: str, reader: Reader, most: int | None, where: str, parameters: tuple[object, ...], order: str
) -> Found:
    items = tuple(reader.select(where, parameters, f"{order}, item.id", most))
    return Found(name, items, len(items) if most is None or len(items) < most else reader.count(where, parameters))


def _overdue(session: Session, reader: Reader, most: int | None) -> Found:
    return _select("overdue", reader, most, "item.is_open = 1 AND item.due < ?", (session.clock(),), "item.due")


def _blocked(session: Session, reader: Reader, most: int | None) -> Found:
    before = session.clock() - round(_table(session, "blocked_days", 2) * _DAY)
    where = "+item.is_open = 1 AND item.blocked_at <= ?"  # by the time of the block, not by all that is open
    return _select("blocked", reader, most, where, (before,), "item.blocked_at")


def _stale(session: Session, reader: Reader, most: int | None) -> Found:
    before = session.clock() - round(_table(session, "stale_days", 14) * _DAY)
    where, states = _in_progress(reader)
    return _select("stale", reader, most, f"{where} AND item.changed_at < ?", (*states, before), "item.changed_at")


def _in_progress(reader: Reader) -> tuple[str, tuple[str, ...]]:
    """The condition that picks what is in progress, by its columns: they hold little of what is open."""
    states = [state.name for state in reader.workflow.states if state.category in ("active", "waiting")]
    return f"item.state IN ({', '.join('?' * len(states))})", tuple(states)


def _criteria(session: Session, reader: Reader, most: int | None) -> Found:
    """Done with open criteria, such as a check that regressed since; in progress without any, where that matters."""
    where = "item.is_open = 0 AND item.category = 'done' AND item.criteria_total > item.criteria_closed"
    states: tuple[str, ...] = ()
    if not session.settings.policies.is_off("criteria-before-start"):
        begun, states = _in_progress(reader)
        where = f"({where}) OR ({begun} AND item.criteria_total = 0)"
    return _select("criteria", reader, most, where, states, "item.is_open")


def _wip(session: Session, reader: Reader, _most: int | None) -> Found:
    from opsflow.services.looking.wip import exceeded

    return Found("wip", excesses=tuple(exceeded(reader, session.settings)))


def _sla(session: Session, reader: Reader, most: int | None) -> Found:
    where, parameters = timed(session, reader, "breached,at-risk")
    return _select("sla", reader, most, where, parameters, "item.due")


def timed(session: Session, reader: Reader, words: str) -> tuple[str, tuple[Any, ...]]:
    """The condition that picks open items a service level clock of which stands so, with its parameters."""
    from opsflow.domain.filters import parse_filter

    context = session.filter_context(reader.workflow)
    where, parameters = reader.condition(parse_filter(f"sla:{words}", context), context)
    return f"item.is_open = 1 AND ({where})", parameters


def _approvals(session: Session, reader: Reader, most: int | None) -> Found:
    """Emergency changes that were started and are not approved: from the start on, not only when their time is over."""
    from opsflow.services.records.change_control import waiting_in

    waiting = [plan.item for plan, held in waiting_in(reader, session) if held.due is not None]
    return Found("approvals", tuple(waiting[:most]), len(waiting))


CHECKS: dict[str, Look] = {
    "wip": _wip,
    "overdue": _overdue,
    "blocked": _blocked,
    "stale": _stale,
    "criteria": _criteria,
    "approvals": _approvals,
    "sla": _sla,
}


def counts(session: Session) -> dict[str, int]:
    """A few numbers about the actor's work, for a prompt or a status bar."""
    now = session.clock()
    with session.store.reader() as reader:
        mine = "item.owner = ? AND item.is_open = 1"
        return {
            "started": reader.count(f"{mine} AND item.category IN ('active', 'waiting')", (session.actor,)),
            "overdue": reader.count(f"{mine} AND +item.due < ?", (session.actor, now)),
            "blocked": reader.count(f"{mine} AND item.blocked_at IS NOT NULL", (session.actor,)),
            "open": reader.count(mine, (session.actor,)),
        }
