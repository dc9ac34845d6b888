"""An interruption that comes while a command is made durable: what is answered is what the store holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsflow.store.writing import SqliteTransaction
from tests.conftest import Opsflow

Commit = Callable[[SqliteTransaction], None]


def interrupting(commit: Commit, before: bool) -> Commit:
    def committed(tx: SqliteTransaction) -> None:
        if not before:
            commit(tx)
        raise KeyboardInterrupt

    return committed


@pytest.mark.parametrize("before", [False, True])
def test_an_interruption_around_the_commit_is_answered_by_what_the_store_holds(
    opsflow: Opsflow, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(SqliteTransaction, "commit_quietly", interrupting(SqliteTransaction.commit_quietly, before))
        result = opsflow("add", "one", check=130 if before else 0)
    assert (result.out == "", "one" in result.out) == (before, not before)
    assert len(opsflow("list", check=0).lines) == (0 if before else 1)
