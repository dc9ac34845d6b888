"""From what a person writes to a rule of recurrence as it is kept, and what it makes as text and back."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.recurrence.rules import Recurrence
from opsflow.domain.value import Value
from opsflow.services.work.items import Draft
from opsflow.services.work.templates import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.time.zones import Local, Zone
    from opsflow.services.time.recurring import Almanac

_CALENDAR, _AFTER = "calendar", "after-completion"


class When(Value):
    """When work is to come again, as a person writes it: `every` or `after_done`, and what is not left as it is.

    The choices are those of `opsflow.domain.recurrence.rules`; `zone` is a name of the IANA database, empty for the
    configured one.
    """

    every: str | None = None
    after_done: str | None = None
    zone: str | None = None
    on_days_off: str | None = None
    missed: str | None = None


def rule_of(name: str, when: When, parts: Sequence[Part], begin: int, almanac: Almanac) -> Recurrence:
    """The rule that comes first at or after `begin`. Raises `UsageError` for what cannot be meant."""
    zone_name, template = when.zone or "", as_text(parts)
    shift, missed = when.on_days_off or "none", when.missed or "last"
    zone = almanac.zone_for(zone_name)
    if (when.every is None) == (when.after_done is None):
        raise UsageError('Say when: --every "first tuesday 22:00", or --after-done 2w.')
    if when.after_done is not None:
        rule, words = _after_completion(when, when.after_done)
        return Recurrence(name, rule, words, _AFTER, begin, zone_name, shift, missed, template)
    rule, start = _by_calendar(when.every or "", begin, zone, almanac)
    return Recurrence(name, rule, when.every or "", _CALENDAR, start, zone_name, shift, missed, template)


def _after_completion(when: When, length: str) -> tuple[str, str]:
    from opsflow.domain.recurrence.words import interval

    if when.missed is not None:
        raise UsageError("After completion nothing is missed: --missed goes with --every.")
    if when.on_days_off == "skip":
        raise UsageError("After completion nothing is left out: --on-days-off next or previous.")
    return interval(length), f"{length} after the last is done"


def _by_calendar(every: str, begin: int, zone: Zone, almanac: Almanac) -> tuple[str, int]:
    """The rule, and the instant on which its count of days and weeks rests."""
    from opsflow.domain.recurrence.words import spoken

    held = spoken(every)
    local = _start(zone.to_local(begin), held.time)
    if next(almanac.expand(held.rule, local, local), None) is None:
        raise UsageError(f"The rule {held.rule} never comes.")
    return held.rule, zone.to_instant(*local)


def _start(local: Local, time: tuple[int, int] | None) -> Local:
    return (*local[:5], 0) if time is None else (*local[:3], *time, 0)


def changed(held: Recurrence, when: When, parts: Sequence[Part] | None, begin: int, almanac: Almanac) -> Recurrence:
    """The rule with what `when` gives and, unless it is `None`, with other items; the rest of it stays."""
    every, after_done, missed = when.every, when.after_done, when.missed
    if every is None and after_done is None:
        every, after_done = _as_written(held)
    if missed is None and every is not None:
        missed = held.missed
    off = when.on_days_off or (None if held.shift == "skip" and after_done is not None else held.shift)
    zone = held.zone if when.zone is None else when.zone
    made = rule_of(held.name, When(every, after_done, zone, off, missed), parts or (), begin, almanac)
    return made.replace(
        template=held.template if parts is None else made.template, next_at=held.next_at, paused_at=held.paused_at
    )


def _as_written(held: Recurrence) -> tuple[str | None, str | None]:
    if held.mode == _CALENDAR:
        return held.words, None
    return None, held.words.partition(" ")[0]


def as_text(parts: Sequence[Part]) -> str:
    """What is made at each occurrence, as it is kept."""
    from opsflow.domain.history.canonical import canonical

    return canonical([_plain(part) for part in parts])


def as_parts(text: str) -> list[Part]:
    """The other way round. Raises `ValueError`, `KeyError` or `TypeError` for a text that came from elsewhere."""
    from opsflow.domain.history.canonical import decoded

    return [
        Part(
            held["name"],
            Draft(
                held["title"],
                tuple([(name, value) for name, value in held["values"]]),
                tuple(held["tags"]),
                tuple([(sentence, command) for sentence, command in held["criteria"]]),
                tuple(held.get("depends_on", ())),
                tuple(held.get("notes", ())),
                model=held.get("model", ""),
            ),
            tuple(held["after"]),
        )
        for held in decoded(text)
    ]


def legible(text: str) -> list[Part] | None:
    """The same, `None` for a text that cannot be read."""
    try:
        return as_parts(text)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _plain(part: Part) -> dict[str, Any]:
    criteria = [(held, None) if isinstance(held, str) else held for held in part.draft.criteria]
    return {
        "name": part.name,
        "title": part.draft.title,
        "values": part.draft.values,
        "tags": part.draft.tags,
        "criteria": criteria,
        "after": part.after,
        "depends_on": part.draft.depends_on,
        "notes": part.draft.notes,
        **({"model": part.draft.model} if part.draft.model else {}),
    }
