"""Looking a store over as a whole, and putting right what its log can tell."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from typing import Any

    from opsflow.store.care.checking import Problem
    from opsflow.store.care.surroundings import Place
    from opsflow.store.connection import Damaged
    from opsflow.store.sqlite import SqliteStore


_ASIDE = ("circle", "disk", "file system")
"""Findings that say nothing against the log."""
_BESIDE = ("preference", "schema_change")
"""Tables that are no part of what is made anew, nor of what it is made from."""
_FILE, _CHAIN = "file", "chain"


class Report(Value):
    """What `doctor` found, and how many items and events it looked at.

    `fixed` is how many of the problems are gone, `rebuilt` whether the tables were made anew from the log, and `kept`
    where the file as it was before that is.
    """

    problems: tuple[Problem, ...]
    items: int
    events: int
    fixed: int = 0
    rebuilt: bool = False
    kept: str | None = None


class Examination:
    """One look at one open store: how thorough, where the store lies, and who is told how far it has come."""

    def __init__(self, store: SqliteStore, full: bool, place: Place, told: Callable[[str], None]) -> None:
        self._store = store
        self._full = full
        self._place = place
        self._told = told

    def problems(self) -> list[Problem]:
        """Everything that is wrong, the file first; where it cannot be read to its end, what was found up to there."""
        from opsflow.store.connection import DAMAGED, Damaged, in_words

        found: list[Problem] = []
        try:
            found.extend(self._everything())
        except (*DAMAGED, Damaged) as error:
            told = error if isinstance(error, Damaged) else in_words(error, self._store.path)
            if not isinstance(told, Damaged):
                raise
            found += [problem for problem in self._damage(told) if problem not in found]
        return found

    def _damage(self, told: Damaged) -> list[Problem]:
        """What SQLite finds in a file that cannot be read to its end: at least what was `told` of it."""
        from opsflow.store.care.checking import RESTORE, Problem, file_problems
        from opsflow.store.connection import DAMAGED, Damaged

        found: list[Problem] = []
        try:
            with _Opened(self._store.path) as apart:
                found.extend(file_problems(apart.connection, self._full))
        except (*DAMAGED, Damaged):
            pass  # it is told in any case
        return [problem for problem in found if not problem.fixable] or [Problem("file", told.what, RESTORE)]

    def _everything(self) -> Iterator[Problem]:
        from contextlib import closing

        from opsflow.store.bulk.second_process import ahead
        from opsflow.store.care import checking
        from opsflow.store.care.surroundings import place_problems

        yield from place_problems(self._store.path, self._place)
        schema = list(checking.schema_problems(self._store.connection))
        if not checking.has_all_columns(schema):
            yield from schema
            return
        with closing(ahead(_looked_at_apart(self._store.path, self._full))) as apart:
            next(apart)
            yield from self._content_problems(apart, schema)

    def _has(self, table: str) -> bool:
        asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self._store.connection.execute(asked, (table,)).fetchone() is not None

    def _content_problems(self, apart: Iterator[Any], schema: list[Problem]) -> Iterator[Problem]:
        """What is wrong with the file, the schema and the rows. File and chain are looked at elsewhere meanwhile;
        where the chain is broken, the tables have nothing to be compared with.
        """
        from opsflow.store.care import checking
        from opsflow.store.care.comparing import Rebuilt, projection_problems

        with Rebuilt(self._store.connection) as rebuilt, self._store.reader() as reader:
            self._told("comparing the tables with the log")
            differing = list(projection_problems(reader, rebuilt))
            found = self._told_apart(apart)
            with checking.Undecoded(reader.connection):
                broken = [*found[_CHAIN], *checking.redaction_problems(checking.remains(reader.connection))]
                yield from (*found[_FILE], *rebuilt.index_problems(), *schema, *broken)
                yield from self._row_problems(reader.connection)
                if not broken:
                    yield from differing

    def _row_problems(self, connection: sqlite3.Connection) -> Iterator[Problem]:
        """What is wrong with rows by themselves: with the kinds of their values, then with what they say."""
        from opsflow.store.care import bookkeeping, checking
        from opsflow.store.care.values import value_problems

        mistyped = list(value_problems(connection))
        yield from mistyped
        for look in (*bookkeeping.LOOKS, checking.circle_problems):
            yield from _as_far_as_readable(look(connection), bool(mistyped))
        if self._full:
            self._told("validating every row")
            from opsflow.store.care.validating import row_problems

            yield from row_problems(connection)

    def _told_apart(self, apart: Iterator[Any]) -> dict[str, list[Problem]]:
        """What was found elsewhere, by what was looked at."""
        from opsflow.store.care.checking import Problem

        found: dict[str, list[Problem]] = {_FILE: [], _CHAIN: []}
        for what, step in apart:
            if isinstance(step, int):
                self._told(f"checked {step:,} events")
            else:
                found[what].append(Problem(*step))
        return found

    def report(self, problems: list[Problem]) -> Report:
        """The problems, with the size of what was looked at."""
        return Report(tuple(problems), self._count("item"), self._count("event"))

    def _count(self, table: str) -> int:
        """How many rows there are; 0 where the table is missing, or unreadable in a file whose problems are told."""
        from opsflow.store.connection import DAMAGED, Damaged

        try:
            if not self._has(table):
                return 0
            with self._store.reader() as reader:
                counted: int = reader.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        except (*DAMAGED, Damaged):
            return 0
        return counted


def _as_far_as_readable(found: Iterator[Problem], has_mistyped: bool) -> Iterator[Problem]:
    """What one look finds. It ends where it comes upon a value of a wrong kind, if there are any: they are named."""
    try:
        yield from found
    except (TypeError, ValueError, AttributeError):
        if not has_mistyped:
            raise


def _looked_at_apart(path: str, full: bool) -> Iterator[Any]:
    """What is wrong with the file and the chain, and how far that has come, as values of built-in kinds; over a
    connection of its own.
    """
    from opsflow.store.care.checking import chain_steps, file_problems

    yield None
    with _Opened(path) as store:
        for problem in file_problems(store.connection, full):
            yield _FILE, problem.as_tuple()
        with store.reader() as reader:
            for step in chain_steps(reader.connection):
                yield _CHAIN, step if isinstance(step, int) else step.as_tuple()


def examine(
    path: str, full: bool = False, place: Place | None = None, told: Callable[[str], None] = lambda _text: None
) -> Report:
    """Check everything about the store at `path`. Raises `StoreError` when the file cannot be opened at all."""
    with _Opened(path) as store:
        look = _look(store, full, place, told)
        return look.report(look.problems())


def mend(
    path: str,
    now: int,
    full: bool = False,
    rebuild: bool = False,
    place: Place | None = None,
    told: Callable[[str], None] = lambda _text: None,
) -> Report:
    """Check, put right what is safe to, and check again; with `rebuild`, make the tables anew whatever was found.

    The log is never changed: what it says is what the tables are rebuilt from, after a backup beside the store.
    """
    from opsflow.store.care.surroundings import mend_permissions

    with _Opened(path) as store:
        look = _look(store, full, place, told)
        problems = look.problems()
        if any(problem.where == "file" and problem.fixable for problem in problems):
            mend_permissions(path)
        kept = None
        if _is_rebuilt(problems, rebuild):
            told("rebuilding the tables from the log")
            kept = _rebuild(store, now)
        left = set(look.problems()) if problems else set()
        fixed = sum(problem not in left for problem in problems)
        return look.report(problems).replace(fixed=fixed, rebuilt=kept is not None, kept=kept)


def _is_rebuilt(problems: list[Problem], wanted: bool) -> bool:
    """Whether the tables can and should be made anew: a log or schema in doubt is nothing to rebuild them from."""
    if any(not problem.fixable and not _says_nothing(problem.where) for problem in problems):
        return False
    return wanted or any(problem.fixable and problem.where != "file" for problem in problems)


def _says_nothing(where: str) -> bool:
    return where in _ASIDE or where.partition(" ")[0] in _BESIDE


def _rebuild(store: SqliteStore, now: int) -> str:
    from opsflow.store.care.backup import back_up, name_beside
    from opsflow.store.care.comparing import Rebuilt, put_right

    store.connection.execute("PRAGMA foreign_keys = OFF")  # rows that refer to nothing are among what goes
    with Rebuilt(store.connection) as rebuilt, store.transaction(is_mending=True) as tx:
        kept = name_beside(store.path, "before-rebuild", now)
        back_up(store.path, kept)
        put_right(tx, rebuilt)
        tx.commit_quietly()
    store.connection.execute("PRAGMA foreign_keys = ON")
    return kept


def _look(store: SqliteStore, full: bool, place: Place | None, told: Callable[[str], None]) -> Examination:
    from opsflow.store.care.surroundings import Place

    return Examination(store, full, place or Place(), told)


class Openable:
    """For a `with` block that opens a store before it is looked over: damage in its way ends the look.

    The remedy that other commands name would only lead back here.
    """

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        from opsflow.domain.errors import StoreError
        from opsflow.store.connection import Damaged

        if isinstance(error, Damaged):
            raise StoreError(
                f"{error.what}, and nothing more can be read of it. Run `opsflow restore BACKUP`."
            ) from None


class _Opened:
    """A store for a `with` block in which SQLite's errors become words."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> SqliteStore:
        from opsflow.store.sqlite import SqliteStore

        self._store = SqliteStore(self._path)
        return self._store

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        import sqlite3

        from opsflow.store.connection import in_words

        self._store.close()
        if isinstance(error, sqlite3.Error):
            raise in_words(error, self._path) from error
