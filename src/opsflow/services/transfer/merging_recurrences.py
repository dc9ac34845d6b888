"""The recurrences of an export, taken into a store beside those that are there, with their history.

A rule has no uid. It is known where one was added at the same second, by the same words, under the same name or one
made from it; what happened to it since, even that it was removed, does not make it another.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.canonical import canonical, decoded
from opsflow.domain.history.signals import RECURRED
from opsflow.domain.text import counted
from opsflow.domain.value import Value
from opsflow.services.time.recurring import LONGEST_NAME, checked_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import Event
    from opsflow.services.writing import Work

_TOLD = ("rule", "mode", "starts_at", "zone")
_NEEDED = (*_TOLD, "words", "shift", "missed", "template")


class Lineage:
    """A rule through its history: the event that added it and all that followed, and what became of it."""

    __slots__ = ("added", "events", "fields", "first", "is_there", "is_undone", "name")

    def __init__(self, name: str, added: Event, fields: Mapping[str, Any]) -> None:
        self.name = name
        self.added = added
        self.events: list[Event] = []
        self.first, self.fields = fields, dict(fields)
        self.is_there = self.is_undone = False

    def take(self, event: Event, change: Change) -> None:
        """Go on by one event. Raises `UsageError` when it speaks of something else than there is."""
        if change.before is not None and any(self.fields.get(name) != held for name, held in change.before.items()):
            raise UsageError(f"The history of the recurrence {self.name} does not add up. Nothing was imported.")
        self.events.append(event.replace(changes=(change,)))
        self.is_there = change.after is not None
        self.is_undone = change.after is None and event.kind == "undone"
        self.fields.update(change.after or {})

    def is_same(self, other: Lineage) -> bool:
        """Whether both are one rule."""
        return (
            self.added.happened_at == other.added.happened_at
            and all(self.first.get(name) == other.first.get(name) for name in _TOLD)
            and (other.name == self.name or _is_numbered(other.name, self.name))
        )


class Placed(Value):
    """Where the recurrences of an export go: new ones with their names here, and the names here of all."""

    fresh: tuple[Lineage, ...]
    names: Mapping[str, str]


def lineages(events: Iterable[Event]) -> list[Lineage]:
    """The rules that some events of a store tell of, in the order in which they were added."""
    found: list[Lineage] = []
    current: dict[str, Lineage] = {}
    for event in events:
        for change in event.changes:
            if change.entity != "recurrence":
                continue
            name = str(change.key)
            if event.kind == "recurrence-added" or name not in current:
                current[name] = Lineage(name, event, change.after or {})
                found.append(current[name])
            current[name].take(event, change)
    return found


def place(work: Work, rules: Sequence[Lineage]) -> Placed:
    """Which of the rules are new here, and what each is called here: a name that is taken is followed by a number."""
    for rule in rules:
        checked_name(rule.name)
        if any(rule.fields.get(name) is None for name in _NEEDED):
            raise UsageError(f"The recurrence {rule.name} is not whole. Nothing was imported.")
    here = [rule for rule in lineages(work.tx.events("event.item_id IS NULL", ())) if not rule.is_undone]
    taken = {held.name for held in work.tx.recurrences()}
    names: dict[str, str] = {}
    fresh: list[Lineage] = []
    for rule in rules:
        known = next((held for held in here if rule.is_same(held)), None)
        if known is None:
            fresh.append(rule)
        names[rule.name] = _free(rule.name, taken) if known is None else known.name
        taken.add(names[rule.name])
    return Placed(tuple(fresh), names)


def _stem(name: str) -> str:
    return f"{name[: LONGEST_NAME - 5]}-"


def _is_numbered(name: str, first: str) -> bool:
    """Whether a name is one that `_free` gives in the place of another."""
    return name.startswith(_stem(first)) and name.removeprefix(_stem(first)).isdigit()


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{_stem(name)}{number}"
    return free


def bring(work: Work, placed: Placed, ids: Mapping[int, int]) -> None:
    """Write the new rules with their history. `ids` are the ids here of the items that they refer to."""
    for rule in placed.fresh:
        for event in rule.events:
            changes = [_moved(change, placed.names[rule.name], ids) for change in event.changes]
            work.tx.record(None, event.kind, changes, event.happened_at, event.note)
    renamed = [f"{old} → {new}" for old, new in placed.names.items() if old != new]
    if placed.fresh:
        work.lines.append(f"imported {counted(len(placed.fresh), 'recurrence')} from an export")
        work.say("Where they go on in the other store as well: `opsflow recur pause NAME`, here or there.")
    if renamed:
        work.say(f"New names, as theirs are taken: {', '.join(renamed)}.")


def moved_signal(name: str, placed: Placed) -> str:
    """A signal that ties an item to a rule, under the name that the rule has here."""
    rule = name.removeprefix(RECURRED)
    return f"{RECURRED}{placed.names[rule]}" if name.startswith(RECURRED) and rule in placed.names else name


def _moved(change: Change, name: str, ids: Mapping[int, int]) -> Change:
    def side(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if fields is None or "template" not in fields:
            return None if fields is None else dict(fields)
        return {**fields, "template": _moved_template(fields["template"], ids)}

    return change.replace(key=name, before=side(change.before), after=side(change.after))


def _moved_template(template: str, ids: Mapping[int, int]) -> str:
    """What is made, under the ids of this store and without what refers to items that are not here."""
    try:
        return canonical([_moved_part(part, ids) for part in decoded(template)])
    except (ValueError, TypeError, KeyError, AttributeError):
        return template  # cannot be read: `tick` says so


def _moved_part(part: Mapping[str, Any], ids: Mapping[int, int]) -> dict[str, Any]:
    values = [
        [name, str(ids[int(value)]) if name == "parent" else value]
        for name, value in part["values"]
        if name != "parent" or int(value) in ids
    ]
    on = [ids[other] for other in part.get("depends_on", ()) if other in ids]
    return {**part, "values": values, "depends_on": on}
