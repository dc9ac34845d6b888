"""Text that comes from files and from standard input, within bounds: what has no end is refused while memory lasts."""

from __future__ import annotations

import sys

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MOST = 16_000_000
"""Bytes of a text that is read whole, such as a note, ids or a message of alerts."""
LONGEST = 64_000_000
"""Bytes of a line. A first line that begins an array may hold the whole file."""
LARGEST = 512_000_000
_PIECE = 1 << 20


def text_of(path: str) -> str:
    """The text of a file, or of standard input for `-`. Raises `UsageError` when it cannot be read, or is no text."""
    with _Opened(path) as file:
        return _decoded(b"".join(_pieces(file, 0, MOST, _named(path))), _named(path)).removeprefix("\ufeff")


def lines_of(path: str) -> Iterator[str]:
    """The lines of a file, or of standard input for `-`, each read when it is asked for. Raises `UsageError`."""
    with _Opened(path) as file:
        first = file.readline(LONGEST)
        if len(first) == LONGEST and first[-1:] != b"\n":
            what = "Line 1"
            most = LARGEST if first.lstrip()[:1] == b"[" else LONGEST - 1
            first += b"".join(_pieces(file, len(first), most, what))
        yield _decoded(first, _named(path)).removeprefix("\ufeff")
        number = 1
        while line := file.readline(LONGEST):
            number += 1
            if len(line) == LONGEST:
                raise UsageError(f"Line {number} has no end within {LONGEST:,} bytes. Nothing was done.")
            yield _decoded(line, _named(path))


def _pieces(file: BinaryIO, read: int, most: int, what: str) -> Iterator[bytes]:
    """What is left of a file of which so many bytes are read already."""
    while read <= most:
        piece = file.read(_PIECE)
        if not piece:
            return
        read += len(piece)
        yield piece
    raise UsageError(f"{what} has no end within {most:,} bytes. Nothing was done.")


class _Opened:
    """A file for a `with` block; standard input stays open behind it."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> BinaryIO:
        try:
            self._file: BinaryIO = sys.stdin.buffer if self._path == "-" else open(self._path, "rb")
        except OSError as error:
            raise self._unreadable(error) from error
        return self._file

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self._path != "-":
            self._file.close()
        if isinstance(error, OSError):
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> UsageError:
        return UsageError(f"{_named(self._path)} cannot be read: {error.strerror}.")


def _named(path: str) -> str:
    return "Standard input" if path == "-" else path


def _decoded(raw: bytes, what: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise UsageError(f"{what} is not UTF-8 text.") from None
