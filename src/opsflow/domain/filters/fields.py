"""The one table of what can be asked: fields with their kinds, and the words that follow `is:`."""

from __future__ import annotations

from opsflow.domain.settings import KEPT, kept_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.settings import CustomField

FIELDS = {
    "id": "ids",
    "uid": "name",
    "title": "text",
    "note": "text",
    "state": "state",
    "stage": "name",
    "category": "category",
    "type": "type",
    "planned": "flag",
    "project": "project",
    "service": "name",
    "class": "class",
    "impact": "level",
    "urgency": "level",
    "priority": "priority",
    "effort": "level",
    "estimate": "minutes",
    "due": "time",
    "not-before": "time",
    "owner": "person",
    "parent": "ids",
    "tag": "name",
    "key": "name",
    "occurrences": "number",
    "last-seen": "time",
    "recurrence": "name",
    "created": "time",
    "started": "time",
    "finished": "time",
    "entered": "time",
    "changed": "time",
    "age": "elapsed",
    "column-age": "elapsed",
    "blocked": "text",
    "blocked-since": "time",
    "sla": "clocks",
    "hold": "text",
    "hold-since": "time",
    "approved-by": "person",
    "rejected-by": "person",
    "criteria": "number",
    "open-criteria": "number",
    "depends-on": "ids",
    "blocks": "ids",
    "waiting-for": "number",
    "blocking": "number",
    "version": "number",
    "relates": "ids",
    "caused-by": "ids",
    "fixed-by": "ids",
    "duplicate-of": "ids",
    "follow-up-of": "ids",
}
"""Field name -> kind. The kind decides which values and comparisons are understood."""

ALWAYS = (
    "id", "uid", "title", "state", "category", "type", "class", "created", "entered", "changed", "age", "column-age",
    "version",
)  # fmt: skip
"""Fields that every item has."""

ALIASES = {
    "wait": "not-before",
    "depends": "depends-on",
    "dep": "depends-on",
    "proj": "project",
    "pri": "impact",
    "tags": "tag",
    "notes": "note",
}

IS_WORDS = {
    "open": "neither done nor cancelled",
    "closed": "done or cancelled",
    "done": "in a state of category done",
    "cancelled": "in a state of category cancelled",
    "finished": "in a state of category done",
    "started": "in progress: in an active or waiting state",
    "unstarted": "in a state of category backlog or ready",
    "ready": "can be started now",
    "blocked": "carries the blocked mark",
    "on-hold": "waits for someone outside, for a reason",
    "waiting-for": "depends on something unfinished",
    "blocking": "something open depends on it",
    "overdue": "open, and its due date has passed",
    "due-soon": "open, and due within the configured time",
    "recovered": "open, and its alert is over",
    "sleeping": "open, and not to be started yet",
    "planned": "planned work",
    "unplanned": "unplanned work",
    "expedite": "class of service expedite",
    "owned": "has an owner",
    "unowned": "has no owner",
    "mine": "the actor is the owner",
    "parent": "other items have it as their parent",
    "child": "has a parent",
}

CLOCK_WORDS = {
    "breached": "a target is missed",
    "at-risk": "a clock runs and has used the warning share of its target",
    "paused": "a clock stands still",
    "running": "a clock runs",
    "met": "a clock has stopped in time",
}
"""What can follow `sla:`, asked of any clock of an item."""

FLAGS = {"planned": ("planned", "unplanned")}
"""Fields that are answered by yes or no, with the two words that follow `is:`."""

CUSTOM_KINDS = {"text": "name", "choice": "choice", "date": "time", "number": "decimal"}
"""The kind of a field that the site declared -> the kind here."""

MODIFIERS = {
    "before": "below",
    "after": "above",
    "by": "upto",
    "since": "from",
    "on": "in",
    "over": "above",
    "under": "below",
    "atleast": "from",
    "atmost": "upto",
}
"""What stands between a field's name and the colon, as in `due.before:fri`, and what it asks."""

COMPARISONS = {"<=": "upto", ">=": "from", "<": "below", ">": "above", "~": "like", "=": "in", ":": "in"}
"""Signs behind a field, the longer before the shorter they begin with."""

ORDERED = ("time", "elapsed", "minutes", "number", "priority", "decimal", "level", "ids")
"""Kinds whose values come one after another. Of `ids` only the item's own are compared."""


def field_of(name: str, declared: Sequence[CustomField]) -> tuple[str, str] | None:
    """The field of that name, built in, declared or kept, as it is written there, and its kind; `None` for no field."""
    small = name.lower()
    found = ALIASES.get(small, small)
    if found in FIELDS:
        return found, FIELDS[found]
    own = next((field for field in declared if field.name.lower() == small), None) or kept_field(name)
    return None if own is None else (own.name, CUSTOM_KINDS[own.kind])


def apart(text: str) -> tuple[str, str]:
    """The name of a field and the comparison behind it: `due` and `before`. A kept name has a dot of its own."""
    if text[: len(KEPT)].lower() != KEPT:
        name, _, modifier = text.partition(".")
        return name, modifier.lower()
    name, _, modifier = text.rpartition(".")
    return (name, modifier.lower()) if modifier.lower() in MODIFIERS and len(name) > len(KEPT) else (text, "")
