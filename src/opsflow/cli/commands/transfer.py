"""Everything out, and in again."""

from __future__ import annotations

import sys

from opsflow.cli.declare import GLOBAL, WRITE, Command, argument, option
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from opsflow.cli.call import Call
    from opsflow.services.session import Session

_FILE = argument("file", "The file; - reads stdin.", complete="files")
_LONGEST = 64_000_000


def _export(call: Call) -> None:
    from json import JSONEncoder

    from opsflow.services.transfer import export

    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    path = call.text("output")
    records = export(call.session())
    if path is None:
        for record in records:
            sys.stdout.write(encode(record) + "\n")
        return
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.writelines(encode(record) + "\n" for record in records)
    except FileExistsError:
        raise UsageError(f"{path} exists already. Choose another name, or print: opsflow export > FILE.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    call.out.talk(f"exported to {path}")


def _ndjson(call: Call) -> None:
    from itertools import chain

    from opsflow.cli.documents import envelope
    from opsflow.services.transfer import restore_history

    records = _records(_text(call))
    first = next(records, None)
    session = call.session(create=True)
    if first is not None and first.get("kind") == "item":
        _items(call, session, [first, *records])
        return
    done = restore_history(session, records if first is None else chain((first,), records))
    if call.out.form == "json":
        call.out.document(envelope("import", commands=done.commands, events=done.events, items=done.items))
    else:
        call.out.data(f"imported {done.items} items, {done.commands} commands, {done.events} events")


def _items(call: Call, session: Session, records: list[dict[str, Any]]) -> None:
    """Take over items that a script has written, one a line."""
    from opsflow.contract.items import item_of
    from opsflow.services.importing import take_over

    session.origin = "import"
    found = [item_of(record, number) for number, record in enumerate(records, 1)]
    call.out.outcome(take_over(session, found, "ndjson", call.options()))


def _records(text: str) -> Iterator[dict[str, Any]]:
    from json import JSONDecodeError, loads

    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(line) > _LONGEST:
            raise UsageError(f"Line {number} is longer than any record. Nothing was imported.")
        try:
            record = loads(line)
        except (JSONDecodeError, RecursionError) as error:
            raise UsageError(f"Line {number} is no JSON: {error}. Nothing was imported.") from None
        if not isinstance(record, dict):
            raise UsageError(f"Line {number} is no record. Nothing was imported.")
        yield record


def _taskwarrior(call: Call) -> None:
    from opsflow.formats.taskwarrior import read
    from opsflow.services.importing import take_over

    items = read(_text(call))
    session = call.session(create=True)
    session.origin = "import"
    call.out.outcome(take_over(session, items, "taskwarrior", call.options()))


def _text(call: Call) -> str:
    path = call.needed("file")
    try:
        if path == "-":
            return sys.stdin.buffer.read().decode() if hasattr(sys.stdin, "buffer") else sys.stdin.read()
        with open(path, "rb") as file:
            return file.read().decode()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.") from None


_GROUP = "In and out"

COMMANDS = (
    Command(
        "export",
        "Print everything as NDJSON, history included.",
        (option("--output", "Write to a new file instead.", "FILE", complete="files"), *GLOBAL),
        _export,
        _GROUP,
        "Imported into an empty store it gives the same store again: ids, times, events and hash chain.",
        (("opsflow export > backup.ndjson", ""),),
    ),
    Command(
        "import ndjson",
        "Take an export into an empty store, or items that a script wrote.",
        (_FILE, *WRITE),
        _ndjson,
        _GROUP,
        "Of an export the hash chain is checked on the way; a changed or missing event stops the import, and nothing "
        "is left. Items, one JSON object a line of kind item (`opsflow schema import-item`), are matched by uid.",
        (("opsflow --store new.db import ndjson backup.ndjson", ""),),
    ),
    Command(
        "import taskwarrior",
        "Take over tasks from `task export`.",
        (_FILE, *WRITE),
        _taskwarrior,
        _GROUP,
        "Status, dates, project, tags, priority, annotations and dependencies; unknown fields are kept. Tasks that are "
        "there already, by uuid, are left alone, so importing twice adds nothing.",
        (("task export | opsflow import taskwarrior -", ""),),
    ),
)
