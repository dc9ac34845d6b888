"""The priorities of a real desk, computed from impact and urgency, against those that the desk gave."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from benchmarks.incidents_to_ndjson import lines
from opsflow.contract.items import item_of
from opsflow.domain.rules.priority import Matrix
from opsflow.services.session import Session
from opsflow.services.transfer.importing import take_over

DESK = Matrix(rows=((1, 2, 3), (2, 3, 4), (3, 4, 4)))


@pytest.mark.slow
@pytest.mark.parametrize(("matrix", "differs"), [(DESK, set()), (Matrix(), {("low", "low")})], ids=["desk", "default"])
def test_priorities_of_real_incidents_are_those_of_the_desk(
    session: Session, real_data: Path, matrix: Matrix, differs: set[tuple[str, str]]
) -> None:
    with gzip.open(real_data / "incidents.csv.gz", "rt", encoding="utf-8", newline="") as file:
        given = {row["number"]: int(row["priority"][0]) for row in csv.DictReader(file)}
    session.settings.matrix = matrix
    take_over(session, [item_of(line, number) for number, line in enumerate(lines(real_data), 1)], "ndjson")
    with session.store.reader() as reader:
        items = list(reader.select("item.impact IS NOT NULL AND item.urgency IS NOT NULL", ()))
        numbers = reader.custom([item.id for item in items])
    found = {(item.impact, item.urgency) for item in items if item.priority != given[numbers[item.id]["number"]]}
    assert len(items) == 20_769
    assert found == differs
