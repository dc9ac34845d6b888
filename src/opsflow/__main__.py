"""Where a command begins and ends."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    try:
        from opsflow.cli.main import answer

        return answer(sys.argv[1:] if argv is None else list(argv))
    except KeyboardInterrupt:
        return _interrupted()


def _open_closed_streams() -> None:
    """Let something stand for each standard stream that the caller has closed: nowhere, and for output what takes none.

    So a result that is delivered to nobody is an error, as it is on a full disk, and no result is none.
    """
    for name, mode, way in (("stdin", "r", os.O_RDWR), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_RDWR)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, way), mode, encoding="utf-8"))


def _interrupted() -> int:
    """Say that the command ended before it had begun."""
    try:
        os.write(2, b"opsflow: interrupted\n")
    except OSError:
        return 130  # nobody listens
    return 130


def run() -> NoReturn:
    """Run the command of this process and leave without the interpreter's tidying up: nothing is left to tidy.

    A command is short, so what it makes goes with the process; looking for cycles would double the time of an import.
    """
    import gc

    gc.disable()
    _open_closed_streams()
    status = main()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass  # whoever read has seen enough
    except OSError as error:
        from opsflow.cli.main import lost_output

        status = lost_output(error)
    os._exit(status)


if __name__ == "__main__":
    run()
