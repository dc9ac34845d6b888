"""A store changed behind the back of opsflow, and a look at what is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from opsflow.domain.history.chain import command_text, event_hash, payload_digest
from opsflow.domain.history.events import CommandHeader


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if any(" event " in statement for statement in statements):
            asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
            for (name,) in connection.execute(asked).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def as_an_earlier_version_redacts(path: Path) -> None:
    """Let the last event, a redaction, be as it was before redactions recorded what they leave."""
    with closing(sqlite3.connect(path)) as connection:
        columns = "seq, command_id, payload, salt, item_id, kind, happened_at, state, category"
        asked = f"SELECT {columns} FROM event ORDER BY seq DESC LIMIT 1"
        seq, command, payload, salt, item_id, kind, at, state, category = connection.execute(asked).fetchone()
        (before,) = connection.execute("SELECT hash FROM event WHERE seq = ?", (seq - 1,)).fetchone()
        names = ", ".join(CommandHeader._fields)
        told = connection.execute(f"SELECT {names} FROM command WHERE id = ?", (command,)).fetchone()
    payload = payload.partition(',"left"')[0] + "}"
    digest = payload_digest(salt, payload)
    link = event_hash(before, command_text(CommandHeader(*told)), seq, item_id, kind, at, state, category, digest)
    values = f"payload = '{payload}', digest = x'{digest.hex()}', hash = x'{link.hex()}'"
    tamper(path, f"UPDATE event SET {values} WHERE seq = {seq}", f"UPDATE head SET hash = x'{link.hex()}'")


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM item ORDER BY id")]
