"""Exports that were edited and chained anew: what verification would find afterwards, the import refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opsflow.domain.history.chain import START, command_text, event_hash, payload_digest
from opsflow.domain.history.events import CommandHeader
from tests.conftest import Opsflow

Records = list[dict[str, Any]]


@pytest.fixture
def records(opsflow: Opsflow) -> Records:
    """Two items, a note on each, and a redaction of the first: eleven records."""
    opsflow("add", "one", check=0)
    opsflow("add", "two", "--request-id", "key", check=0)
    opsflow("note", 1, "a password", check=0)
    opsflow("note", 2, "as agreed", check=0)
    opsflow("redact", 1, "--note", 1, "--reason", "leaked", check=0)
    return [json.loads(line) for line in opsflow("export", check=0).lines]


def event(records: Records, seq: int) -> Any:
    (found,) = [one["event"] for one in records if one["kind"] == "event" and one["event"]["seq"] == seq]
    return found


def command(records: Records, number: int) -> Any:
    (found,) = [one["command"] for one in records if one["kind"] == "command" and one["command"]["id"] == number]
    return found


def chained_anew(records: Records) -> str:
    """The export with every digest and hash as it has to be."""
    link, shared = START, ""
    for record in records[1:]:
        if record["kind"] == "command":
            names = CommandHeader._fields
            shared = command_text(CommandHeader(**{name: record["command"].get(name) for name in names}))
            continue
        held = record["event"]
        if "salt" in held:
            held["digest"] = payload_digest(bytes.fromhex(held["salt"]), held["payload"]).hex()
        header = (held["seq"], held.get("item_id"), held["kind"], held["happened_at"])
        link = event_hash(link, shared, *header, held.get("state"), held.get("category"), bytes.fromhex(held["digest"]))
        held["hash"] = link.hex()
    records[0]["hash"] = link.hex()
    return "\n".join(map(json.dumps, records))


def forge_redaction(records: Records) -> None:
    held = event(records, 4)
    del held["salt"]
    held.update(redacted_by=5, payload=held["payload"].replace("agreed", "forged"))


def forge_what_was_left(records: Records) -> None:
    held = event(records, 3)
    held["payload"] = held["payload"].replace("[redacted]", "forged")


FORGED: dict[str, tuple[Callable[[Records], object], str]] = {
    "redaction of another item": (forge_redaction, "Record 9 (event 4): claims a redaction that history does not know"),
    "what a redaction left": (forge_what_was_left, "Record 7 (event 3): is not what its redaction left of it"),
    "command": (lambda held: event(held, 3).update(command_id=1), "Record 7: event 3 is one of command 1"),
    "form": (lambda held: event(held, 3).update(form=2), "Record 7: event 3 is of form 2"),
    "counter": (lambda held: held[0].update(last_item=0), "Record 1: last_item is 0, 2 was given out already"),
    "identity": (lambda held: held[0].update(store_uid="x"), "Record 1: the identity of the store (store_uid)"),
    "answer": (lambda held: command(held, 2).update(answer="{"), "Record 4 (command 2): the answer kept"),
}


@pytest.mark.parametrize(("forge", "says"), FORGED.values(), ids=FORGED.keys())
def test_an_export_that_verification_would_refuse_is_refused(
    opsflow: Opsflow, records: Records, tmp_path: Path, forge: Callable[[Records], object], says: str
) -> None:
    forge(records)
    told = opsflow("--store", "new.db", "import", "ndjson", "-", input=chained_anew(records), check=2).err
    assert says in told
    assert "Nothing was imported." in told
    assert not (tmp_path / "new.db").exists()


def test_an_export_that_is_chained_anew_and_says_nothing_wrong_is_taken(opsflow: Opsflow, records: Records) -> None:
    text = chained_anew(records)
    opsflow("--store", "new.db", "import", "ndjson", "-", "--dry-run", input=text, check=0)
    opsflow("--store", "new.db", "import", "ndjson", "-", input=text, check=0)
    opsflow("--store", "new.db", "audit", "verify", check=0)
    opsflow("--store", "new.db", "doctor", "--full", check=0)
    assert opsflow("--store", "new.db", "export", check=0).out == opsflow("export", check=0).out
