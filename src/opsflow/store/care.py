"""Looking after a store: checking it, putting it right, copying it, bringing a copy back."""

from __future__ import annotations

import os

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsflow.store.checking import Problem
    from opsflow.store.sqlite import SqliteStore


class Report(Value):
    """What `doctor` found, how many items and events it looked at, and how many problems were put right."""

    problems: tuple[Problem, ...]
    items: int
    events: int
    fixed: int = 0


def examine(
    path: str, full: bool = False, fix: bool = False, told: Callable[[str], None] = lambda _text: None
) -> Report:
    """Check everything about the store at `path`; with `fix`, put right what is safe to.

    The log is never changed: what it says is what projections are rebuilt from. Raises `StoreError` when the file
    cannot be opened at all.
    """
    import sqlite3

    from opsflow.store.connection import in_words
    from opsflow.store.sqlite import SqliteStore

    try:
        with SqliteStore(path) as store:
            return _examined(store, path, full, fix, told)
    except sqlite3.Error as error:
        raise in_words(error, path) from error


def _examined(store: SqliteStore, path: str, full: bool, fix: bool, told: Callable[[str], None]) -> Report:
    problems = list(_problems(store, full, told))
    fixed = 0
    if fix and any(problem.fixable for problem in problems):
        _fix(store, path, problems)
        left = set(_problems(store, full, told))
        fixed = sum(problem not in left for problem in problems)
    with store.reader() as reader:
        items = reader.count("1 = 1", ())
        events = reader.connection.execute("SELECT count(*) FROM event").fetchone()[0]
    return Report(tuple(problems), items, events, fixed)


def _problems(store: SqliteStore, full: bool, told: Callable[[str], None]) -> Iterator[Problem]:
    from opsflow.store import checking

    yield from _permissions(store.path)
    yield from checking.file_problems(store.connection, full)
    yield from checking.schema_problems(store.connection)
    with store.reader() as reader:
        found = list(checking.chain_problems(reader.connection, lambda seq: told(f"checked {seq:,} events")))
        yield from found
        if not found:
            told("comparing the tables with the log")
            yield from checking.projection_problems(reader)
        if full:
            told("validating every row")
            from opsflow.store.validating import row_problems

            yield from row_problems(reader.connection)


def _permissions(path: str) -> Iterator[Problem]:
    from opsflow.store.checking import Problem

    mode = os.stat(path).st_mode & 0o777
    if mode & 0o007:
        yield Problem("file", f"others can read it (mode {mode:03o})", f"chmod 600 {path}", True)


def _fix(store: SqliteStore, path: str, problems: list[Problem]) -> None:
    """Put right what is safe to. What came of it is for another look to tell."""
    from opsflow.store import checking

    fixable = [problem for problem in problems if problem.fixable]
    if not all(problem.fixable for problem in problems):
        # A log or schema that is itself in doubt is nothing to rebuild tables from.
        fixable = [problem for problem in fixable if problem.where == "file"]
    if any(problem.where == "file" for problem in fixable):
        os.chmod(path, os.stat(path).st_mode & 0o770)
    if any(problem.where != "file" for problem in fixable):
        with store.transaction() as tx:
            rebuilt = checking.rebuild(tx)
            checking.put_right(tx.connection, rebuilt)
            rebuilt.close()
            tx.commit_quietly()
