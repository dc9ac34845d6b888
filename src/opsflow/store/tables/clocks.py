"""Service level clocks: the policy in force, and how each clock stands.

The clocks are a projection of the log under that policy; neither is history.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from opsflow.domain.clocks.policy import KINDS
from opsflow.domain.clocks.running import STATES
from opsflow.store.tables.constraints import one_of


class ClockPolicyTable(SQLModel, table=True):
    """The one row that holds the service levels in force, calendars and all; `head.clocks` is its fingerprint."""

    __tablename__ = "clock_policy"
    __table_args__ = (CheckConstraint("id = 1", name="clock_policy_is_one_row"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str


class ClockTable(SQLModel, table=True):
    """One clock of one item. The columns stand in the order of `opsflow.domain.clocks.running.Clock`."""

    __tablename__ = "sla"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="sla_kind_is_known"),
        CheckConstraint(one_of("state", STATES), name="sla_state_is_known"),
        CheckConstraint("allowed > 0 AND used >= 0", name="sla_lengths_are_lengths"),
        CheckConstraint("due IS NULL OR state = 'running'", name="sla_is_due_while_it_runs"),
        CheckConstraint("(state = 'paused') = (paused_reason IS NOT NULL)", name="sla_is_paused_for_a_reason"),
        Index("sla_by_due", "state", "due"),
        Index("sla_by_warning", "state", "warn_at"),
        Index("sla_by_breach", "breached_at", sqlite_where=text("breached_at IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    kind: str = Field(primary_key=True)
    target: str
    calendar: str
    priority: int | None = None
    service: str | None = None
    allowed: int
    state: str
    started_at: int
    used: int
    counted_to: int
    warn_at: int | None = None
    due: int | None = None
    paused_reason: str | None = None
    breached_at: int | None = None
