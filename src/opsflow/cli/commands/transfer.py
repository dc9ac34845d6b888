"""Everything out, and in again."""

from __future__ import annotations

import sys

from opsflow.cli.words.declare import GLOBAL, WRITE, Command, argument, option
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from opsflow.cli.call import Call

_FILE = argument("file", "The file; - reads stdin.", complete="files")
_LONGEST = 64_000_000


def _export(call: Call) -> None:
    from contextlib import closing

    from opsflow.cli.output.printing import encoder
    from opsflow.services.transfer.exports import export

    encode = encoder()
    path = call.text("output")
    where = call.filter(call.texts("filter"))
    with closing(export(call.session(), where)) as records:
        lines = (encode(record) + "\n" for record in records)
        if path is None:
            sys.stdout.writelines(lines)
        else:
            _write_new(path, lines)
            call.out.talk(f"exported to {path}")


def _write_new(path: str, lines: Iterator[str]) -> None:
    """Write lines to a file that must not be there yet."""
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.writelines(lines)
    except FileExistsError:
        raise UsageError(f"{path} exists already. Choose another name, or print: opsflow export > FILE.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _ndjson(call: Call) -> None:
    from itertools import chain

    records = _records(_text(call))
    first = next(records, None)
    if first is not None and first.get("kind") == "item":
        _items(call, [first, *records])
        return
    from opsflow.cli.output.progress import Progress
    from opsflow.contract.history import checked
    from opsflow.services.transfer.exports import import_export

    with Progress("checking the records") as told:
        found = list(checked(records if first is None else chain((first,), records)))
        session = call.session(create=True)
        session.origin = "import"
        told(f"importing {len(found):,} records")
        outcome = import_export(session, found, call.options())
    call.out.outcome(outcome)


def _items(call: Call, records: list[dict[str, Any]]) -> None:
    """Take over items that a script has written, one a line."""
    from opsflow.cli.output.progress import Progress
    from opsflow.contract.items import item_of
    from opsflow.services.transfer.importing import take_over

    with Progress("checking the items") as told:
        found = [item_of(record, number) for number, record in enumerate(records, 1)]
        session = call.session(create=True)
        session.origin = "import"
        told(f"importing {len(found):,} items")
        outcome = take_over(session, found, "ndjson", call.options())
    call.out.outcome(outcome)


def _records(text: str) -> Iterator[dict[str, Any]]:
    from json import loads

    from opsflow.contract.bounds import refuse_half_characters

    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(line) > _LONGEST:
            raise UsageError(f"Line {number} is longer than any record. Nothing was imported.")
        try:
            record = loads(line)
            refuse_half_characters(record, line, f"Line {number}")
        except (ValueError, RecursionError) as error:
            raise UsageError(f"Line {number} is no JSON: {error}. Nothing was imported.") from None
        if not isinstance(record, dict):
            raise UsageError(f"Line {number} is no record. Nothing was imported.")
        yield record


def _taskwarrior(call: Call) -> None:
    from opsflow.cli.output.progress import Progress
    from opsflow.formats.taskwarrior import read
    from opsflow.services.transfer.importing import take_over

    with Progress("reading the tasks") as told:
        items = read(_text(call))
        session = call.session(create=True)
        session.origin = "import"
        told(f"importing {len(items):,} tasks")
        outcome = take_over(session, items, "taskwarrior", call.options())
    call.out.outcome(outcome)


def _text(call: Call) -> str:
    path = call.needed("file")
    try:
        if path == "-":
            return call.standard_input()
        with open(path, "rb") as file:
            return file.read().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.") from None


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
        "chain.",
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
        (_FILE, *WRITE),
        _taskwarrior,
        "Status, dates, project, tags, priority, annotations and dependencies; unknown fields are kept. Tasks that are "
        "there already, by uuid, are left alone, so importing twice adds nothing.",
        (("task export | opsflow import taskwarrior -", ""),),
    ),
)
