"""The priorities of a real desk, computed from impact and urgency, against those that the desk gave."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from benchmarks.incidents_to_ndjson import level, lines
from opsflow.contract.taken_in.items import item_of
from opsflow.domain.rules.priority import Matrix
from opsflow.services.session import Session
from opsflow.services.transfer.importing import take_over

DESK = Matrix(rows=((1, 2, 3), (2, 3, 4), (3, 4, 4)))


def given_by_the_desk(real_data: Path) -> dict[str, tuple[str | None, str | None, int]]:
    """Impact, urgency and priority of each incident, by its number there."""
    with gzip.open(real_data / "incidents.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {
            row["number"]: (level(row["impact"]), level(row["urgency"]), int(row["priority"][0]))
            for row in csv.DictReader(file)
        }


@pytest.mark.slow
def test_priorities_of_real_incidents_are_those_of_the_desk(session: Session, real_data: Path) -> None:
    given = given_by_the_desk(real_data)
    session.settings.matrix = DESK
    take_over(session, [item_of(line, number) for number, line in enumerate(lines(real_data), 1)], "ndjson")
    with session.store.reader() as reader:
        items = list(reader.select("item.impact IS NOT NULL AND item.urgency IS NOT NULL", ()))
        numbers = reader.custom([item.id for item in items])
    found = {numbers[item.id]["number"]: (item.impact, item.urgency, item.priority) for item in items}
    assert len(found) == 20_769
    assert found == given


def test_the_default_table_differs_from_that_of_the_desk_in_one_place(real_data: Path) -> None:
    given = set(given_by_the_desk(real_data).values())
    assert {held[:2] for held in given if Matrix().priority(*held[:2]) != held[2]} == {("low", "low")}
