"""What a calendar takes from the world: when the clocks of its zone change, and the public holidays of its country."""

from __future__ import annotations

import os

from opsflow.domain.calendars.plain import ALWAYS, plain_form
from opsflow.domain.calendars.reading import parse_day, parse_hours, parse_weekdays
from opsflow.domain.errors import ConfigError
from opsflow.domain.time.zones import UTC, days_from_civil
from opsflow.system.zones import OWN, file_of, own_name, zone_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.domain.time.zones import Zone

FIRST_YEAR, LAST_YEAR = 1990, 2060
"""The years for which public holidays are looked up; clock changes from 1970 on."""
_STEP = 7 * 86400


def changes_of(name: str | None) -> tuple[list[int], list[int]]:
    """The instants from 1970 to 2060 at which the clocks of a zone change, and the offsets between them, in seconds.

    No name is this machine's own.
    """
    zone = zone_for(name)
    begin, end = 0, days_from_civil(LAST_YEAR + 1, 1, 1) * 86400
    instants, offsets = [], [_offset(zone, begin)]
    for start in range(begin, end, _STEP):
        after = _offset(zone, start + _STEP)
        if after != offsets[-1]:
            instants.append(_change(zone, start, start + _STEP))
            offsets.append(after)
    return instants, offsets


def _offset(zone: Zone, instant: int) -> int:
    return UTC.to_instant(*zone.to_local(instant)) - instant


def _change(zone: Zone, low: int, high: int) -> int:
    """The first instant at which the offset is that of `high`; `low` has another."""
    after = _offset(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == after:
            high = middle
        else:
            low = middle
    return high


def public_holidays(country: str, subdivision: str | None) -> list[int]:
    """The dates of a country's public holidays, as days since 1970-01-01.

    `country` and `subdivision` are ISO 3166 codes. Raises `ConfigError` for an unknown one.
    """
    from holidays import country_holidays, list_supported_countries

    code = country.upper() if len(country) == 2 else country
    try:
        found = country_holidays(code, subdiv=subdivision, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError:
        parts = list_supported_countries().get(code)
        if parts is None:
            hint = "write its ISO 3166 code, such as DE"
        else:
            hint = f"its subdivisions are {', '.join(parts)}" if parts else "it has no subdivisions"
        place = f"{country} {subdivision or ''}".strip()
        raise ConfigError(f"no public holidays are known for {place}: {hint}.") from None
    return sorted({days_from_civil(day.year, day.month, day.day) for day in found})


def completed(values: dict[str, Any]) -> dict[str, Any]:
    """Validated values of a configuration, with calendars in their plain form and service levels as one text.

    A calendar without a zone has that of the file, else this machine's own. `sources` are the files that this rests on
    beside the configuration: when one changes, so may the values. Raises `ConfigError` for a calendar that is named and
    not declared.
    """
    declared = values["calendars"]
    values["sources"] = _sources(values, declared)
    values["calendars"] = {name: _plain(values, name, held) for name, held in declared.items()}
    _refuse_unknown(values)
    levels = values.pop("sla")
    values["clocks"] = None if levels is None else _levels(values, levels)
    return values


def _sources(values: dict[str, Any], declared: dict[str, Any]) -> list[str]:
    zones = {held["zone"] or values["zone"] for held in declared.values()}
    found = [path for name in sorted(zones - {None}) if (path := file_of(name)) is not None]
    if None in zones and os.path.exists(OWN):
        found.append(OWN)
    if any(held["country"] for held in declared.values()):
        import holidays

        found.append(holidays.__file__)
    return found


def _plain(values: dict[str, Any], name: str, held: dict[str, Any]) -> Any:
    place = ("calendars", name)
    if name == ALWAYS:
        raise ConfigError(f"calendars.{name} is there already, around the clock; give yours another name.", place)
    zone = held["zone"] or values["zone"] or own_name()
    week: list[Any] = [()] * 7
    for days, text in held["hours"].items():
        for day in parse_weekdays(days):
            week[day] = parse_hours(text)
    free = _free_days(held["country"], held["subdivision"], place) if held["country"] else []
    dates: dict[int, Any] = dict.fromkeys([*free, *map(parse_day, held["holidays"])], ())
    dates.update({parse_day(day): parse_hours(text) for day, text in held["exceptions"].items()})
    return plain_form(zone or zone_for(None).name, *changes_of(zone), week, dates)


def _free_days(country: str, subdivision: str | None, place: tuple[str, ...]) -> list[int]:
    try:
        return public_holidays(country, subdivision)
    except ConfigError as error:
        raise ConfigError(f"{'.'.join(place)}: {error.message}", (*place, "country")) from None


def _refuse_unknown(values: dict[str, Any]) -> None:
    known = {ALWAYS, *values["calendars"]}
    named: list[tuple[tuple[str, ...], str | None]] = [(("calendar",), values["calendar"])]
    named += [(("service_calendars", service), name) for service, name in values["service_calendars"].items()]
    named += [((*place, "calendar"), target["calendar"]) for place, target in _targets(values)]
    _refuse_names(values)
    for place, name in named:
        if name is not None and name not in known:
            message = f"{'.'.join(place)}: there is no calendar {name!r}; there are {', '.join(sorted(known))}."
            raise ConfigError(message, place)


def _targets(values: dict[str, Any]) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """The targets of the service levels, each behind its place."""
    held = values["sla"]["targets"] if values["sla"] else []
    return [(("sla", "targets", str(number)), target) for number, target in enumerate(held)]


def _refuse_names(values: dict[str, Any]) -> None:
    """Refuse service levels that name a type or a reason that there is not: they would never count."""
    from opsflow.domain.settings import default_types

    levels = values["sla"] or {"pause_reasons": None}
    types = {*values["types"], *[kind.name for kind in default_types()]}
    reasons = values["hold"]["reasons"]
    asked = [((*place, "type"), "type", name, types) for place, target in _targets(values) for name in target["type"]]
    asked += [(("sla", "pause_reasons"), "reason of on-hold", name, reasons) for name in levels["pause_reasons"] or ()]
    for place, what, name, known in asked:
        if name not in known:
            message = f"{'.'.join(place)}: there is no {what} {name!r}; there are {', '.join(sorted(known))}."
            raise ConfigError(message, place)


def _levels(values: dict[str, Any], levels: dict[str, Any]) -> tuple[str, str]:
    from hashlib import sha256

    from opsflow.domain.clocks.policy import plain_policy
    from opsflow.domain.history.canonical import canonical

    text = canonical(plain_policy(levels, values))
    return sha256(text.encode()).hexdigest(), text
