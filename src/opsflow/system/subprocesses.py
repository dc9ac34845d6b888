"""Running other programs: without a shell, for a limited time, with bounded output, several at once."""

from __future__ import annotations

import os

from opsflow.domain.programs import FAILED, LATE, UNRUNNABLE, Ran

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from subprocess import Popen
    from typing import Any

_CHUNK = 65_536
_GRACE = 0.25
"""Seconds for which output is still read after the program has ended: what it left behind may hold the pipe open."""


def run(
    words: Sequence[str],
    seconds: float,
    most: int,
    stdin: bytes = b"",
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
) -> Ran:
    """Run a program and wait for it at most so long; then it and what it started are killed.

    Of its output, both streams together, `most` bytes are kept. It runs in `folder`, in the home folder if none.
    """
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
        return Ran(UNRUNNABLE, None, monotonic() - begin, str(error))
    with program:
        try:
            kept, left = _talk(program, stdin, begin + seconds, most)
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


def _talk(program: Popen[bytes], stdin: bytes, deadline: float, most: int) -> tuple[bytes, int]:
    """Write the input and read the output until both are done or the time is over."""
    from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
    from time import monotonic

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
                deadline = min(deadline, monotonic() + _GRACE)
            remaining = deadline - monotonic()
            if remaining <= 0:
                break
            for key, _ in selector.select(min(remaining, _GRACE)):
                if key.fileobj is program.stdin:
                    waiting = _write(program, selector, waiting)
                    continue
                chunk = os.read(program.stdout.fileno(), _CHUNK)
                if not chunk:
                    selector.unregister(program.stdout)
                room = max(most - len(kept), 0)
                kept += chunk[:room]
                left += max(len(chunk) - room, 0)
    _wait(program, deadline)
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


def _wait(program: Popen[bytes], deadline: float) -> None:
    from subprocess import TimeoutExpired
    from time import monotonic

    try:
        program.wait(max(deadline - monotonic(), 0))
    except TimeoutExpired:
        return


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


def run_all(programs: Sequence[Sequence[str]], seconds: float, most: int, parallel: int) -> list[Ran]:
    """Run programs, so many at once; the answers are in their order."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max(parallel, 1)) as crowd:
        return list(crowd.map(lambda words: run(words, seconds, most), programs))
