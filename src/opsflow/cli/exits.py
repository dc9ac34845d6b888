"""Exit statuses: the one table from what went wrong to what a script sees."""

from __future__ import annotations

from opsflow.domain.errors import Busy, Conflict, NotFound, OpsflowError, Refused, StoreError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.printing import Printer

DONE, NO, USAGE, NOT_FOUND, REFUSED, BUSY, UNUSABLE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

TABLE = (
    (DONE, "done"),
    (NO, "the answer is no: a check found something, or a list asked for with --exit-code is not empty"),
    (USAGE, "the words of the command, a filter, a date, a file or the configuration are wrong"),
    (NOT_FOUND, "there is no such item, criterion or command"),
    (REFUSED, "a rule said no; nothing was changed"),
    (BUSY, "the store is busy, or someone else has changed the same items"),
    (UNUSABLE, "the store is missing, damaged, too new, or cannot be written; or the output cannot"),
    (INTERRUPTED, "interrupted"),
)
_STATUS = ((UsageError, USAGE), (NotFound, NOT_FOUND), (Refused, REFUSED), (Conflict, BUSY), (Busy, BUSY))


def status_of(error: OpsflowError) -> int:
    """The exit status that stands for an error."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return UNUSABLE if isinstance(error, StoreError) else USAGE


def report(error: OpsflowError, out: Printer) -> int:
    """Say what went wrong, and give the exit status."""
    out.talk(f"opsflow: {error.message}")
    if isinstance(error, UsageError) and error.source is not None and error.offset is not None:
        from opsflow.domain.text import visible, width

        out.talk("  " + error.source.replace("\n", " "))
        out.talk("  " + " " * width(visible(error.source[: error.offset])) + "^")
    if isinstance(error, Refused):
        out.findings(error.findings)
        if any(finding.level == "refuse" for finding in error.findings):
            out.talk('  or go ahead: the same command with --force --reason "why"')
    return status_of(error)
