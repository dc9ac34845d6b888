"""Being told to end is taken as Ctrl-C is, for as long as something has to be tidied away."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from opsflow.system.endings import EndingInterrupts

WAYS = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(params=WAYS)
def number(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    held: signal.Signals = request.param
    before = signal.signal(held, signal.SIG_DFL)
    yield held
    signal.signal(held, before)


def test_a_request_to_end_interrupts(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), EndingInterrupts():
        signal.raise_signal(number)
    assert signal.getsignal(number) is signal.SIG_DFL


def test_a_request_that_somebody_else_answers_is_left_to_them(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_IGN)  # as under nohup
    with EndingInterrupts():
        os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_IGN
