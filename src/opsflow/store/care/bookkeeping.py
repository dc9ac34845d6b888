"""What the hashes of the log do not cover: what was taken back, answers kept for repeats, counters and versions."""

from __future__ import annotations

from opsflow.store.care.checking import REBUILD, RESTORE, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_REVERSED = "SELECT later.id FROM command AS later WHERE later.reverses = command.id ORDER BY later.id DESC LIMIT 1"


_PUT_IN_FORCE = "Have the configured ones put in force: `opsflow sla`, then `opsflow doctor --rebuild`"


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
    """Answers kept for repeated requests that no program could read, or that speak of another command or other items.

    What they tell in words stands nowhere else, so it is not judged.
    """
    asked = "SELECT id, name, answer FROM command WHERE answer IS NOT NULL"
    for command, name, answer in connection.execute(asked).fetchall():
        fault = _fault(connection, command, name, answer)
        if fault is not None:
            yield Problem(f"command {command}", f"the answer kept for its repetition {fault}", RESTORE)


def _fault(connection: sqlite3.Connection, command: int, name: str, answer: str) -> str | None:
    from json import loads

    try:
        answer.encode()
        kept = loads(answer)
        said, items = (kept["name"], kept["command"]), set(kept["items"])
        _ = [kept[part] + [] for part in ("lines", "notes", "findings", "freed")]
    except (TypeError, ValueError, KeyError, RecursionError):
        return "is none that can be read"
    if said != (name, command):
        return "is that of another command"
    of_command = "SELECT DISTINCT item_id FROM event WHERE command_id = ?"
    if not items <= {item for (item,) in connection.execute(of_command, (command,))}:
        return "names items that it did not change"
    return None


def level_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Service levels whose text is not the one that the head knows them by."""
    from hashlib import sha256

    asked = "SELECT clocks, (SELECT text FROM clock_policy) FROM head"
    for fingerprint, text in connection.execute(asked):
        if fingerprint != (None if text is None else sha256(text.encode()).hexdigest()):
            yield Problem(
                "clock_policy", "the service levels in force are not those that were put in force", _PUT_IN_FORCE
            )


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


LOOKS = (head_problems, taking_back_problems, answer_problems, level_problems)
"""All that is looked at, each over a connection."""
