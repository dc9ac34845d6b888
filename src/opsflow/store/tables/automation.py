"""What alerts, time and recurrence bring: counts of occurrences, marks of what was told, rules of recurrence."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from opsflow.domain.recurrence.rules import MISSED, MODES, SHIFTS
from opsflow.store.tables.constraints import one_of


class AlertTable(SQLModel, table=True):
    """How often the alert behind an item was seen, and when first and last."""

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("occurrences > 0", name="alert_was_seen"),
        CheckConstraint("first_seen_at <= last_seen_at", name="alert_is_seen_in_order"),
        Index("alert_by_last_seen", "last_seen_at"),
        Index("alert_by_occurrences", "occurrences"),
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    occurrences: int
    first_seen_at: int
    last_seen_at: int


class SignalTable(SQLModel, table=True):
    """What time brought to an item and need not be brought again, such as `woke`; `at` is the instant it stood for."""

    __tablename__ = "signal"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="signal_has_a_name"),
        Index("signal_by_name", "name", "at", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    name: str = Field(primary_key=True)
    at: int


class RecurrenceTable(SQLModel, table=True):
    """A rule by which items come again. `next_at` is the next occurrence, not before `starts_at`; nothing: no more.

    `template` is JSON text: what is made at each occurrence.
    """

    __tablename__ = "recurrence"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="recurrence_has_a_name"),
        CheckConstraint(one_of("mode", MODES), name="recurrence_mode_is_known"),
        CheckConstraint(one_of("shift", SHIFTS), name="recurrence_shift_is_known"),
        CheckConstraint(one_of("missed", MISSED), name="recurrence_missed_is_known"),
        Index("recurrence_by_next", "next_at"),
        {"sqlite_with_rowid": False},
    )

    name: str = Field(primary_key=True)
    rule: str
    words: str
    mode: str
    starts_at: int
    zone: str
    shift: str
    missed: str
    template: str
    next_at: int | None = None
    paused_at: int | None = None
