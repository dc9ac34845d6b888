"""What a calendar takes from the world: when the clocks of its zone change, and the public holidays of its country."""

from __future__ import annotations

from opsflow.domain.calendars.plain import ALWAYS, plain_form
from opsflow.domain.calendars.reading import parse_day, parse_hours, parse_weekdays
from opsflow.domain.errors import ConfigError
from opsflow.domain.time.zones import UTC, days_from_civil
from opsflow.system.zones import file_of, zone_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.domain.time.zones import Zone

FIRST_YEAR, LAST_YEAR = 1990, 2060
"""The years for which public holidays are looked up; clock changes from 1970 on."""
_STEP = 7 * 86400


def changes_of(name: str) -> tuple[list[int], list[int]]:
    """The instants from 1970 to 2060 at which the clocks of a zone change, and the offsets between them, in seconds."""
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
        raise ConfigError(f"No public holidays are known for {place}: {hint}.") from None
    return sorted({days_from_civil(day.year, day.month, day.day) for day in found})


def completed(values: dict[str, Any]) -> dict[str, Any]:
    """Validated values of a configuration, with calendars in their plain form and service levels as one text.

    `sources` are the files that this rests on beside the configuration: when one changes, so may the values. Raises
    `ConfigError` for a calendar that is named and not declared, or that knows no zone.
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
    if any(held["country"] for held in declared.values()):
        import holidays

        found.append(holidays.__file__)
    return found


def _plain(values: dict[str, Any], name: str, held: dict[str, Any]) -> Any:
    if name == ALWAYS:
        raise ConfigError(f"The calendar {ALWAYS} is there already, around the clock. Give yours another name.")
    zone = held["zone"] or values["zone"]
    if zone is None:
        raise ConfigError(f'calendars.{name} needs a time zone: add zone = "Europe/Berlin" to it, or to the file.')
    week: list[Any] = [()] * 7
    for days, text in held["hours"].items():
        for day in parse_weekdays(days):
            week[day] = parse_hours(text)
    free = public_holidays(held["country"], held["subdivision"]) if held["country"] else []
    dates: dict[int, Any] = dict.fromkeys([*free, *map(parse_day, held["holidays"])], ())
    dates.update({parse_day(day): parse_hours(text) for day, text in held["exceptions"].items()})
    return plain_form(zone, *changes_of(zone), week, dates)


def _refuse_unknown(values: dict[str, Any]) -> None:
    known = {ALWAYS, *values["calendars"]}
    named = [("calendar", values["calendar"])]
    named += [(f"service_calendars.{service}", name) for service, name in values["service_calendars"].items()]
    targets = values["sla"]["targets"] if values["sla"] else []
    named += [(f"sla target {target['name']}", target["calendar"]) for target in targets]
    _refuse_names(values)
    for place, name in named:
        if name is not None and name not in known:
            raise ConfigError(f"{place}: there is no calendar {name!r}; there are {', '.join(sorted(known))}.")


def _refuse_names(values: dict[str, Any]) -> None:
    """Refuse service levels that name a type or a reason that there is not: they would never count."""
    from opsflow.domain.settings import default_types

    levels = values["sla"] or {"targets": [], "pause_reasons": None}
    types = {*values["types"], *[kind.name for kind in default_types()]}
    reasons = values["hold"]["reasons"]
    asked = [("type", name, types) for target in levels["targets"] for name in target["type"]]
    asked += [("reason of on-hold", name, reasons) for name in levels["pause_reasons"] or ()]
    for what, name, known in asked:
        if name not in known:
            raise ConfigError(f"sla: there is no {what} {name!r}; there are {', '.join(sorted(known))}.")


def _levels(values: dict[str, Any], levels: dict[str, Any]) -> tuple[str, str]:
    from hashlib import sha256

    from opsflow.domain.clocks.policy import plain_policy
    from opsflow.domain.history.canonical import canonical

    text = canonical(plain_policy(levels, values))
    return sha256(text.encode()).hexdigest(), text
