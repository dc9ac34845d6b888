"""Values that a second process makes: the same as without it, errors and ends included."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from marshal import dumps

import pytest

from opsflow.domain.errors import StoreError, UsageError
from opsflow.store.bulk import second_process
from opsflow.store.bulk.second_process import ahead

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "_has_another_core", lambda: True)
    monkeypatch.setattr(second_process, "_has_threads", lambda: False)


def processes() -> Iterator[int]:
    while True:
        yield os.getpid()


def children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(word) for word in file.read().split()]


def test_the_values_come_in_their_order_whatever_their_size() -> None:
    values = [(number, "x" * number * 1000, None, b"\0") for number in range(300)]
    assert list(ahead(values)) == values
    assert children() == []


def test_they_are_made_elsewhere() -> None:
    assert next(ahead(processes())) != os.getpid()


def test_an_error_is_raised_here_behind_the_values_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise UsageError("The second is wrong.")

    coming = ahead(failing())
    assert next(coming) == 1
    with pytest.raises(UsageError, match=r"^The second is wrong\.$"):
        next(coming)
    assert children() == []


def test_a_process_that_is_killed_is_no_end_of_the_values() -> None:
    def dying() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    coming = ahead(dying())
    assert next(coming) == 1
    with pytest.raises(StoreError, match="died"):
        next(coming)


def test_nothing_is_left_when_the_rest_is_not_asked_for() -> None:
    with closing(ahead(processes())) as coming:
        next(coming)
        assert len(children()) == 1
    assert children() == []


def test_beside_other_threads_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert next(ahead(processes())) == os.getpid()
    finally:
        waiting.set()
        thread.join()


def test_where_no_second_process_can_be_had_the_values_are_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert list(ahead(range(3))) == [0, 1, 2]


@pytest.mark.parametrize("kept", range(1, 12))
def test_a_value_that_breaks_off_anywhere_is_a_process_that_has_died(kept: int) -> None:
    pipe = BytesIO()
    second_process._put(pipe, second_process._VALUE, dumps("one"))
    with pytest.raises(StoreError, match="has died"):
        list(second_process._received(BytesIO(pipe.getvalue()[:kept])))
