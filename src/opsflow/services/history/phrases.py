"""What events changed, in words: a phrase for each field or record."""

from __future__ import annotations

import sys

from opsflow.domain.time.durations import format_duration
from opsflow.domain.time.instants import format_date, format_instant_utc, plain_instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from opsflow.domain.history.changes import Change
    from opsflow.domain.history.events import Event
    from opsflow.domain.time.zones import Zone

    Clock = Callable[[int], str]

_INSTANTS = frozenset({
    "due", "not_before", "created_at", "entered_at", "started_at", "finished_at", "blocked_at", "held_at", "closed_at",
    "at", "first_seen_at", "last_seen_at", "starts_at", "next_at", "paused_at",
})  # fmt: skip
_FOLLOWS = ("entered_at", "started_at", "finished_at", "blocked_at", "held_at", "closed_at", "closed_by")
"""Fields that follow from another that changed with them; told only where they changed alone."""


def event_phrases(event: Event, zone: Zone | None = None) -> list[str]:
    """What an event changed, without its time and item. Instants are local in `zone`; without one, RFC 3339 in UTC."""
    shown = _clock(zone)
    found = [phrase.removeprefix(f"{event.kind}: ") for change in event.changes for phrase in _change(change, shown)]
    return [*found, *(["redacted"] if event.redacted_by else []), *([event.note] if event.note else [])]


def field_phrases(before: Mapping[str, Any], after: Mapping[str, Any], zone: Zone | None = None) -> list[str]:
    """A phrase for each field that differs: `owner nothing → ann`."""
    return _differences(before, after, _clock(zone))


def _clock(zone: Zone | None) -> Clock:
    return format_instant_utc if zone is None else lambda instant: format_date(instant, zone)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any], shown: Clock) -> list[str]:
    pairs = [(name, _value(name, before[name], shown), _value(name, after[name], shown)) for name in _told(after)]
    return [
        f"{was} → {became}" if name == "value" else f"{_written(name)} {was} → {became}" for name, was, became in pairs
    ]


def _told(after: Mapping[str, Any]) -> list[str]:
    return [name for name in after if name not in _FOLLOWS] or list(after)


def _change(change: Change, shown: Clock) -> list[str]:
    if change.entity == "item":
        return _item(change.before, change.after, shown)
    if change.entity in _RELATIONS and (change.before is None or change.after is None):
        came, went = _RELATIONS[change.entity]
        return [(came if change.before is None else went).format(str(change.key).replace(":", " "))]
    if change.entity == "signal":
        return [_signal(str(change.key).replace(":", " "), change.before, change.after, shown)]
    name = str(change.key) if change.entity == "custom" else f"{change.entity} {change.key}".strip()
    if change.before is None:
        return [_came(change.entity, name, change.after or {}, shown)]
    if change.after is None:
        return [f"{name} removed"]
    return [f"{name}: {', '.join(_within(change.before, change.after, shown))}"]


def _signal(name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, shown: Clock) -> str:
    """What time or a monitoring system brought, with the instant for which it stands."""
    if after is None:
        return f"no longer {name}"
    earlier = "" if before is None else f"{shown(before['at'])} → "
    return f"{name}: {earlier}{shown(after['at'])}"


def _within(before: Mapping[str, Any], after: Mapping[str, Any], shown: Clock) -> list[str]:
    """What changed in a record of an item, such as a criterion; its name stands before."""
    names = _told(after)
    changed = {name: after[name] for name in names if before[name] is not None}
    told = [phrase.removeprefix("state ") for phrase in _differences(before, changed, shown)]
    return [*told, *(f"{_written(name)} {_value(name, after[name], shown)}" for name in names if name not in changed)]


_RELATIONS = {
    "tag": ("+{}", "-{}"),
    "dependency": ("depends on {}", "no longer depends on {}"),
    "link": ("{}", "no longer {}"),
}
"""An entity that is there or not -> the phrases for its coming and going."""


def _item(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, shown: Clock) -> list[str]:
    if after is None:
        return ["gone"]
    if before is not None:
        return _differences(before, after, shown)
    return _born(after, shown)


_UNSAID = frozenset({
    "uid", "title", "type", "state", "planned", "created_at", "entered_at", "estimate_low", "estimate_likely",
    "estimate_high",
})  # fmt: skip
_WRITTEN = {"service_class": "class", "parent_id": "parent", "alert_key": "key"}
"""A field of the store -> its name in sentences, where another than the same with dashes."""


def _born(held: Mapping[str, Any], shown: Clock) -> list[str]:
    """What a new item says: its title, what it is and where it begins, and whatever else was given."""
    kind = "planned" if held.get("planned") else "unplanned"
    first = [str(held["title"])] if held.get("title") else []
    given = [
        f"{_written(name)} {_value(name, value, shown)}"
        for name, value in held.items()
        if name not in _UNSAID and name not in _FOLLOWS and value is not None
    ]
    return [*first, f"{kind} {held.get('type', 'task')} in {held.get('state')}", *given, *_estimate(held)]


def _written(name: str) -> str:
    return _WRITTEN.get(name) or name.removesuffix("_at").replace("_", "-")


def _hours(minutes: int) -> str:
    return format_duration(minutes, sys.maxsize)  # what a day had then is not known


def _estimate(held: Mapping[str, Any]) -> list[str]:
    values = [held.get(f"estimate_{part}") for part in ("low", "likely", "high")]
    known = [_hours(value) for value in values if value is not None]
    return [f"estimate {'/'.join(known)}"] if known else []


def _came(entity: str, name: str, held: Mapping[str, Any], shown: Clock) -> str:
    text = next((_value(field, held[field], shown) for field in ("text", "value", "decision") if held.get(field)), "")
    if entity == "approval":
        return f"{name.removeprefix('approval ')} {text}" + (f", {held['reason']}" if held.get("reason") else "")
    return f"{name}: {text}" if text else f"{name} added"


def _value(name: str, value: Any, shown: Clock) -> str:
    if value is None:
        return "nothing"
    if name in _INSTANTS:
        return shown(value)
    if name == "priority":
        return f"P{value}"
    if name.startswith("estimate_"):
        return _hours(value)
    text = str(value)
    if name == "value" and len(text) == len("2026-12-01T14:00:00Z"):
        instant = plain_instant(text)  # a field of a type or a site keeps its instant as text
        return text if instant is None else shown(instant)
    return text
