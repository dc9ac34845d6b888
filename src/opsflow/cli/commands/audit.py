"""Proof and reports for auditors."""

from __future__ import annotations

import sys

from opsflow.cli.words.declare import GLOBAL, READ, Command, argument, option
from opsflow.domain.errors import UsageError
from opsflow.domain.text import counted, visible
from opsflow.services.history.auditing import EXCEPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _verify(call: Call) -> int:
    from opsflow.cli.output.audits import verified_document
    from opsflow.cli.output.progress import Progress
    from opsflow.composition import load_for_care, open_store
    from opsflow.store.care.auditing import verify

    expected = _expected(call)
    path = load_for_care(call.text("store"), call.out.talk).store_path
    with open_store(path, call.out.talk) as store, Progress("checking the chain") as told:
        found = verify(store, expected, lambda seq: told(f"checked {seq:,} events"))
    if call.out.answered("audit", lambda: verified_document(found)):
        return 1 if found.problems else 0
    for problem in found.problems:
        call.out.data(visible(f"{problem.where}: {problem.message}"))
    if not found.problems:
        since = "" if found.expected_at is None else f"; the head expected is event {found.expected_at}"
        call.out.data(f"verified {found.head.event} events, head {found.head.hash}{since}")
    if found.untold:
        call.out.talk(
            f"{counted(len(found.untold), 'event')} redacted by an earlier version, which did not record what it left: "
            "what they still say is not verified."
        )
    return 1 if found.problems else 0


def _expected(call: Call) -> str | None:
    text = call.text("expect")
    if text is None:
        return None
    given = text.strip().lower()
    if len(given) != 64 or not all(sign in "0123456789abcdef" for sign in given):
        raise UsageError("--expect takes the 64 hexadecimal digits that `opsflow audit head` printed.")
    return given


def _head(call: Call) -> None:
    from opsflow.cli.output.audits import verified_document
    from opsflow.composition import load_for_care, open_store
    from opsflow.store.care.auditing import Verified, head

    with open_store(load_for_care(call.text("store"), call.out.talk).store_path, call.out.talk) as store:
        found = head(store)
    if not call.out.answered("audit", lambda: verified_document(Verified(found, ()))):
        call.out.data(found.hash)


def _export(call: Call) -> None:
    from contextlib import closing

    from opsflow.cli.output.audits import write_csv, write_ndjson
    from opsflow.services.history.auditing import trail

    lines = trail(call.session_for_care(), call.since(), call.until())
    write = write_ndjson if call.text("format") == "ndjson" else write_csv
    path = None if call.text("output") == "-" else call.text("output")
    with closing(lines):
        if path is None:
            write(lines, sys.stdout)
            return
        from opsflow.system.whole_files import PRIVATE, WholeFile

        with WholeFile(path, mode=PRIVATE) as file:
            write(lines, file)
    call.out.talk(f"exported to {path}")


def _who(call: Call) -> None:
    from opsflow.cli.output.audits import line_document, print_who
    from opsflow.domain.errors import NotFound
    from opsflow.services.history.auditing import trail

    session, item = call.session_for_care(), call.one_id(call.needed("id"))
    found = list(trail(session, item=item))
    if not found:
        raise NotFound(f"There never was an item {item}.")
    if call.out.answered("trail", lambda: {"item": item, "lines": [line_document(line) for line in found]}):
        return
    for line in found:
        print_who(call.out, session, line)


def _report(call: Call) -> None:
    from opsflow.cli.output.audits import print_exceptions
    from opsflow.services.history.auditing import exceptions

    session = call.session_for_care()
    print_exceptions(call.out, session, exceptions(session, call.since(), call.until(), call.texts("only")))


_SINCE = option("--since", "Recorded since then.", "DATE", complete="past")
_UNTIL = option("--until", "Recorded until then.", "DATE", complete="past")

COMMANDS = (
    Command(
        "audit verify",
        "Check that history was not tampered with; exit 1 when it was.",
        (option("--expect", "A head noted earlier: history has to hold it.", "HASH"), *READ),
        _verify,
        "Walks the hash chain and names a changed, removed or reordered event. That the end was cut off shows only "
        "against a head that was noted elsewhere.",
        (("opsflow audit verify", ""), ("opsflow audit verify --expect $(cat noted-head)", "")),
    ),
    Command(
        "audit head",
        "Print the hash that stands for all of history, to be noted elsewhere.",
        READ,
        _head,
        examples=(("opsflow audit head | mail -s 'opsflow head' audit@example.org", "daily, from cron"),),
    ),
    Command(
        "audit export",
        "Write every event, a line each.",
        (
            _SINCE,
            _UNTIL,
            option("--format", "csv (the default) or ndjson.", "FORMAT", choices=("csv", "ndjson")),
            option("--output -o", "The file to write; it must not exist.", "PATH", complete="files"),
            *GLOBAL,
        ),
        _export,
        "In CSV, text that a spreadsheet would take for a formula is put behind an apostrophe.",
        (("opsflow audit export --since 2026-01-01 --format csv --output 2026.csv", ""),),
    ),
    Command(
        "audit who",
        "Who did what to an item, from where.",
        (argument("id", "The item.", complete="ids"), *READ),
        _who,
        examples=(("opsflow audit who 12", ""),),
    ),
    Command(
        "audit report",
        "Overrides, passed warnings, waivers, approvals and redactions, with who and why.",
        (
            _SINCE,
            _UNTIL,
            option("--only", "These alone; once for each.", "WHAT", many=True, choices=tuple(EXCEPTIONS.values())),
            *READ,
        ),
        _report,
        examples=(
            ("opsflow audit report --since som", "this month"),
            ("opsflow audit report --only override --only waiver", ""),
        ),
    ),
)
