"""Blocked and on hold: two marks of one shape, and what is said when work begins in spite of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsflow.domain.errors import UsageError
from opsflow.services.looking.queries import show
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import flow, items, marks
from tests.conftest import Clock

Put = Callable[[Session, int, WriteOptions], Outcome]
PUT: dict[str, Put] = {
    "unblock": lambda session, item, options: marks.block(session, item, "vendor", options),
    "resume": lambda session, item, options: marks.hold(session, item, "vendor", "", options),
}
TAKE = {"unblock": marks.unblock, "resume": marks.resume}


@pytest.mark.parametrize("ending", PUT)
def test_a_mark_cannot_end_before_it_began(session: Session, clock: Clock, ending: str) -> None:
    item = items.add(session, items.Draft("work")).items[0]
    clock.advance(hours=2)
    PUT[ending](session, item, WriteOptions())
    with pytest.raises(UsageError, match="after that"):
        TAKE[ending](session, item, WriteOptions(at=clock() - 3600))


@pytest.mark.parametrize("ending", PUT)
def test_the_same_reason_again_changes_nothing_and_closed_work_takes_no_mark(session: Session, ending: str) -> None:
    item = items.add(session, items.Draft("work")).items[0]
    PUT[ending](session, item, WriteOptions())
    assert PUT[ending](session, item, WriteOptions()).command is None
    flow.done(session, item)
    assert PUT[ending](session, item, WriteOptions()).notes[0].startswith(f"{item} is done: closed work is not")
    assert TAKE[ending](session, item).command is None


@pytest.mark.parametrize("ending", PUT)
def test_beginning_marked_work_is_done_and_remarked_on(session: Session, ending: str) -> None:
    item = items.add(session, items.Draft("work", (("owner", "me"),))).items[0]
    PUT[ending](session, item, WriteOptions())
    outcome = flow.start(session, item)
    assert show(session, item).item.state == "doing"
    assert any(note.endswith(f"vendor. When that is over: `opsflow {ending} {item}`") for note in outcome.notes)
    assert not flow.move(session, item, "review").notes, "work that is under way was remarked on when it began"


def test_beginning_before_the_day_set_for_it_is_remarked_on(session: Session) -> None:
    item = items.add(session, items.Draft("work", (("not-before", "2026-03-09"),))).items[0]
    assert "not to be started before 2026-03-09" in flow.start(session, item).notes[0]
