"""What went wrong decides the exit status, by one table."""

from __future__ import annotations

import pytest

from opsflow.cli import exits
from opsflow.domain import errors
from opsflow.store.connection import StoreOutdated

STATUS: dict[type[errors.OpsflowError], int] = {
    errors.UsageError: 2,
    errors.ConfigError: 2,
    errors.NotFound: 3,
    errors.Refused: 4,
    errors.Conflict: 5,
    errors.Unfit: 5,
    errors.Busy: 5,
    errors.StoreError: 6,
    StoreOutdated: 6,
}


def test_every_kind_of_error_has_its_status() -> None:
    kinds = [held for held in vars(errors).values() if isinstance(held, type) and issubclass(held, errors.OpsflowError)]
    assert {*kinds, StoreOutdated} - {errors.OpsflowError} == set(STATUS)
    assert {kind: exits.status_of(kind("what was wrong")) for kind in STATUS} == STATUS


@pytest.mark.parametrize("status", sorted(set(STATUS.values())))
def test_every_status_is_explained(status: int) -> None:
    assert status in dict(exits.TABLE)
