"""Looking after the data."""

from __future__ import annotations

from opsflow.cli.declare import GLOBAL, JSON, READ, Command, argument, flag
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _doctor(call: Call) -> int:
    from opsflow.composition import load, open_store
    from opsflow.store.care import examine

    path = load(call.text("store")).store_path
    open_store(path, call.out.talk).close()
    report = examine(path, call.flag("full"), call.flag("fix"), call.out.progress)
    if call.out.form == "json":
        from opsflow.cli.documents import envelope

        found = [dict(zip(problem._fields, problem.as_tuple(), strict=True)) for problem in report.problems]
        body = envelope("doctor", store=path, items=report.items, events=report.events, fixed=report.fixed)
        call.out.document({**body, "problems": found})
    else:
        for problem in report.problems:
            call.out.data(visible(f"{problem.where}: {problem.message}"))
            call.out.talk(f"  {problem.remedy}")
        verdict = f"{len(report.problems)} problems" if report.problems else "no problem"
        fixed = f", {report.fixed} put right" if report.fixed else ""
        call.out.data(f"{verdict} in {report.items} items and {report.events} events{fixed}")
    return 1 if len(report.problems) > report.fixed else 0


def _backup(call: Call) -> None:
    from opsflow.composition import load
    from opsflow.store.backup import back_up

    path, target = load(call.text("store")).store_path, call.needed("file")
    size, head = back_up(path, target, call.flag("force"))
    if call.out.form == "json":
        from opsflow.cli.documents import envelope

        call.out.document(envelope("backup", file=target, bytes=size, head=head))
    else:
        call.out.data(visible(f"backed up to {target}, {size} bytes, head {head}"))


def _restore(call: Call) -> None:
    from opsflow.composition import load
    from opsflow.store.backup import restore
    from opsflow.system import clock

    path = load(call.text("store")).store_path
    kept = restore(call.needed("file"), path, clock.now())
    call.out.data(visible(f"restored {path} from {call.needed('file')}"))
    if kept:
        call.out.talk(f"The store that was there is kept as {kept}.")


_GROUP = "Care"
_FILE = argument("file", "The file.", complete="files")

COMMANDS = (
    Command(
        "doctor",
        "Check the store; exit 1 when something is wrong.",
        (
            flag("--full", "Read every page and validate every row; slower."),
            flag("--fix", "Put right what is safe to."),
            *READ,
        ),
        _doctor,
        _GROUP,
        "The file, the schema, the hash chain of events, and the tables against the log. History itself is never "
        "changed.",
        (("opsflow doctor", ""), ("opsflow doctor --full --fix", "")),
    ),
    Command(
        "backup",
        "Copy the store to a file, verified, while it is in use.",
        (
            _FILE,
            flag("--force", "Replace a file that is there."),
            JSON,
            *GLOBAL,
        ),
        _backup,
        _GROUP,
        examples=(("opsflow backup /var/backups/opsflow-$(date +%F).db", ""),),
    ),
    Command(
        "restore",
        "Put a backup in the place of the store; the old one is kept beside it.",
        (_FILE, *GLOBAL),
        _restore,
        _GROUP,
        examples=(("opsflow restore /var/backups/opsflow-2026-11-20.db", ""),),
    ),
)
