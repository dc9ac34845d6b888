"""Unplanned work beside planned work: its share, and what it displaced.

A planned item is displaced when its owner starts something unplanned while it is active. It stands still until the
interruption leaves its active state, the item itself does, or something happens on the item again.
"""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from opsflow.domain.history.events import Event
    from opsflow.domain.items import Item
    from opsflow.domain.time.working_time import WorkingSeconds


class Stretch(Value):
    """A time in which an item was active with one owner, in seconds since the epoch."""

    start: int
    end: int
    owner: str | None


class Timeline(Value):
    """An item with its active stretches, the instants of all its events, and when it was started and finished."""

    item: Item
    stretches: tuple[Stretch, ...]
    events: tuple[int, ...]


class Share(Value):
    """How much there was of one kind of work in a period; `active` is in working seconds."""

    started: int = 0
    finished: int = 0
    active: int = 0

    def plus(self, other: Share) -> Share:
        """Both together."""
        return Share(self.started + other.started, self.finished + other.finished, self.active + other.active)


class Displacement(Value):
    """A planned item that stood still, for how many working seconds, and what displaced it."""

    item: Item
    seconds: int
    by: tuple[int, ...]


def timeline(item: Item, events: Iterable[Event], now: int) -> Timeline:
    """The times of an item from its events, in whatever order; what is active still lasts to `now`."""
    stretches: list[Stretch] = []
    begun: int | None = None
    owner: str | None = None
    instants = []
    for event in sorted(events, key=lambda one: (one.happened_at, one.seq)):
        new_owner = _owner_after(event, owner)
        is_active = event.category == "active"
        if begun is not None and (not is_active or new_owner != owner):
            stretches.append(Stretch(begun, event.happened_at, owner))
            begun = None
        if is_active and begun is None:
            begun = event.happened_at
        owner = new_owner
        instants.append(event.happened_at)
    if begun is not None:
        stretches.append(Stretch(begun, now, owner))
    return Timeline(item, tuple(stretches), tuple(instants))


def _owner_after(event: Event, owner: str | None) -> str | None:
    for change in event.changes:
        if change.entity == "item" and change.after is not None and "owner" in change.after:
            owner = change.after["owner"]
    return owner


def share(line: Timeline, since: int, until: int, working: WorkingSeconds) -> Share:
    """What one item adds to its kind of work in a period, both ends included."""
    item = line.item
    active = sum(working(max(held.start, since), min(held.end, until)) for held in line.stretches)
    return Share(_within(item.started_at, since, until), _within(item.finished_at, since, until), active)


def _within(instant: int | None, since: int, until: int) -> int:
    return int(instant is not None and since <= instant <= until)


def shares(
    lines: Iterable[Timeline], by: Callable[[Item], str], since: int, until: int, working: WorkingSeconds
) -> dict[str, Share]:
    """The share of each group of items, those without any left out, the largest first."""
    found: dict[str, Share] = {}
    for line in lines:
        made = share(line, since, until, working)
        if any(made.as_tuple()):
            found[by(line.item)] = found.get(by(line.item), Share()).plus(made)
    return dict(sorted(found.items(), key=lambda one: (-one[1].active, -one[1].started, one[0])))


def displaced(lines: Sequence[Timeline], since: int, until: int, working: WorkingSeconds) -> list[Displacement]:
    """Planned items that stood still because of what began in the period; the longest first."""
    interruptions: dict[str, list[tuple[int, int, int]]] = {}
    for line in lines:
        if not line.item.planned:
            for held in line.stretches:
                if held.owner and since <= held.start <= until:
                    interruptions.setdefault(held.owner, []).append((held.start, held.end, line.item.id))
    for begun in interruptions.values():
        begun.sort()
    found = []
    for line in lines:
        if line.item.planned:
            stood = list(_stood_still(line, interruptions, until))
            if stood:
                seconds = sum(working(start, end) for start, end in _joined([(start, end) for start, end, _ in stood]))
                found.append(Displacement(line.item, seconds, tuple(sorted({key for _, _, key in stood}))))
    return sorted(found, key=lambda one: (-one.seconds, one.item.id))


def _stood_still(
    line: Timeline, interruptions: dict[str, list[tuple[int, int, int]]], until: int
) -> Iterator[tuple[int, int, int]]:
    from bisect import bisect_left, bisect_right

    for held in line.stretches:
        begun = interruptions.get(held.owner or "", [])
        first, last = bisect_right(begun, (held.start, 1 << 62, 0)), bisect_left(begun, (held.end, 0, 0))
        for start, end, key in begun[first:last]:
            again = bisect_right(line.events, start)
            resumed = line.events[again] if again < len(line.events) else until
            yield start, min(held.end, end, resumed, until), key


def _joined(parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same time without counting any of it twice."""
    reached: int | None = None
    for start, end in sorted(parts):
        begin = start if reached is None else max(start, reached)
        if end > begin:
            yield begin, end
            reached = end
