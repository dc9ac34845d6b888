"""Files that a command writes for its user: each appears under its name whole, or not at all."""

from __future__ import annotations

import os

from opsflow.domain.errors import OpsflowError, StoreError, UsageError
from opsflow.system.endings import EndingInterrupts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

PRIVATE = 0o600
"""The mode of what holds as much as a store does, which is its owner's alone as well."""
_MISPLACED = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


class WholeFile:
    """A file to write text to, for a `with` block, which gets the name `path` once all of it is on the disk.

    `mode` is who may use it, less what the person's own mask takes away. Raises `UsageError` when no file can have
    that name, or one has it already and `replace` is not set, and `StoreError` when the disk does not take it.
    """

    def __init__(self, path: str, replace: bool = False, mode: int = 0o666) -> None:
        self._path = path
        self._replace = replace
        self._mode = mode
        self._target = os.path.realpath(path) if replace else path
        is_device = replace and os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
        self._building = None if is_device else f"{self._target}.new-{os.getpid()}"
        self._ending = EndingInterrupts()

    def __enter__(self) -> TextIO:
        if not self._replace and os.path.lexists(self._path):
            raise self._taken()
        self._ending.__enter__()
        try:
            if self._building is None:
                self._file = open(self._path, "w", encoding="utf-8", newline="")
            else:
                self._file = open(self._building, "x", encoding="utf-8", newline="", opener=self._made)
        except OSError as error:
            self._ending.__exit__()
            raise self._told(error) from error
        return self._file

    def _made(self, path: str, flags: int) -> int:
        return os.open(path, flags, self._mode)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            self._end(whole=error is None)
        except OSError as late:
            raise self._told(late) from late
        finally:
            if self._building is not None and os.path.lexists(self._building):
                os.unlink(self._building)
            self._ending.__exit__()
        if isinstance(error, OSError):
            raise self._told(error) from error

    def _end(self, whole: bool) -> None:
        try:
            if whole:
                self._file.flush()
            if whole and self._building is not None:
                os.fsync(self._file.fileno())
        finally:
            _close(self._file)
        if whole and self._building is not None:
            self._put(self._building)

    def _put(self, building: str) -> None:
        """Give the file its name. Where the file system knows no second names it is renamed."""
        if self._replace:
            if os.path.isfile(self._target):
                os.chmod(building, os.stat(self._target).st_mode & 0o777)
            os.replace(building, self._target)
            return
        try:
            os.link(building, self._target)
        except FileExistsError:
            raise self._taken() from None
        except OSError:
            if os.path.lexists(self._target):
                raise
            os.rename(building, self._target)

    def _taken(self) -> UsageError:
        return UsageError(f"{self._path} exists already. Choose another name.")

    def _told(self, error: OSError) -> OpsflowError:
        message = f"{self._path} cannot be written: {error.strerror}."
        return (
            UsageError(message) if isinstance(error, _MISPLACED) else StoreError(f"{message} Nothing was left there.")
        )


def _close(file: TextIO) -> None:
    """Close a file whose content was flushed, or is given up: then what it still holds need not fit."""
    try:
        file.close()
    except OSError:
        return
