"""Exit statuses: the one table from what went wrong to what a script sees."""

from __future__ import annotations

from opsflow.domain.errors import Busy, ConfigError, Conflict, NotFound, OpsflowError, Refused, StoreError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.output.printing import Printer

DONE, NO, USAGE, NOT_FOUND, REFUSED, BUSY, UNUSABLE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

TABLE = (
    (DONE, "done"),
    (
        NO,
        "the answer is no: a check found something; with --exit-code, a list is not empty or there is nothing to claim",
    ),
    (USAGE, "the words of the command, a filter, a date, a file or the configuration are wrong"),
    (NOT_FOUND, "there is no such item, criterion or command"),
    (REFUSED, "a rule said no; nothing was changed"),
    (BUSY, "the store is busy, or someone else has changed the same items"),
    (
        UNUSABLE,
        "the store is missing, damaged, too new, or cannot be written; the output cannot; or opsflow has a fault",
    ),
    (INTERRUPTED, "interrupted"),
)
_STATUS = (
    (UsageError, USAGE), (NotFound, NOT_FOUND), (Refused, REFUSED), (Conflict, BUSY), (Busy, BUSY),
    (StoreError, UNUSABLE),
)  # fmt: skip


_AFTER, _MARGIN = 20, 4
"""Cells for what stands behind the trouble in a text, and cells that are left at the sides of a terminal."""


def status_of(error: OpsflowError) -> int:
    """The exit status that stands for an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), USAGE)


def report(error: OpsflowError, out: Printer) -> int:
    """Say what went wrong, with --json as a document too, and give the exit status."""
    status = status_of(error)
    problems = error.problems if isinstance(error, ConfigError) else ()
    if out.form == "json" and not out.is_begun:
        from opsflow.cli.output.documents import error_document

        place = (error.source, error.offset) if isinstance(error, UsageError) else (None, None)
        findings = error.findings if isinstance(error, Refused) else ()
        out.document(error_document(status, error.message, findings, *place, problems))
    for message in problems or (error.message,):
        out.talk(f"opsflow: {message}")
    if isinstance(error, UsageError) and error.source is not None and error.offset is not None:
        for line in _pointed_at(error.source, error.offset):
            out.talk(f"  {line}")
    if isinstance(error, Refused):
        out.findings(error.findings)
        if any(finding.level == "refuse" for finding in error.findings):
            out.talk('  or go ahead: the same command with --force --reason "why"')
    return status


def _pointed_at(source: str, offset: int) -> tuple[str, str]:
    """The text around the trouble on one line, and below it a mark that points."""
    import sys

    from opsflow.cli.output.printing import columns
    from opsflow.domain.text import cut, visible, width

    line, cells = source.replace("\n", " "), columns(sys.stderr) - _MARGIN
    behind = min(_AFTER, cells // 2)
    after = cut(visible(line[offset:]), behind)
    before = cut(visible(line[:offset])[::-1], cells - behind)[::-1]  # its end, behind an ellipsis
    return before + after, " " * width(before) + "^"
