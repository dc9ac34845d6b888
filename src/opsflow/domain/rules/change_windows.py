"""Windows of changes: which are in each other's way or in a freeze, and where one that is moves to.

Facts come in, findings go out: nothing is read and nothing changed here.
"""

from __future__ import annotations

from opsflow.domain.rules import remedies
from opsflow.domain.rules.change_control import CONFLICT
from opsflow.domain.rules.policies import REFUSE, Finding
from opsflow.domain.time.instants import format_date, format_start, typed_instant
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsflow.domain.items import Item
    from opsflow.domain.rules.change_control import Freeze, Plan
    from opsflow.domain.rules.policies import Policies, Remedy
    from opsflow.domain.time.zones import Zone


class Clash(Value):
    """Two changes whose windows overlap and that share a service or an owner, or one change and a freeze.

    `start` and `end` are what both have in common, `plans` those of the changes, and `ends` when the window of the one
    and that of the other, or the freeze, is over.
    """

    one: Item
    other: Item | None
    kind: str
    name: str
    start: int
    end: int
    plans: tuple[Plan, ...]
    ends: tuple[int, int]


def clashes(plans: Sequence[Plan], freezes: Iterable[Freeze], among: Iterable[int] = ()) -> list[Clash]:
    """Every clash among the plans, or those that concern some items. Cost grows with windows that overlap.

    One that begins when another ends does not overlap it.
    """
    wanted = frozenset(among)
    placed = sorted([(plan.window, plan) for plan in plans if plan.window], key=lambda one: (one[0], one[1].item.id))
    found: list[Clash] = []
    running: list[tuple[tuple[int, int], Plan]] = []
    for window, plan in placed:
        running = [held for held in running if held[0][1] > window[0]]
        for earlier, other in running:
            if not wanted or plan.item.id in wanted or other.item.id in wanted:
                found += _shared((other, plan), earlier, window)
        running.append((window, plan))
        if not wanted or plan.item.id in wanted:
            found += _frozen(plan, window, freezes)
    return found


def _shared(plans: tuple[Plan, Plan], earlier: tuple[int, int], later: tuple[int, int]) -> Iterator[Clash]:
    one, other = plans[0].item, plans[1].item
    ends = (earlier[1], later[1])
    for kind, mine, theirs in (("service", one.service, other.service), ("owner", one.owner, other.owner)):
        if mine and mine == theirs:
            yield Clash(one, other, kind, mine, later[0], min(ends), plans, ends)


def _frozen(plan: Plan, window: tuple[int, int], freezes: Iterable[Freeze]) -> Iterator[Clash]:
    for freeze in freezes:
        start, end = max(window[0], freeze.start), min(window[1], freeze.end)
        if window[0] < freeze.end and freeze.start < window[1] and freeze.concerns(plan.item.service, plan.kind):
            ends = (window[1], freeze.end)
            yield Clash(plan.item, None, "freeze", freeze.name, start, end, (plan,), ends)


def conflict_findings(
    found: Iterable[Clash], policies: Policies, mine: int, is_new: bool, zone: Zone
) -> Iterator[Finding]:
    """What is to be said about clashes when dates, services or owners change; times in it are local to the zone.

    `mine` is the change that moves out of the way. One that is new has no id to be named by where it is refused.
    """
    level = policies.level(CONFLICT)
    together: dict[tuple[int, ...], list[Clash]] = {}
    for clash in found:
        together.setdefault(tuple([plan.item.id for plan in clash.plans]), []).append(clash)
    for ids, held in together.items():
        clash = held[0]
        span = f"{format_start(clash.start, zone)} to {format_date(clash.end, zone)}"
        if clash.other is None:
            message = f"The window of {ids[0]} lies in the freeze {' and '.join([repr(one.name) for one in held])}."
        else:
            shared = ", ".join([f"same {one.kind} {one.name}" for one in held])
            message = f"The windows of {ids[0]} and {ids[1]} overlap, {span}: {shared}."
        place = ids.index(mine)
        away = moved_behind(clash.plans[place], max([one.ends[1 - place] for one in held]), zone)
        yield Finding(
            CONFLICT,
            level,
            message,
            ids,
            (remedies.show_conflicts(), remedies.anew(away) if is_new and level == REFUSE else away),
            hurdles=tuple([key for key in ids if key != mine]),
        )


def moved_behind(plan: Plan, end: int, zone: Zone) -> Remedy:
    """Have a window begin with the first minute after an instant, as long as it was, or two hours."""
    start = -(-(end + 1) // 60) * 60 if end % 60 else end
    until = start + (plan.window[1] - plan.window[0] if plan.window else 7200)
    fields = [("window-start", typed_instant(start, zone)), ("window-end", typed_instant(until, zone))]
    return remedies.change(plan.item.id, fields).replace(note=cost_of_moving(plan))


def cost_of_moving(plan: Plan) -> str:
    """What it costs to give a change another window."""
    given = [held.approver for held in plan.approvals if held.decision == "approved"]
    return f"the approval by {' and '.join(given)} no longer holds then" if given else ""
