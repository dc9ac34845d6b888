"""A session on a store of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.services.session import Session
from tests.conftest import Clock


@pytest.fixture
def session(store_path: Path, clock: Clock) -> Iterator[Session]:
    with open_session(str(store_path), environ={"OPSFLOW_USER": "ann"}, cwd=str(store_path.parent)) as opened:
        yield opened
