"""Running other programs: without a shell, for a limited time, with bounded output, several at once.

None of them outlives this process: when it is interrupted or told to end, they are killed with what they started.
What a program has put into a session of its own (setsid, a daemon, a shared ssh connection) was meant to stay, and is
left alone.
"""

from __future__ import annotations

import os

from opsflow.domain.programs import FAILED, LATE, UNRUNNABLE, Ran
from opsflow.system.endings import EndingInterrupts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from subprocess import Popen
    from threading import Event
    from typing import Any

_CHUNK = 65_536
_GRACE = 0.25
"""Seconds for which output is still read after the program has ended: what it left behind may hold the pipe open."""


class _Limit:
    """Until when a program may run: so many seconds from now, or until it is called off."""

    def __init__(self, seconds: float, called_off: Event | None = None) -> None:
        from time import monotonic

        self._now = monotonic
        self._end = monotonic() + seconds
        self._called_off = called_off

    def shorten(self, seconds: float) -> None:
        """Allow at most so many seconds from now."""
        self._end = min(self._end, self._now() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left; 0 when the time is over."""
        if self._called_off is not None and self._called_off.is_set():
            return 0
        return max(self._end - self._now(), 0)


def run(
    words: Sequence[str],
    seconds: float,
    most: int,
    stdin: bytes = b"",
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
    called_off: Event | None = None,
) -> Ran:
    """Run a program and wait for it at most so long; then it and what it started are killed.

    Of its output, both streams together, `most` bytes are kept. It runs in `folder`, in the home folder if none. When
    `called_off` is set, it ends before its time.
    """
    with EndingInterrupts():
        return _run(words, _Limit(seconds, called_off), most, stdin, environ, folder)


def _run(
    words: Sequence[str],
    limit: _Limit,
    most: int,
    stdin: bytes,
    environ: Mapping[str, str] | None,
    folder: str | None,
) -> Ran:
    import subprocess
    from time import monotonic

    begin = monotonic()
    try:
        program = subprocess.Popen(
            list(words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder or os.path.expanduser("~"),
            env=None if environ is None else dict(environ),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        return Ran(UNRUNNABLE, None, monotonic() - begin, why)
    with program:
        try:
            kept, left = _talk(program, stdin, limit, most)
            is_late = program.poll() is None
        finally:
            _end(program)
    output = kept.decode(errors="replace")
    if left:
        output += f"… and {left:,} bytes more"
    status = program.returncode
    if is_late:
        return Ran(LATE, None, monotonic() - begin, output)
    return Ran(FAILED if status else "", status, monotonic() - begin, output)


def _talk(program: Popen[bytes], stdin: bytes, limit: _Limit, most: int) -> tuple[bytes, int]:
    """Write the input and read the output until both are done or the time is over."""
    from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector

    kept, left, waiting = bytearray(), 0, memoryview(stdin)
    assert program.stdin is not None
    assert program.stdout is not None
    with DefaultSelector() as selector:
        selector.register(program.stdout, EVENT_READ)
        if stdin:
            os.set_blocking(program.stdin.fileno(), False)
            selector.register(program.stdin, EVENT_WRITE)
        else:
            program.stdin.close()
        while selector.get_map():
            if program.poll() is not None:
                limit.shorten(_GRACE)
            if not limit.left:
                break
            for key, _ in selector.select(min(limit.left, _GRACE)):
                if key.fileobj is program.stdin:
                    waiting = _write(program, selector, waiting)
                    continue
                chunk = os.read(program.stdout.fileno(), _CHUNK)
                if not chunk:
                    selector.unregister(program.stdout)
                room = max(most - len(kept), 0)
                kept += chunk[:room]
                left += max(len(chunk) - room, 0)
    _wait(program, limit)
    return bytes(kept), left


def _write(program: Popen[bytes], selector: Any, waiting: memoryview) -> memoryview:
    assert program.stdin is not None
    try:
        waiting = waiting[os.write(program.stdin.fileno(), waiting[:_CHUNK]) :]
    except BrokenPipeError:
        waiting = waiting[:0]
    if not waiting:
        selector.unregister(program.stdin)
        program.stdin.close()
    return waiting


def _wait(program: Popen[bytes], limit: _Limit) -> None:
    from contextlib import suppress
    from subprocess import TimeoutExpired

    while program.poll() is None and limit.left:
        with suppress(TimeoutExpired):
            program.wait(min(limit.left, _GRACE))


def _end(program: Popen[bytes]) -> None:
    """Kill what is left of the program and of what it started."""
    from contextlib import suppress
    from signal import SIGKILL

    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, SIGKILL)
    for stream in (program.stdin, program.stdout):
        if stream is not None and not stream.closed:
            with suppress(OSError):
                stream.close()


def run_all(
    programs: Sequence[Sequence[str]],
    seconds: float,
    most: int,
    parallel: int,
    ended: Callable[[], object] | None = None,
    called_off: Event | None = None,
) -> list[Ran]:
    """Run programs, so many at once; the answers are in their order. An interruption ends them all.

    `ended` is called when one has ended, on the thread that ran it. When `called_off` is set, all end before time.
    """
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event as NewEvent

    stop = called_off or NewEvent()

    def run_one(words: Sequence[str]) -> Ran:
        answer = run(words, seconds, most, called_off=stop)
        if ended is not None:
            ended()
        return answer

    with EndingInterrupts(), ThreadPoolExecutor(max(parallel, 1)) as crowd:
        try:
            return list(crowd.map(run_one, programs))
        except BaseException:
            stop.set()
            crowd.shutdown(wait=False, cancel_futures=True)
            raise
