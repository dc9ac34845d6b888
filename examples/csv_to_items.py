#!/usr/bin/env python3
"""Turns a CSV file, as a spreadsheet or a ticket system writes it, into lines for `opsflow import ndjson -`.

    csv_to_items.py --key Number --title "Short description" --owner "Assigned to" --created Opened \
        --closed Resolved --type incident tickets.csv | opsflow import ndjson -

Each option names the column that holds the field; what is not named is left out. The key tells rows apart, so that
running it again adds only what is new. Dates without a zone are taken as UTC.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

COLUMNS = ("title", "owner", "project", "service", "impact", "urgency", "due")
DAY_FIRST = ("%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y")


def instant(text: str) -> str:
    """A date as spreadsheets write it, as RFC 3339. Raises `ValueError` for anything else."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = _day_first(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).isoformat()


def _day_first(text: str) -> datetime:
    for form in DAY_FIRST:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date that this script reads")


def line(row: dict[str, str], chosen: argparse.Namespace) -> dict[str, object]:
    """One row as an item."""
    given = vars(chosen)
    made: dict[str, object] = {
        name: row[given[name]].strip() for name in COLUMNS if given[name] and row[given[name]].strip()
    }
    for name in ("impact", "urgency"):
        if name in made:  # "2 - Medium", as ServiceNow writes it
            made[name] = str(made[name]).rpartition(" ")[2].lower()
    if "due" in made:
        made["due"] = instant(str(made["due"]))
    made |= {"kind": "item", "type": chosen.type, "uid": str(uuid.uuid5(uuid.NAMESPACE_URL, row[chosen.key]))}
    made |= {"created": instant(row[chosen.created]), "custom": {"source": row[chosen.key]}}
    if chosen.closed and row[chosen.closed].strip():
        made["history"] = [{"at": instant(row[chosen.closed]), "state": "done"}]
    return made


def main() -> int:
    """Read the words, then the file."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("file", type=Path)
    words.add_argument("--type", default="task", help="the type of every item")
    wanted = ("key", "created", "title")
    for name in (*wanted, "closed", *COLUMNS[1:]):
        words.add_argument(f"--{name}", metavar="COLUMN", required=name in wanted)
    chosen = words.parse_args()
    with chosen.file.open(newline="", encoding="utf-8-sig") as table:
        for number, row in enumerate(csv.DictReader(table), 2):
            try:
                print(json.dumps(line(row, chosen)))
            except KeyError as missing:
                sys.exit(f"There is no column {missing}; the columns are {', '.join(row)}.")
            except ValueError as wrong:
                sys.exit(f"Row {number}: {wrong}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
