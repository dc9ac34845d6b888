"""The event log: append-only, chained by hash, never deleted from."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from opsflow.domain.history.events import ORIGINS
from opsflow.store.tables.constraints import one_of


class CommandTable(SQLModel, table=True):
    """One transaction: who did what from where. `undone_by` and `answer` are the only columns that change."""

    __tablename__ = "command"
    __table_args__ = (
        CheckConstraint(one_of("origin", ORIGINS), name="command_origin_is_known"),
        Index("command_by_actor", "actor", "id"),
        Index("command_by_time", "recorded_at"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    recorded_at: int
    actor: str
    login: str
    host: str
    origin: str
    reason: str | None = None
    request_id: str | None = Field(default=None, unique=True)
    reverses: int | None = Field(default=None, foreign_key="command.id", index=True)
    undone_by: int | None = Field(default=None, foreign_key="command.id")
    answer: str | None = None


class EventTable(SQLModel, table=True):
    """One immutable line of history.

    `payload` holds the changes as JSON text; `digest` is the SHA-256 of `salt` and `payload`, `hash` that of the hash
    before, the header and the digest. A redaction replaces the payload, drops the salt and leaves digest and hash.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("length(hash) = 32 AND length(digest) = 32", name="event_hashes_are_sha256"),
        Index("event_by_item", "item_id", "seq"),
        Index("event_by_command", "command_id"),
        Index("event_by_time", "happened_at"),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    command_id: int = Field(foreign_key="command.id")
    item_id: int | None = None
    kind: str
    happened_at: int
    state: str | None = None
    category: str | None = None
    form: int
    payload: str
    salt: bytes | None = None
    digest: bytes
    hash: bytes
    redacted_by: int | None = None
