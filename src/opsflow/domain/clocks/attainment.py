"""How many service level targets were kept: met, missed, and the share of those that are settled."""

from __future__ import annotations

from opsflow.domain.clocks.running import CANCELLED
from opsflow.domain.clocks.standing import verdict_at
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsflow.domain.clocks.running import Clock
    from opsflow.domain.time.zones import Zone

BY = ("period", "service", "priority", "target")
PERIODS = ("day", "week", "month", "quarter", "year")


class Attainment(Value):
    """The clocks of one kind in one group. `pending` are those that still run or are paused, in time so far."""

    group: str
    kind: str
    met: int
    missed: int
    pending: int

    @property
    def share(self) -> float | None:
        """Met out of met and missed, 0 to 1; `None` when nothing is settled."""
        settled = self.met + self.missed
        return self.met / settled if settled else None


def attained(
    clocks: Iterable[Clock], now: int, since: int | None, group: Callable[[Clock, int], str]
) -> list[Attainment]:
    """Clocks settled from `since` to `now`, by group and kind. `group` gets the instant of the verdict, or now.

    A missed target counts once, when the clock stopped, or while it has not, when its time was up.
    """
    counts: dict[tuple[str, str], list[int]] = {}
    for clock in clocks:
        if clock.state == CANCELLED:
            continue
        at = verdict_at(clock, now)
        if at is not None and since is not None and at < since:
            continue
        place = 2 if at is None else int(clock.is_breached(now))
        counts.setdefault((group(clock, now if at is None else at), clock.kind), [0, 0, 0])[place] += 1
    return [Attainment(name, kind, *counts[name, kind]) for name, kind in sorted(counts, key=_in_order)]


def _in_order(place: tuple[str, str]) -> tuple[str, int, str]:
    """P2 before P10."""
    name, kind = place
    letter, number = name[:1], name[1:]
    return (letter, int(number), kind) if letter == "P" and number.isdecimal() else (name, 0, kind)


def summed(rows: Iterable[Attainment]) -> list[Attainment]:
    """All groups together, one row for each kind of clock."""
    found: dict[str, Attainment] = {}
    for row in rows:
        held = found.get(row.kind, Attainment("total", row.kind, 0, 0, 0))
        found[row.kind] = held.replace(
            met=held.met + row.met, missed=held.missed + row.missed, pending=held.pending + row.pending
        )
    return list(found.values())


def period_of(zone: Zone, period: str) -> Callable[[int], str]:
    """Names the period of an instant: 2026-03-04, 2026-W10 (ISO 8601), 2026-03, 2026-Q1 or 2026."""
    days: dict[int, str] = {}

    def name(instant: int) -> str:
        hour = instant // 900  # offsets are whole quarters of an hour
        if hour not in days:
            days[hour] = _name(zone, period, instant)
        return days[hour]

    return name


def _name(zone: Zone, period: str, instant: int) -> str:
    year, month, day = zone.to_local(instant)[:3]
    if period == "week":
        return _week(year, month, day)
    return {
        "day": f"{year}-{month:02d}-{day:02d}",
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "year": str(year),
    }[period]


def _week(year: int, month: int, day: int) -> str:
    """The ISO week: the one that holds the Thursday."""
    from opsflow.domain.time.zones import civil_from_days, days_from_civil

    days = days_from_civil(year, month, day)
    thursday = days - (days + 3) % 7 + 3
    of_year = civil_from_days(thursday)[0]
    return f"{of_year}-W{(thursday - days_from_civil(of_year, 1, 1)) // 7 + 1:02d}"
