"""All that needs a look, item by item: what the headline of the board counts, and what the checks find.

Nothing is listed twice: what is blocked at all takes the place of what is blocked for long, and an emergency that runs
without approval that of one that is late for it.
"""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.looking.check_reasons import TITLES, Entry, all_explained
from opsflow.services.looking.headline import BLOCKED, EXPEDITE, unplanned_since_midnight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.services.session import Session

_BEFORE, _BEHIND = ("expedite", "sla", "overdue", "blocked", "conflicts"), ("unplanned",)
_TITLES = {
    "expedite": "Expedite",
    "blocked": "Blocked",
    "conflicts": "Changes in conflict",
    "unplanned": "Unplanned, came in today",
}


class Section(Value):
    """Items that need a look for one reason, how many more there are than are listed, and what lists all of them."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    more: int
    command: str


def pressing(session: Session, most: int) -> list[Section]:
    """What needs a look now, the most pressing first, at most so many items of each kind; what is fine is left out."""
    found = {
        group.name: Section(group.name, TITLES[group.name], group.entries, group.more, f"opsflow check {group.name}")
        for group in all_explained(session, most)
    }
    today = unplanned_since_midnight(session)
    own = [
        _listed(session, "expedite", EXPEDITE, (), most, _where, "opsflow list class:expedite"),
        _listed(session, "blocked", BLOCKED, (), most, _why_blocked, "opsflow list is:blocked"),
        _conflicts(session, most),
        _listed(session, "unplanned", *today, most, _where, "opsflow list is:unplanned created:today"),
    ]
    found.update({section.name: section for section in own})
    order = [*_BEFORE, *[name for name in TITLES if name not in _BEFORE], *_BEHIND]
    return [found[name] for name in order if name in found and found[name].entries]


def _listed(
    session: Session,
    name: str,
    where: str,
    parameters: Sequence[Any],
    most: int,
    why: Callable[[Session, Item], str],
    command: str,
) -> Section:
    with session.store.reader() as reader:
        items = list(reader.select(where, parameters, "item.pull_rank, item.id", most))
        more = reader.count(where, parameters) - len(items)
    return Section(name, _TITLES[name], tuple([Entry(item, why(session, item)) for item in items]), more, command)


def _where(_session: Session, _item: Item) -> str:
    """Being there is reason enough."""
    return ""


def _why_blocked(session: Session, item: Item) -> str:
    from opsflow.domain.time.durations import format_age

    return f"{item.blocked_reason} ({format_age(item.blocked_at or 0, session.clock())})"


def _conflicts(session: Session, most: int) -> Section:
    """Each change that is in the way of another, or in a freeze, with what it is in conflict with."""
    from opsflow.services.records.change_control import conflicts

    reasons: dict[int, list[str]] = {}
    items: dict[int, Item] = {}
    for clash in conflicts(session):
        for one, other in ((clash.one, clash.other), (clash.other, clash.one)):
            if one is not None:
                items[one.id] = one
                what = f"freeze {clash.name}" if other is None else f"{other.id}, same {clash.kind} {clash.name}"
                reasons.setdefault(one.id, []).append(what)
    entries = [Entry(item, f"overlaps with {'; '.join(reasons[key])}") for key, item in sorted(items.items())]
    command = "opsflow change conflicts"
    return Section("conflicts", _TITLES["conflicts"], tuple(entries[:most]), max(len(entries) - most, 0), command)
