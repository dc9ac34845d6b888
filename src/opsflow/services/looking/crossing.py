"""Since when limits are exceeded, told from the past of few items instead of all of it.

An item that counts now has counted at least since it was last changed. So a limit was broken no later than when those
that are there now exceeded it by themselves. Others may have exceeded it before, and have left: they were created
before that moment and changed after it. What is known of their past may move the moment back, and so on until it stays,
or until so many pasts were read that the answer is: before that moment.
"""

from __future__ import annotations

from itertools import groupby

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from opsflow.domain.history.events import Event
    from opsflow.domain.items import Item
    from opsflow.domain.workflow import Workflow
    from opsflow.services.looking.wip import Load
    from opsflow.services.ports import Reader

    Key = tuple[str, str]
    Step = tuple[int, int, int]

_DECIDING = ("state", "owner", "service_class")

MOST_PASTS = 2000
"""How many items' pasts are read for one answer, so that it does not take longer the longer a limit is exceeded."""


def dated(reader: Reader, loads: Iterable[Load]) -> list[Load]:
    """The loads, each that exceeds its limit with the moment since when it does."""
    past = _Past(reader)
    return [past.dated(load) if load.over else load for load in loads]


class _Past:
    """What is known of the past: for each limit when an item came to count against it (+1), and when it left (-1)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: set[int] = set()
        self._steps: dict[Key, list[Step]] = {}

    def dated(self, load: Load) -> Load:
        """The load with the moment when its limit was broken, or before which it was."""
        moment, is_told = self._moment(load), False
        while moment is not None and not is_told:
            if not self._learn(moment):
                return load.replace(since=moment, is_longer=True)
            earlier = self._moment(load)
            moment, is_told = earlier, earlier == moment
        return load.replace(since=moment)

    def _moment(self, load: Load) -> int | None:
        """The moment before which, as far as is known, the limit was kept."""
        counted = len(load.items)
        steps = [(item.changed_at, 0, 1) for item in load.items if item.id not in self._known]
        steps += self._steps.get((load.scope, load.name), ())
        for at, _, change in sorted(steps, reverse=True):
            counted -= change
            if counted <= load.limit:
                return at
        return None

    def _learn(self, moment: int) -> bool:
        """Read the past of the items that were there at that moment and changed since, unless they are too many."""
        was_there = ("item.changed_at >= ? AND item.created_at <= ?", (moment, moment))
        if self._reader.count(*was_there, MOST_PASTS + 1) > MOST_PASTS:
            return False
        new = [item_id for item_id in self._reader.ids(*was_there) if item_id not in self._known]
        if len(self._known) + len(new) > MOST_PASTS:
            return False
        self._known.update(new)
        items = self._reader.items(new)
        for item_id, told in groupby(self._reader.edits(new, _DECIDING), lambda event: event.item_id):
            self._go_back(items[item_id or 0], told)
        return True

    def _go_back(self, item: Item, events: Iterable[Event]) -> None:
        """From what an item is now, back through its events, the latest first."""
        workflow = self._reader.workflow
        after: dict[str, Any] | None = {name: getattr(item, name) for name in _DECIDING}
        for event in events:
            for change in reversed(event.changes):
                if change.entity == "item":
                    before = _before(after, change.before)
                    self._note(event, _counts(workflow, before), _counts(workflow, after))
                    after = before

    def _note(self, event: Event, before: frozenset[Key], after: frozenset[Key]) -> None:
        for keys, change in ((after - before, 1), (before - after, -1)):
            for key in keys:
                self._steps.setdefault(key, []).append((event.happened_at, event.seq, change))


def _before(after: dict[str, Any] | None, fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What decides about an item before a change; nothing when it was not there."""
    if fields is None:
        return None
    held = {"state": None, "owner": None, "service_class": "standard"} if after is None else after
    return {name: fields.get(name, held[name]) for name in _DECIDING}


def _counts(workflow: Workflow, held: Mapping[str, Any] | None) -> frozenset[Key]:
    """The limits that an item counts against."""
    if held is None or held["state"] not in workflow:
        return frozenset()
    keys = {("column", held["state"])}
    if workflow.state(held["state"]).category in ("active", "waiting"):
        keys |= {("owner", held["owner"] or ""), ("class", held["service_class"])}
    return frozenset(keys)
