"""What the hashes of the log do not cover: what was taken back, answers kept for repeats, counters and versions."""

from __future__ import annotations

from opsflow.store.care.checking import REBUILD, RESTORE, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_REVERSED = "SELECT later.id FROM command AS later WHERE later.reverses = command.id ORDER BY later.id DESC LIMIT 1"


def taking_back_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Commands that say something else about having been taken back than the command that did it, or did not."""
    asked = (
        f"SELECT id, undone_by, right FROM (SELECT id, undone_by, ({_REVERSED}) AS right FROM command "
        "WHERE undone_by IS NOT NULL UNION ALL SELECT id, undone_by, "
        f"({_REVERSED}) FROM command WHERE undone_by IS NULL AND id IN (SELECT reverses FROM command)) "
        "WHERE undone_by IS NOT right ORDER BY id"
    )
    for command, held, right in connection.execute(asked):
        says = "that nothing took it back" if held is None else f"that command {held} took it back"
        true = "none did" if right is None else f"command {right} did"
        yield Problem(f"command {command}", f"says {says}; by the log {true}", REBUILD, True)


def put_taking_back_right(connection: sqlite3.Connection) -> None:
    """Let each command say which one took it back, as that one says."""
    connection.execute(f"UPDATE main.command SET undone_by = ({_REVERSED}) WHERE undone_by IS NOT ({_REVERSED})")


def answer_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Answers kept for repeated requests that no program could read."""
    from json import loads

    for command, answer in connection.execute("SELECT id, answer FROM command WHERE answer IS NOT NULL"):
        try:
            loads(answer)
        except (TypeError, ValueError, RecursionError):
            yield Problem(f"command {command}", "the answer kept for its repetition is no JSON", RESTORE)


def head_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Counters and versions of the head that the tables do not bear out, and an identity that is none."""
    for column, asked in (
        ("last_item", "SELECT max(coalesce((SELECT max(item_id) FROM event), 0), coalesce(max(id), 0)) FROM item"),
        ("last_command", "SELECT coalesce(max(id), 0) FROM command"),
    ):
        (used,) = connection.execute(asked).fetchone()
        for (held,) in connection.execute(f"SELECT {column} FROM head"):
            if held < used:
                yield Problem("head", f"{column} is {held}, {used} was given out already", REBUILD, True)
            elif held > used:
                yield Problem("head", f"{column} is {held}, nothing beyond {used} was given out", REBUILD, True)
    (declared,) = connection.execute("PRAGMA user_version").fetchone()
    for uid, version in connection.execute("SELECT store_uid, schema_version FROM head"):
        if not _is_uid(uid):
            yield Problem("head", "the identity of the store (store_uid) is no UUID", RESTORE)
        (applied,) = connection.execute("SELECT max(version) FROM schema_change").fetchone()
        for what, held in (("schema_version", version), ("the last row of schema_change", applied)):
            if held != declared:
                yield Problem("head", f"{what} is {held}, the schema is of version {declared}", RESTORE)


def _is_uid(text: object) -> bool:
    if not isinstance(text, str) or len(text) != 36:
        return False
    return [len(part) for part in text.split("-")] == [8, 4, 4, 4, 12] and set(text) <= set("0123456789abcdef-")
