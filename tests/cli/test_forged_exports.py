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


def added(*changes: list[Any], **fields: Any) -> Callable[[Records], None]:
    """The second item as it would come in with other fields and more records around it."""

    def forge(records: Records) -> None:
        payload = json.loads(event(records, 2)["payload"])
        payload["changes"][0][3].update(fields)
        payload["changes"] += changes
        event(records, 2)["payload"] = json.dumps(payload)

    return forge


def same_uid(records: Records) -> None:
    payload = json.loads(event(records, 1)["payload"])
    added(uid=payload["changes"][0][3]["uid"])(records)


def same_request(records: Records) -> None:
    command(records, 1)["request_id"] = "key"


def same_state(records: Records) -> None:
    records[0]["states"].append(records[0]["states"][0])


RULE = {
    "rule": "FREQ=DAILY", "words": "daily", "mode": "calendar", "starts_at": 1, "zone": "", "shift": "none",
    "missed": "last", "next_at": 1,
}  # fmt: skip
FORGED |= {
    "uid twice": (same_uid, "Record 5 (item 2): has the same uid as another"),
    "request twice": (same_request, "Record 4: command 2 has the request id of an earlier one"),
    "state twice": (same_state, "Record 1 is not right: a state stands in it twice"),
    "its own parent": (
        added(parent_id=2),
        "Record 5 (item 2): breaks a rule that the store keeps: item is not its own",
    ),
    "parent that is not there": (added(parent_id=99), "Record 5 (item 2): it is a part of 99, which is not there"),
    "no type": (added(type=None), "Record 5 (item 2): has no type"),
    "no title": (added(title=None), "Record 5 (item 2): has no title"),
    "estimates": (added(estimate_low=9, estimate_likely=1), "item estimate low is lowest"),
    "blocked": (added(blocked_at=5), "item blocked has a reason"),
    "depends on itself": (added(["dependency", 2, None, {}]), "dependency is on another item"),
    "depends on nothing": (added(["dependency", 99, None, {}]), "it depends on 99, which is not there"),
    "link": (added(["link", "parent:1", None, {}]), "Record 5: event.event.payload.changes.1.link.1: "),
    "link to a huge id": (
        added(["link", f"relates:{10**20}", None, {}]),
        "Record 5: event.event.payload.changes.1.link",
    ),
    "tag": (added(["tag", "", None, {}]), "Record 5: event.event.payload.changes.1.tag.1: "),
    "field": (added(["custom", "a", None, {"value": None}]), "Record 5 (item 2): has a custom without its value"),
    "alert": (
        added(["alert", "", None, {"occurrences": 1, "first_seen_at": 5, "last_seen_at": 1}]),
        "alert is seen in order",
    ),
    "template": (added(["recurrence", "r", None, {**RULE, "template": "[" * 5000}]), "or nested too deeply"),
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


@pytest.mark.parametrize("forge", [same_uid, added(estimate_low=9, estimate_likely=1)])
def test_so_it_is_where_there_are_items_already(
    opsflow: Opsflow, records: Records, forge: Callable[[Records], object]
) -> None:
    opsflow("--store", "other.db", "add", "here", check=0)
    forge(records)
    told = opsflow("--store", "other.db", "import", "ndjson", "-", input=chained_anew(records), check=2).err
    assert "What the file holds does not fit together: Item 2 " in told
    assert opsflow("--store", "other.db", "list", "--all", "--quiet", check=0).lines == ["1"]


def test_an_export_that_is_chained_anew_and_says_nothing_wrong_is_taken(opsflow: Opsflow, records: Records) -> None:
    text = chained_anew(records)
    opsflow("--store", "new.db", "import", "ndjson", "-", "--dry-run", input=text, check=0)
    opsflow("--store", "new.db", "import", "ndjson", "-", input=text, check=0)
    opsflow("--store", "new.db", "audit", "verify", check=0)
    opsflow("--store", "new.db", "doctor", "--full", check=0)
    assert opsflow("--store", "new.db", "export", check=0).out == opsflow("export", check=0).out
