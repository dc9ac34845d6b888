"""The feed answers in order, and lets go of what nobody waits for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.services.session import Session
from opsflow.tui.feed import Dropped, Feed
from tests.conftest import connection_of

_FOREVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


class Endless:
    """A question that is answered when it is broken off."""

    def __init__(self) -> None:
        self.begun = threading.Event()

    def __call__(self, session: Session) -> object:
        with session.store.reader() as reader:
            self.begun.set()
            return connection_of(reader).execute(_FOREVER).fetchone()


@pytest.fixture
def feed(filled: Session, store_path: Path) -> Iterator[Feed]:
    held = Feed(lambda: open_session(str(store_path)))
    held.start()
    yield held
    held.close()


def test_a_question_at_hand_is_broken_off_and_the_next_one_is_answered(feed: Feed) -> None:
    endless = Endless()
    question = feed.put(endless)
    assert endless.begun.wait(5)
    time.sleep(0.05)
    feed.drop(question)
    assert isinstance(question.exception(5), Dropped)
    assert feed.put(lambda session: session.actor).result(20)


def test_a_question_that_gives_way_is_broken_off_by_any_other(feed: Feed) -> None:
    endless = Endless()
    first = feed.put(endless, gives_way=True)
    assert endless.begun.wait(5)
    time.sleep(0.05)
    second = feed.put(lambda session: session.actor)
    assert isinstance(first.exception(5), Dropped)
    assert second.result(20)
    third = feed.put(lambda session: session.actor, gives_way=True)
    assert third.result(20) == second.result()


def test_a_question_that_waits_is_not_asked_any_more(feed: Feed) -> None:
    held, asked = threading.Event(), []
    first = feed.put(lambda _session: held.wait(5))
    second = feed.put(lambda _session: asked.append(1))
    feed.drop(second)
    held.set()
    assert first.result(20)
    assert isinstance(second.exception(5), Dropped)
    assert not asked


def test_an_answer_on_its_way_is_kept_and_its_question_forgotten(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    put_down = feed._put_down

    def dropped_late(future: Future[object]) -> bool:
        is_dropped = put_down(future)
        feed.drop(future)
        return is_dropped

    monkeypatch.setattr(feed, "_put_down", dropped_late)
    assert feed.put(lambda _session: "answer").result(20) == "answer"
    assert not feed._dropped


def test_a_question_that_was_dropped_and_cancelled_is_forgotten(feed: Feed) -> None:
    held = threading.Event()
    feed.put(lambda _session: held.wait(5))
    question = feed.put(lambda session: session.actor)
    feed.drop(question)
    assert question.cancel()
    held.set()
    assert feed.put(lambda session: session.actor).result(20)
    assert not feed._dropped


def test_an_answer_that_is_there_is_kept(feed: Feed) -> None:
    question = feed.put(lambda session: session.actor)
    answer = question.result(20)
    feed.drop(question)
    assert question.result() == answer
