"""Turn the incidents of a service desk into lines that `opsflow import ndjson` reads.

python -m benchmarks.incidents_to_ndjson FOLDER > incidents.ndjson
python -m benchmarks.incidents_to_ndjson --desk FOLDER > incidents.ndjson

With --desk the items keep the states of the desk, as `benchmarks/incident_desk.toml` declares them, so that waiting
states stay waiting states.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

SPACE = uuid.UUID("6f707366-6c6f-4777-8000-000000000001")
STATES = {"New": "ready", "Active": "doing", "Resolved": "review", "Closed": "done"}
DESK = {
    **{name: name.lower() for name in STATES},
    **{f"Awaiting {what}": "awaiting" for what in ("Evidence", "Problem", "User Info", "Vendor")},
}
"""The few states without a name are read as work in progress."""


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def instant(text: str) -> str:
    """The file gives local times without a zone; they are read as UTC."""
    return text.strip().replace(" ", "T") + ("" if text.endswith("Z") else "Z")


def level(text: str) -> str | None:
    for name in ("high", "medium", "low"):
        if name in text.lower():
            return name
    return None


def history(folder: Path, states: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows(folder / "incident_transitions.csv.gz"):
        step = {"at": instant(row["at"]), "state": states.get(row["to"], states["Active"])}
        found.setdefault(row["number"], []).append(step)
    return found


def lines(folder: Path, states: Mapping[str, str] = STATES) -> Iterator[dict[str, object]]:
    steps = history(folder, states)
    for row in rows(folder / "incidents.csv.gz"):
        number = row["number"]
        moves = sorted(steps.get(number, []), key=lambda step: step["at"])
        opened = row.get("opened_at") or row.get("created_at") or (moves[0]["at"] if moves else "")
        item: dict[str, object] = {
            "kind": "item",
            "uid": str(uuid.uuid5(SPACE, number)),
            "title": f"{number} {row.get('category', '')}".strip(),
            "created": instant(opened),
            "type": "incident",
            "planned": False,
            "history": moves,
            "custom": {"number": number},
        }
        for name in ("impact", "urgency"):
            if level(row.get(name, "")):
                item[name] = level(row[name])
        if row.get("assigned_to", "").strip(" ?"):
            item["owner"] = row["assigned_to"]
        yield item


def main() -> None:
    given = [word for word in sys.argv[1:] if word != "--desk"]
    for line in lines(Path(given[0]), DESK if "--desk" in sys.argv else STATES):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
