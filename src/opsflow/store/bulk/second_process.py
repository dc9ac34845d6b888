"""A second process that makes what this one will ask for, so that two cores are at work."""

from __future__ import annotations

import os
import sys

from opsflow.domain.errors import StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from typing import Any, BinaryIO, NoReturn

_LENGTH = 8
_PIPE = 1_048_576
"""As wide as Linux lets anyone have it."""
_VALUE, _ERROR, _END = b"v", b"e", b"."


def ahead(values: Iterable[Any]) -> Generator[Any]:
    """The same values in the same order, made by a second process where one can be had, at most one or two ahead.

    They have to be of built-in kinds. Making them must change nothing that is looked at afterwards: the second process
    has a copy of everything. An error it meets is raised here; it ends when the values are asked for no more.
    """
    if not _has_another_core() or _has_threads():
        yield from values
        return
    reading, writing = _wide_pipe()
    try:
        child = os.fork()
    except BlockingIOError:  # there are as many processes as there may be
        os.close(reading)
        os.close(writing)
        yield from values
        return
    if child == 0:
        os.close(reading)
        _send(values, writing)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            yield from _received(pipe)
    finally:
        _end(child)


def _wide_pipe() -> tuple[int, int]:
    from contextlib import suppress
    from fcntl import F_SETPIPE_SZ, fcntl

    reading, writing = os.pipe()
    with suppress(PermissionError):  # beyond what a person may have; a narrow one does too
        fcntl(writing, F_SETPIPE_SZ, _PIPE)
    return reading, writing


def _has_another_core() -> bool:
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _has_threads() -> bool:
    """Whether other threads run: a lock that one of them holds would stay locked in the second process for ever."""
    from threading import active_count

    return active_count() > 1


def _send(values: Iterable[Any], end: int) -> NoReturn:
    """What the second process does. It leaves at once: nothing of what it has a copy of is closed or printed twice."""
    from marshal import dumps

    status = 1
    try:
        with open(end, "wb") as pipe:
            try:
                for value in values:
                    _put(pipe, _VALUE, dumps(value))
                _put(pipe, _END, b"")
            except Exception as error:
                from pickle import dumps as pickled

                _put(pipe, _ERROR, pickled(error))
        status = 0
    finally:
        os._exit(status)


def _put(pipe: BinaryIO, kind: bytes, text: bytes) -> None:
    pipe.write(kind + len(text).to_bytes(_LENGTH, "little"))
    pipe.write(text)
    pipe.flush()


def _received(pipe: BinaryIO) -> Iterator[Any]:
    """The values that come through the pipe. Raises the error that comes, or `StoreError` when they break off."""
    from marshal import loads
    from pickle import loads as unpickled

    while len(head := pipe.read(1 + _LENGTH)) == 1 + _LENGTH:
        kind, size = head[:1], int.from_bytes(head[1:], "little")
        text = pipe.read(size)
        if len(text) < size:
            break
        if kind == _END:
            return
        if kind == _ERROR:
            raise unpickled(text)
        yield loads(text)
    raise StoreError("The process that prepares the rows has died. Nothing was changed; try again.")


def _end(child: int) -> None:
    """Leave nothing behind, whether it is still at work or long through."""
    from signal import SIGKILL

    os.kill(child, SIGKILL)
    os.waitpid(child, 0)
