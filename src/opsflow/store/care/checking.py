"""Looking a store over: the file, the schema, the chain of events, the head, and that nothing goes round in circles."""

from __future__ import annotations

import sqlite3

from opsflow.domain.history.chain import command_text, event_hash, hash_of_many, payload_digest
from opsflow.domain.history.events import CommandHeader
from opsflow.domain.items import Dependency
from opsflow.domain.rules.dependencies import cycle
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsflow.domain.history.remains import Remains


class Problem(Value):
    """What is wrong, where, what to do, and whether `doctor --fix` does it."""

    where: str
    message: str
    remedy: str
    fixable: bool = False


RESTORE = "Restore a backup: `opsflow restore FILE`"
REBUILD = "Rebuild from the log: `opsflow doctor --rebuild`"
MISSING = "is missing from the schema"
_LACKS = "lacks the column"
BROKEN_LINK = "breaks the chain: it, its command or the one before was changed"
NO_TEXT = "it or its command was changed: it holds what is no text, or no bytes, where these have to stand"
PROJECTIONS = (
    "state", "item", "criterion", "note", "tag", "dependency", "link", "custom", "approval", "alert", "signal",
    "recurrence", "sla",
)  # fmt: skip
"""The tables that follow from the log."""


class Undecoded:
    """A connection that hands out text whatever its bytes are, for a `with` block.

    What is no UTF-8 comes as surrogates, which no encoder takes; so one bad value ends no look at the rest.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._usual = connection.text_factory

    def __enter__(self) -> None:
        self._connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")

    def __exit__(self, *_error: object) -> None:
        self._connection.text_factory = self._usual


def file_problems(connection: sqlite3.Connection, full: bool) -> Iterator[Problem]:
    """What SQLite itself finds."""
    check = "integrity_check" if full else "quick_check"
    found = 0
    try:
        for (line,) in connection.execute(f"PRAGMA {check}(20)"):
            if line != "ok":
                found += 1
                yield Problem("file", line, RESTORE)
        dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        if found:  # what cannot be read is named already
            return
        raise
    for table, row, parent, _ in dangling:
        from_the_log = table in PROJECTIONS
        remedy = REBUILD if from_the_log else RESTORE
        yield Problem(f"{table} {row}", f"refers to a missing {parent}", remedy, from_the_log)


def schema_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Where the schema differs from what the tables declare: what is missing, other, or there besides."""
    from contextlib import closing

    with closing(declared_schema()) as fresh:
        wanted, has = schema_of(fresh), schema_of(connection)
        for place in wanted:
            if place not in has:
                yield Problem(" ".join(place), MISSING, RESTORE)
            elif has[place] != wanted[place]:
                yield _difference(place, columns_of(fresh, place[1]), columns_of(connection, place[1]))
    for kind, name in sorted(has.keys() - wanted.keys()):
        if not name.startswith("sqlite_stat"):  # what ANALYZE of SQLite leaves
            yield Problem(
                f"{kind} {name}", "is no part of a store", f"Look at it, and take it away: DROP {kind.upper()}"
            )


def _difference(place: tuple[str, str], wanted: list[str], has: list[str]) -> Problem:
    """What to say of a part of the schema that is declared in other words: the columns of a table, where it is they."""
    where = " ".join(place)
    lacking = [name for name in wanted if name not in has]
    if lacking:
        return Problem(where, f"{_LACKS} {', '.join(lacking)}", RESTORE)
    foreign = [name for name in has if name not in wanted]
    if foreign:
        remedy = f"Look at it, and take it away: ALTER TABLE {place[1]} DROP COLUMN {foreign[0]}"
        return Problem(where, f"has what is no part of a store, the column {', '.join(foreign)}", remedy)
    return Problem(where, "is not as this version declares it", RESTORE)


def has_all_columns(schema: list[Problem]) -> bool:
    """Whether, for all that was found about a schema, every table is there with every column."""
    of_tables = [problem.message for problem in schema if problem.where.startswith("table ")]
    return not any(message == MISSING or message.startswith(_LACKS) for message in of_tables)


def declared_schema() -> sqlite3.Connection:
    """An empty database in memory with the schema of a store, for whoever closes it."""
    from opsflow.store.schema import statements

    fresh = sqlite3.connect(":memory:")
    for statement in statements():
        fresh.execute(statement)
    return fresh


