"""An interruption that comes while a command is made durable: what is answered is what the store holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsflow.cli.output.printing import Printer
from opsflow.services.outcome import Outcome
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


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--dry-run"], 130)])
def test_an_interruption_while_it_is_told_does_not_unsay_what_was_kept(
    opsflow: Opsflow, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    def interrupted(printer: Printer, outcome: Outcome) -> None:
        raise KeyboardInterrupt

    opsflow("init", check=0)
    with monkeypatch.context() as patched:
        patched.setattr(Printer, "_around", interrupted)
        result = opsflow("add", "one", *words, check=code)
    assert ("interrupted; command 1 is kept" in result.err) == (code == 0)
    assert len(opsflow("list", check=0).lines) == (1 if code == 0 else 0)
