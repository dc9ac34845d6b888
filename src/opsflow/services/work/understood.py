"""What is told of fields that were understood to be more than their words say: days that a relative date means."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from opsflow.domain.time.zones import Zone
    from opsflow.services.writing import Work

_DAY = 86400


def tell_reading(work: Work, values: Mapping[str, str], fields: Mapping[str, Any], custom: Mapping[str, str]) -> None:
    """Say what became of written values: in a note, or, of dates, in the line that says what was done."""
    if "pri" in values:
        work.say("pri: is read as impact:; a priority follows from impact: and urgency:. `opsflow priority` tells how.")
    for name, text, at in _dates(work, values, fields, custom):
        told = day_and_date(at, work.session.zone, _is_start(work, name))
        if _to_the_minute(text) != told.partition(" ")[2]:
            over = f" ({text} is over for today)" if name == "due" and _is_tomorrow(work, text, at) else ""
            work.understood.setdefault(name, {})[told + over] = None


def _dates(
    work: Work, values: Mapping[str, str], fields: Mapping[str, Any], custom: Mapping[str, str]
) -> Iterator[tuple[str, str, int]]:
    """The dates among the values: the name of the field, what was written, and the instant that it means."""
    from opsflow.services.work.fields import ALIASES

    for written, text in values.items():
        name = ALIASES.get(written, written)
        at = fields.get(name.replace("-", "_")) if name in ("due", "not-before") else _declared(work, name, custom)
        if at is not None:
            yield name, text.strip(), at


def _declared(work: Work, name: str, custom: Mapping[str, str]) -> int | None:
    field = work.session.settings.field(name)
    if field is None or field.kind != "date" or not custom.get(field.name):
        return None
    from opsflow.domain.time.dates import parse_instant_utc

    return parse_instant_utc(custom[field.name])


def _to_the_minute(text: str) -> str:
    """A written date as it is shown: `2026-12-01T14:00:00` as `2026-12-01 14:00`."""
    day, _, clock = text.replace("T", " ").partition(" ")
    return f"{day} {clock.rpartition(':')[0]}" if clock.count(":") == 2 else f"{day} {clock}".rstrip()


def _is_tomorrow(work: Work, text: str, at: int) -> bool:
    """Whether a time of day means the next one, since it is over today."""
    zone = work.session.zone
    is_time = ":" in text and text.replace(":", "").isdecimal()
    return is_time and at - work.now < _DAY and zone.to_local(at)[:3] != zone.to_local(work.now)[:3]


def _is_start(work: Work, name: str) -> bool:
    """Whether a day that is given to a date means its beginning."""
    declared = work.session.settings.field(name)
    return name == "not-before" or (declared is not None and not declared.is_end)


def day_and_date(instant: int, zone: Zone, is_start: bool = False) -> str:
    """A date as a person checks it: `Fri 2026-12-04`."""
    from opsflow.domain.time.instants import format_date, format_start
    from opsflow.domain.time.zones import DAYS, weekday

    return f"{DAYS[weekday(*zone.to_local(instant)[:3])]} {(format_start if is_start else format_date)(instant, zone)}"


def told_in_line(work: Work) -> str:
    """What the line that names the deed says of dates; nothing of those that differ between the items."""
    once = {name: told for name, found in work.understood.items() if len(found) == 1 for told in found}
    return "".join([f", {name} {told}" for name, told in once.items()])