def columns_of(connection: sqlite3.Connection, table: str, schema: str = "main") -> list[str]:
    """The names of the columns of a table, in their order; none for what is no table."""
    return [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]


def schema_of(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """What a database declares: the statement of each table, index and trigger, by kind and name."""
    asked = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    return {(kind, name): sql for kind, name, sql in connection.execute(asked)}


def chain_problems(connection: sqlite3.Connection, told: Callable[[int], None]) -> Iterator[Problem]:
    """Each event that was changed, removed or put elsewhere. Later events are checked against what is there."""
    for step in chain_steps(connection):
        if isinstance(step, Problem):
            yield step
        else:
            told(step)


def chain_steps(connection: sqlite3.Connection) -> Iterator[Problem | int]:
    """The same, with the event that has been reached every now and then."""
    with Undecoded(connection):
        yield from _steps(connection)


def _steps(connection: sqlite3.Connection) -> Iterator[Problem | int]:
    from opsflow.domain.history.chain import FORM, START

    before, expected, hashed = START, 1, hash_of_many()
    shared: tuple[int, str] = (0, "")
    names = ", ".join(CommandHeader._fields)
    commands = connection.cursor()
    statement = (
        "SELECT seq, command_id, item_id, kind, happened_at, state, category, payload, salt, digest, hash, "
        "redacted_by, form FROM event ORDER BY seq"
    )
    for row in connection.execute(statement):
        seq, command_id, item_id, kind, at, state, category, payload, salt, digest, link, redacted, form = row
        if form != FORM:
            yield Problem(f"event {seq}", f"is of form {form}, which this version does not know", RESTORE)
        if seq != expected:
            yield Problem(f"event {expected}", f"is missing: event {seq} follows {expected - 1}", RESTORE)
        try:
            if shared[0] != command_id:
                held = commands.execute(f"SELECT {names} FROM command WHERE id = ?", (command_id,)).fetchone()
                shared = (command_id, command_text(CommandHeader(*held)) if held else "")
            if redacted is None and (salt is None or payload_digest(salt, payload, hashed) != digest):
                yield Problem(f"event {seq}", "its content was changed", RESTORE)
            if event_hash(before, shared[1], seq, item_id, kind, at, state, category, digest, hashed) != link:
                yield Problem(f"event {seq}", BROKEN_LINK, RESTORE)
        except (TypeError, ValueError, AttributeError):
            yield Problem(f"event {seq}", NO_TEXT, RESTORE)
        before, expected = link if isinstance(link, bytes) else START, seq + 1
        if seq % 50_000 == 0:
            yield int(seq)
    last, end = connection.execute("SELECT last_event, hash FROM head").fetchone() or (None, None)
    if last != expected - 1 or end != before:
        yield Problem("head", f"names event {last} as the last, history ends with {expected - 1}", RESTORE)


def redaction_problems(found: Remains) -> Iterator[Problem]:
    """Events that are not as the redaction left them that they name, or that no redaction speaks of."""
    for seq, message in found.faults:
        yield Problem(f"event {seq}", message, RESTORE)


def remains(connection: sqlite3.Connection) -> Remains:
    """What is left of the events that were redacted."""
    from opsflow.domain.history.remains import examined

    asked = (
        "SELECT seq, item_id, kind, payload, salt, redacted_by FROM event "
        "WHERE kind = 'redacted' OR redacted_by IS NOT NULL ORDER BY seq"
    )
    with Undecoded(connection):
        return examined(connection.execute(asked).fetchall())


def circle_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Items that wait for themselves, or are their own ancestors."""
    for what, asked, remedy in (
        ("dependencies", "SELECT item_id, depends_on FROM dependency", "Take one away: `opsflow dep remove`"),
        ("parents", "SELECT id, parent_id FROM item WHERE parent_id IS NOT NULL", "Take one away: `opsflow edit`"),
    ):
        found = _circle([Dependency(*row) for row in connection.execute(asked)])
        if found:
            yield Problem("circle", f"{what} go round: {' > '.join(map(str, found))}", remedy)


def _circle(edges: list[Dependency]) -> list[int] | None:
    below: dict[int, list[Dependency]] = {}
    for edge in edges:
        below.setdefault(edge.item_id, []).append(edge)
    return cycle(below, lambda ids: [edge for node in ids for edge in below.get(node, ())])
