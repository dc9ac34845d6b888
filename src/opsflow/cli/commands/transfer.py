"""Everything out, and in again."""

from __future__ import annotations

import os
import sys

from opsflow.cli.words.declare import GLOBAL, WRITE, Command, argument, option
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeVar

    from opsflow.cli.call import Call
    from opsflow.domain.history.imports import Foreign
    from opsflow.services.outcome import Outcome
    from opsflow.services.session import Session

    T = TypeVar("T")

_FILE = argument("file", "The file; - reads stdin.", complete="files")


def _export(call: Call) -> None:
    from contextlib import closing

    from opsflow.cli.output.printing import encoder
    from opsflow.services.transfer.exports import export

    encode = encoder()
    path = None if call.text("output") == "-" else call.text("output")
    where = call.filter(call.texts("filter"))
    with closing(export(call.session(), where)) as records:
        lines = (encode(record) + "\n" for record in records)
        if path is None:
            sys.stdout.writelines(lines)
        else:
            from opsflow.system.whole_files import PRIVATE, WholeFile

            with WholeFile(path, mode=PRIVATE) as file:
                file.writelines(lines)
            call.out.talk(f"exported to {path}")


def _ndjson(call: Call) -> None:
    from itertools import chain

    from opsflow.cli.inputs import lines_of

    records = _records(lines_of(call.needed("file")))
    first = next(records, None)
    if first is not None and first.get("kind") == "item":
        _items(call, chain((first,), records))
        return
    from opsflow.contract.history import checked
    from opsflow.services.transfer.exports import import_export

    coming = checked(records if first is None else chain((first,), records))
    _take_in(call, coming, "record", lambda session, found: import_export(session, found, call.options()))


def _items(call: Call, records: Iterable[dict[str, Any]]) -> None:
    """Take over items that a script has written, one a line."""
    from opsflow.contract.taken_in.items import item_of
    from opsflow.services.transfer.importing import take_over

    coming = (item_of(record, number) for number, record in enumerate(records, 1))
    _take_in(call, coming, "item", lambda session, found: take_over(session, found, "ndjson", call.options()))


def _taskwarrior(call: Call) -> None:
    from opsflow.cli.inputs import lines_of
    from opsflow.formats.taskwarrior import read
    from opsflow.services.transfer.importing import take_over

    def import_all(session: Session, found: list[Foreign]) -> Outcome:
        return take_over(session, found, "taskwarrior", call.options(), call.text("owner"))

    _take_in(call, read(lines_of(call.needed("file"))), "task", import_all)


def _take_in(call: Call, coming: Iterable[T], noun: str, import_all: Callable[[Session, list[T]], Outcome]) -> None:
    """Read all there is, and only then open the store and import it."""
    from opsflow.cli.output.progress import Progress
    from opsflow.system.endings import EndingInterrupts

    def imported(session: Session) -> Outcome:
        session.origin = "import"
        return import_all(session, found)

    with EndingInterrupts(), Progress(f"reading the {noun}s") as told:
        found = list(coming)
        told(f"importing {len(found):,} {noun}s")
        outcome, created = _filled(call, imported)
    call.out.outcome(outcome)
    if created is not None:
        call.out.talk(f"created the store {created}")


def _filled(call: Call, fill: Callable[[Session], Outcome]) -> tuple[Outcome, str | None]:
    """What filling the store of a call came to. One that is missing appears with all that is in it, or not at all; then
    its path is answered too.
    """
    from opsflow.composition import create_store, load
    from opsflow.store.creation import MadeBeside

    loaded = load(call.text("store"))
    path = loaded.store_path
    if os.path.exists(path) or call.flag("dry_run"):
        return fill(call.session(create=True)), None
    with MadeBeside(path) as building:
        create_store(building, loaded.settings)
        session = call.session(path=building)
        with session.store.made_whole():
            outcome = fill(session)
        session.close()
    return outcome, path


def _records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    from json import loads

    from opsflow.contract.bounds import refuse_half_characters, unreadable

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = loads(line)
            refuse_half_characters(record, line, f"Line {number}")
        except (ValueError, RecursionError) as error:
            raise UsageError(f"Line {number} is no JSON: {unreadable(error)}. Nothing was imported.") from None
        if not isinstance(record, dict):
            raise UsageError(f"Line {number} is no record. Nothing was imported.")
        yield record


COMMANDS = (
    Command(
        "export",
        "Print everything, or some items, as NDJSON, history included.",
        (
            argument(
                "filter",
                "Which items, as for `opsflow list`; none means everything.",
                many=True,
                required=False,
                complete="filters",
            ),
            option("--output", "Write to a new file instead.", "FILE", complete="files"),
            *GLOBAL,
        ),
        _export,
        "Imported into an empty store, an export of everything gives the same store again: ids, times, events and hash "
        "chain. Rules of recurring work go with everything, not with a filter.",
        (("opsflow export > backup.ndjson", ""), ("opsflow export project:net > net.ndjson", "some items")),
    ),
    Command(
        "import ndjson",
        "Take in an export, or items that a script wrote.",
        (_FILE, *WRITE),
        _ndjson,
        "An export of everything into an empty store gives that store again; its hash chain is checked on the way, and "
        "a changed or missing event stops the import. Into any other store its items are added, matched by uid, under "
        "new ids where theirs are taken. So are items that a script wrote, one JSON object a line of kind item "
        "(`opsflow schema import-item`). Importing twice adds nothing.",
        (("opsflow --store new.db import ndjson backup.ndjson", ""),),
    ),
    Command(
        "import taskwarrior",
        "Take over tasks from `task export`.",
        (
            _FILE,
            option("--owner -o", "Whose they are; me is you.", "NAME", complete="owners"),
            *WRITE,
        ),
        _taskwarrior,
        "Status, dates, project, tags, priority, annotations and dependencies; unknown fields are kept, as "
        "tw.NAME:VALUE. Patterns of recurring tasks come in cancelled, with a note that tells how to set the work up "
        "with `opsflow recur add`. Tasks that are there already, by uuid, are left alone, so importing twice adds "
        "nothing.",
        (
            ("task export | opsflow import taskwarrior -", ""),
            ("task export | opsflow import taskwarrior - --owner me", "Taskwarrior knows no owners"),
        ),
    ),
)
