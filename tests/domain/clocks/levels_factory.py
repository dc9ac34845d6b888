"""Service levels for tests: an office from 8 to 18 in Berlin, and targets in hours."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any

from opsflow.contract.config.clocks import SlaTable
from opsflow.domain.calendars.plain import plain_form
from opsflow.domain.calendars.reading import parse_hours
from opsflow.domain.clocks.policy import Policy, plain_policy
from opsflow.domain.history.canonical import canonical
from opsflow.system.calendars import changes_of

TARGETS = (
    {"name": "urgent", "priority": [1, 2], "calendar": "always", "response": "1h", "resolution": "4h"},
    {"name": "normal", "response": "2h", "resolution": "20h"},
)


@cache
def office() -> Any:
    """Made once: reading a zone takes longer than the clocks that are tested with it."""
    hours = parse_hours("08:00-18:00")
    return plain_form("Europe/Berlin", *changes_of("Europe/Berlin"), [hours] * 5 + [(), ()], {})


def plain(**settings: Any) -> dict[str, Any]:
    """Service levels in their plain form; `settings` are keys of the `[sla]` table."""
    table = SlaTable.model_validate({"targets": list(TARGETS), **settings}).model_dump()
    values = {
        "calendar": "office",
        "calendars": {"office": office()},
        "service_calendars": {"shop": "always"},
        "working_time": {"hours_per_day": 8, "days_per_week": 5},
    }
    return plain_policy(table, values)


def policy(**settings: Any) -> Policy:
    return Policy(plain(**settings))


def levels(**settings: Any) -> tuple[str, str]:
    """The same as a fingerprint and a text, as the configuration gives them."""
    text = canonical(plain(**settings))
    return sha256(text.encode()).hexdigest(), text
