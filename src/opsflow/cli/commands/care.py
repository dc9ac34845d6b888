"""Looking after the data."""

from __future__ import annotations

import os

from opsflow.cli.words.declare import DRY_RUN, READ, Command, argument, flag
from opsflow.domain.text import counted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.cli.call import Call
    from opsflow.store.care.doctor import Report
    from opsflow.store.care.holdings import Holding


def _doctor(call: Call) -> int:
    from opsflow.cli.output.progress import Progress
    from opsflow.composition import load_for_care, open_store
    from opsflow.store.care.doctor import Openable, examine, mend
    from opsflow.store.care.surroundings import Place
    from opsflow.system import clock, filesystems
    from opsflow.system.endings import EndingInterrupts

    path = load_for_care(call.text("store"), call.out.talk).store_path
    full, rebuild = call.flag("full"), call.flag("rebuild")
    with Openable():
        open_store(path, call.out.talk).close()
    place = Place(filesystems.kind_of(path), filesystems.free_bytes(path))
    with EndingInterrupts(), Progress("looking the store over") as told:
        if rebuild or call.flag("fix"):
            report = mend(path, clock.now(), full, rebuild, place, told)
        else:
            report = examine(path, full, place, told)
    _tell(call, path, report)
    if rebuild and not report.rebuilt:
        call.out.talk("The tables were not rebuilt: the log, the schema or the file itself is in doubt.")
    return 1 if len(report.problems) > report.fixed or (rebuild and not report.rebuilt) else 0


def _tell(call: Call, path: str, report: Report) -> None:
    if call.out.answered("doctor", lambda: _document(path, report)):
        return
    from itertools import groupby

    for remedy, alike in groupby(report.problems, lambda problem: problem.remedy):
        for problem in alike:
            call.out.data(visible(f"{problem.where}: {problem.message}"))
        call.out.talk(f"  {remedy}")
    verdict = counted(len(report.problems), "problem") if report.problems else "no problem"
    fixed = f", {report.fixed} put right" if report.fixed else ""
    call.out.data(f"{verdict} in {counted(report.items, 'item')} and {counted(report.events, 'event')}{fixed}")
    if report.kept:
        call.out.talk(f"The tables were rebuilt from the log. The file as it was is kept as {report.kept}.")


def _document(path: str, report: Report) -> dict[str, Any]:
    return {
        "store": path,
        "items": report.items,
        "events": report.events,
        "fixed": report.fixed,
        "rebuilt": report.rebuilt,
        "kept": report.kept,
        "problems": [dict(zip(problem._fields, problem.as_tuple(), strict=True)) for problem in report.problems],
    }


def _backup(call: Call) -> None:
    from opsflow.cli.output.progress import Progress
    from opsflow.composition import load_for_care
    from opsflow.store.care.backup import back_up, foresee
    from opsflow.system.endings import EndingInterrupts

    path, target = load_for_care(call.text("store"), call.out.talk).store_path, call.needed("file")
    dry_run = call.flag("dry_run")
    with EndingInterrupts(), Progress("verifying" if dry_run else "copying and verifying"):
        size, head = (foresee if dry_run else back_up)(path, target, call.flag("force"))
    if not call.out.answered("backup", lambda: {"file": target, "bytes": size, "head": head, "dry_run": dry_run}):
        before = "would have " if dry_run else ""
        call.out.data(visible(f"{before}backed up to {target}, {size} bytes, head {head}"))


def _restore(call: Call) -> None:
    from opsflow.composition import load_for_care
    from opsflow.store.care.restoring import foresee, restore
    from opsflow.system import clock
    from opsflow.system.endings import EndingInterrupts

    path, source = load_for_care(call.text("store"), call.out.talk).store_path, call.needed("file")
    dry_run, of_another = call.flag("dry_run"), call.flag("force")
    with EndingInterrupts():
        done = foresee(source, path, of_another) if dry_run else restore(source, path, clock.now(), of_another)
    if call.out.answered(
        "restore",
        lambda: {
            "store": path, "file": source, "kept": done.kept or done.log, "brought": _holding(done.brought),
            "replaced": _holding(done.replaced), "dry_run": dry_run,
        },
    ):  # fmt: skip
        return
    call.out.data(visible(f"{'would have ' if dry_run else ''}restored {path} from {source}"))
    if done.brought:
        call.out.talk(f"It holds {done.brought}.")
    there = done.replaced or "what cannot be read"
    if dry_run and os.path.exists(path):
        call.out.talk(f"It would take the place of {there}, which would be kept beside it.")
    elif done.log:
        call.out.talk(visible(f"The log of a store that is gone is kept as {done.log}."))
    elif done.kept:
        call.out.talk(visible(f"It took the place of {there}, kept as {done.kept}."))


def _holding(held: Holding | None) -> dict[str, Any] | None:
    from opsflow.domain.time.instants import format_instant_utc

    if held is None:
        return None
    changed = None if held.changed_at is None else format_instant_utc(held.changed_at)
    return {"uid": held.uid, "items": held.items, "created": format_instant_utc(held.created_at), "changed": changed}


_FILE = argument("file", "The file.", complete="files")

COMMANDS = (
    Command(
        "doctor",
        "Check the store; exit 1 when something is wrong.",
        (
            flag("--full", "Read every page and validate every row; slower."),
            flag("--fix", "Put right what is safe to, after a backup."),
            flag("--rebuild", "Make the tables and indexes anew from the log, after a backup."),
            *READ,
        ),
        _doctor,
        "The file, the schema, the hash chain of events, the tables against the log, circles of dependencies, the "
        "permissions, the file system and the free space. History itself is never changed.",
        (("opsflow doctor", ""), ("opsflow doctor --full --fix", ""), ("opsflow doctor --rebuild", "")),
    ),
    Command(
        "backup",
        "Copy the store to a file, verified, while it is in use.",
        (
            _FILE,
            flag("--force", "Replace a file that is there."),
            DRY_RUN,
            *READ,
        ),
        _backup,
        examples=(("opsflow backup /var/backups/opsflow-$(date +%F).db", ""),),
    ),
    Command(
        "restore",
        "Put a backup in the place of the store; the old one is kept beside it.",
        (_FILE, flag("--force", "Let a backup of another store take the place of this one."), DRY_RUN, *READ),
        _restore,
        "What the backup holds is told, and what it took the place of. Boards and commands that have the store open "
        "have to be closed first. A command that comes meanwhile either waits and works on the restored store, or says "
        "that the store was replaced, and changes nothing.",
        examples=(("opsflow restore /var/backups/opsflow-2026-11-20.db", ""),),
    ),
)
