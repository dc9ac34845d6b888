"""Owners: a name that is new and close to a known one is pointed out, whoever sets it."""

from __future__ import annotations

from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import flow, items

TRIAL = WriteOptions(dry_run=True)


def test_a_name_close_to_a_known_one_is_pointed_out_by_every_way_to_set_it(session: Session) -> None:
    first = items.add(session, items.Draft("one", (("owner", "roberta"),)))
    assert first.notes == ()
    for outcome in (
        items.add(session, items.Draft("two", (("owner", "robrta"),)), TRIAL),
        items.edit(session, 1, {"owner": "robrta"}, options=TRIAL),
        flow.assign(session, 1, "robrta", TRIAL),
    ):
        assert any("roberta" in note and "robrta" in note for note in outcome.notes)


def test_a_known_name_an_unlike_name_and_oneself_are_not(session: Session) -> None:
    items.add(session, items.Draft("one", (("owner", "roberta"),)))
    assert flow.assign(session, 1, "xavier").notes == ()
    assert flow.assign(session, 1, "roberta").notes == ()
    assert flow.assign(session, 1, "me").notes == ()
