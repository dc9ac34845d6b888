"""From words to a command and its exit status."""

from __future__ import annotations

import os
import sys

from opsflow.cli import exits
from opsflow.cli.output.printing import Printer, silence, tell
from opsflow.cli.words.reader import read
from opsflow.domain.errors import OpsflowError
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.cli.call import Call
    from opsflow.cli.words.declare import Command


def answer(argv: list[str]) -> int:
    """Carry out one invocation. Every problem a user can cause ends in a message and a status, never a traceback."""
    try:
        if argv == ["--version"]:
            return print_version()
        is_plain = bool(os.environ.get("OPSFLOW_PLAIN_START"))
        if not is_plain and argv and argv[-1] in ("--help", "-h") and print_help(argv):
            return exits.DONE
        found = None if is_plain else read(argv)
        if found is not None:
            return carry_out(*found)
        status = None if is_plain else _refused(argv)
        if status is not None:
            return status
        from opsflow.cli.words.typer_app import answer as typer_answer

        return typer_answer(argv)
    except KeyboardInterrupt:
        tell("opsflow: interrupted; nothing was left half done")
        return exits.INTERRUPTED
    except MemoryError:
        tell("opsflow: there is not enough memory for this; nothing was left half done")
        return exits.UNUSABLE
    except BrokenPipeError:
        silence(sys.stdout)
        return exits.DONE
    except OSError as error:
        return lost_output(error)
    except Exception as error:
        return broken(error)


def _refused(argv: list[str]) -> int | None:
    from opsflow.cli.words.mistakes import refused

    return refused(argv)


def print_version() -> int:
    """Print which version this is."""
    from opsflow.version import __version__

    print(f"opsflow {__version__}", flush=True)
    return exits.DONE


def print_help(argv: list[str]) -> bool:
    """Print the page that is asked for, if it is plain which one that is."""
    from opsflow.cli.words.help import asked, page

    name = asked(argv)
    if name is None:
        return False
    out = Printer()
    for line in page(name, out):
        out.data(line)
    return True


def lost_output(error: OSError) -> int:
    """Say that the output could not be written. What a command had committed by then stays."""
    silence(sys.stdout)
    tell(f"opsflow: the output cannot be written: {error.strerror}. What was done before stays done.")
    return exits.UNUSABLE


def broken(error: Exception) -> int:
    """Say that something is not as it can be: a store that another program wrote in, or opsflow itself.

    With `OPSFLOW_TRACEBACK` set the error is raised as it is.
    """
    if os.environ.get("OPSFLOW_TRACEBACK"):
        raise error
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f" in {os.path.basename(frame.tb_frame.f_code.co_filename)}, line {frame.tb_lineno}" if frame else ""
    text = visible(str(error))
    tell(f"opsflow: this could not be carried out ({type(error).__name__}{where}: {text}).")
    tell("  `opsflow doctor` finds a store that was changed by something else. If it finds nothing, the fault is in")
    tell("  opsflow: repeat with OPSFLOW_TRACEBACK=1 and report what it prints.")
    return exits.UNUSABLE


def carry_out(command: Command, values: dict[str, Any]) -> int:
    """Run a command with the values of its parameters."""
    from opsflow.cli.call import Call

    form = "json" if values.get("json") else "quiet" if values.get("quiet") else "plain"
    out = Printer(form, values.get("color") or "auto")
    call = Call(command, values, out)
    is_done = False
    try:
        call.read_words()
        status = _run(command, call)
        is_done = True
        sys.stdout.flush()
        return status or exits.DONE
    except OpsflowError as error:
        sys.stdout.flush()
        return exits.report(error, out)
    finally:
        call.close(is_done)


def _run(command: Command, call: Call) -> int | None:
    """Run it. What stumbles over a value that can be no value of its column says so, as `StoreError`."""
    try:
        return command.run(call)
    except (TypeError, ValueError, AttributeError, LookupError):
        call.refuse_mistyped()
        raise
