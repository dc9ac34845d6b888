"""What the events of an item say to its clocks: the moments at which something changed that decides over them."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from opsflow.domain.history.changes import Change

_LEVELS = {"high": 1, "medium": 2, "low": 3}
_DECIDING = frozenset(
    ("state", "stage", "type", "service", "impact", "urgency", "priority", "blocked_at", "blocked_reason", "held_at",
     "hold_reason")
)  # fmt: skip


class Moment(Value):
    """An item as the clocks see it, from an instant on. `hold` and `blocked` are reasons, `None` when it is not."""

    at: int
    category: str
    state: str
    stage: str | None
    type: str
    service: str | None
    priority: int | None
    hold: str | None
    blocked: str | None


def priority_of(fields: Mapping[str, Any]) -> int | None:
    """The priority of an item with these fields: the one that history tells, else impact + urgency - 1 on 1..3."""
    if "priority" in fields:
        held: int | None = fields["priority"]
        return held
    impact, urgency = _LEVELS.get(fields.get("impact") or ""), _LEVELS.get(fields.get("urgency") or "")
    return None if impact is None or urgency is None else impact + urgency - 1


def decides(changes: Iterable[Change]) -> bool:
    """Whether changes can move a clock."""
    for change in changes:
        if change.entity == "item" and (
            change.before is None or change.after is None or not _DECIDING.isdisjoint(change.after)
        ):
            return True
    return False


def moments(events: Iterable[tuple[int, str, Iterable[Change]]]) -> list[Moment]:
    """The moments of one item, from its events in the order of the log: when, the category after it, and changes."""
    held: dict[str, Any] = {}
    found: list[Moment] = []
    for at, fields in _as_it_happened(events):
        held.update(fields)
        made = _moment(at, held)
        if not found or made.replace(at=found[-1].at) != found[-1]:
            found.append(made)
    return found


def _as_it_happened(events: Iterable[tuple[int, str, Iterable[Change]]]) -> list[tuple[int, dict[str, Any]]]:
    """What events tell, in the order in which it happened, none of it before the first.

    What was entered later holds from when it happened on, whatever had been entered for after that; so the end is the
    item as it is now.
    """
    told: list[tuple[int, dict[str, Any]]] = []
    category = ""
    for at, after, changes in events:
        fields: dict[str, Any] = {} if after == category else {"category": after}
        category = after
        for change in changes:
            if change.entity == "item" and change.after is not None:
                fields.update(change.after)
        happened = max(at, told[0][0]) if told else at
        place = len(told)
        while place and told[place - 1][0] > happened:
            place -= 1
            for name in fields:
                told[place][1].pop(name, None)
        told.insert(place, (happened, fields))
    return told


def _moment(at: int, held: Mapping[str, Any]) -> Moment:
    on_hold = held.get("hold_reason") if held.get("held_at") is not None else None
    return Moment(
        at,
        held.get("category", ""),
        held.get("state", ""),
        held.get("stage"),
        held.get("type", "task"),
        held.get("service"),
        priority_of(held),
        on_hold,
        held.get("blocked_reason") if held.get("blocked_at") is not None else None,
    )
