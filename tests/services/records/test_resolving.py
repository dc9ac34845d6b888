"""Resolving: what is refused anyway is refused before anybody is asked for what is missing."""

from __future__ import annotations

import pytest

from opsflow.domain.errors import NotFound, Refused, UsageError
from opsflow.services.looking.queries import show
from opsflow.services.records.resolving import refuse_first
from opsflow.services.session import Session
from opsflow.services.work import items


def incident(session: Session, *criteria: str) -> int:
    return items.add(session, items.Draft("Disk full", (("type", "incident"),), criteria=criteria)).items[0]


def test_fields_that_are_missing_are_no_refusal_before_they_were_asked_for(session: Session) -> None:
    session.settings.policies.overrides["required-fields"] = "refuse"
    item = incident(session)
    refuse_first(session, item, {})
    assert show(session, item).item.is_open


def test_open_criteria_unknown_ids_and_wrong_codes_are_refused_before_anything_is_asked(session: Session) -> None:
    item = incident(session, "no alert for an hour")
    with pytest.raises(Refused):
        refuse_first(session, item, {})
    with pytest.raises(NotFound):
        refuse_first(session, 99, {})
    with pytest.raises(UsageError):
        refuse_first(session, item, {"resolution": "wished away"})
