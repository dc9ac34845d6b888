"""The log is read as it is asked for: an import is one command with as many events as it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opsflow.domain.history.events import content_of
from opsflow.services.history.log import log
from opsflow.services.work import items
from opsflow.store import history_reading

if TYPE_CHECKING:
    from opsflow.services.session import Session

MANY = 50


@pytest.fixture
def busy(session: Session) -> Session:
    for number in range(MANY):
        items.add(session, items.Draft(f"item {number}"))
    items.edit(session, list(range(1, MANY + 1)), {"project": "net"})
    return session


def test_no_more_events_are_read_than_were_asked_for(busy: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(seq: int, payload: str) -> Any:
        read.append(seq)
        return content_of(seq, payload)

    monkeypatch.setattr(history_reading, "content_of", counted)
    told = log(busy)
    entry = next(told)
    next(iter(entry.events))
    assert len(read) == 1
    told.close()


def test_it_tells_of_every_command_with_all_its_events(busy: Session) -> None:
    assert [len(tuple(entry.events)) for entry in log(busy)] == [MANY, *[1] * MANY]


def test_a_command_is_told_as_far_as_was_asked(busy: Session) -> None:
    entry = next(log(busy, most=20))
    assert (len(tuple(entry.events)), entry.has_more) == (20, True)
