"""Items and the records that hang on them: what the state of the work is now.

Everything here is a projection of the event log and can be rebuilt from it.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from opsflow.domain.items import CLASSES, LEVELS, LINKS
from opsflow.domain.workflow import CATEGORIES
from opsflow.store.search.full_text import NOTE_BITS
from opsflow.store.tables.constraints import one_of


class ItemTable(SQLModel, table=True):
    """One work item. The columns stand in the order of `opsflow.domain.items.Item`."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="item_has_a_title"),
        CheckConstraint("length(uid) = 36", name="item_uid_is_a_uuid"),
        CheckConstraint(one_of("category", CATEGORIES), name="item_category_is_known"),
        CheckConstraint("length(impact) > 0 AND length(urgency) > 0", name="item_levels_have_names"),
        CheckConstraint("priority >= 1", name="item_priority_counts_from_1"),
        CheckConstraint(one_of("effort", LEVELS), name="item_effort_is_known"),
        CheckConstraint(one_of("service_class", CLASSES), name="item_class_is_known"),
        CheckConstraint("planned BETWEEN 0 AND 1 AND is_open BETWEEN 0 AND 1", name="item_flags_are_bits"),
        CheckConstraint("startable BETWEEN 0 AND 2", name="item_startable_is_known"),
        CheckConstraint("estimate_low <= estimate_likely", name="item_estimate_low_is_lowest"),
        CheckConstraint("estimate_likely <= estimate_high", name="item_estimate_high_is_highest"),
        CheckConstraint("(blocked_at IS NULL) = (blocked_reason IS NULL)", name="item_blocked_has_a_reason"),
        CheckConstraint("(held_at IS NULL) = (hold_reason IS NULL)", name="item_on_hold_has_a_reason"),
        CheckConstraint("finished_at IS NULL OR started_at <= finished_at", name="item_starts_before_it_ends"),
        CheckConstraint(
            "is_open = (category <> 'done' AND category <> 'cancelled')", name="item_is_open_until_done_or_cancelled"
        ),
        CheckConstraint("criteria_closed BETWEEN 0 AND criteria_total", name="item_criteria_add_up"),
        CheckConstraint("parent_id <> id", name="item_is_not_its_own_parent"),
        Index("item_by_flow", "is_open", text("state_position DESC"), "pull_rank", "id"),
        Index("item_by_pull", "startable", "pull_rank", "id"),
        Index("item_by_startable_due", "startable", "due", "pull_rank", sqlite_where=text("due IS NOT NULL")),
        Index("item_by_wake", "startable", "not_before", sqlite_where=text("not_before IS NOT NULL")),
        Index("item_by_due", "is_open", "due"),
        Index("item_by_state", "state", "pull_rank"),
        Index("item_by_owner", "owner", "is_open"),  # what has no owner is looked for too
        Index("item_by_project", "project", "is_open"),
        Index("item_by_service", "service", "is_open", sqlite_where=text("service IS NOT NULL")),
        Index("item_by_type", "type", "is_open"),
        Index("item_by_class", "service_class", "is_open"),
        Index("item_by_parent", "parent_id"),
        Index("item_by_alert_key", "alert_key", "is_open", sqlite_where=text("alert_key IS NOT NULL")),
        Index("item_by_priority", "priority", "is_open", sqlite_where=text("priority IS NOT NULL")),
        Index("item_by_stage", "stage", sqlite_where=text("stage IS NOT NULL")),
        Index("item_by_block", "blocked_at", sqlite_where=text("blocked_at IS NOT NULL")),
        Index("item_by_hold", "held_at", sqlite_where=text("held_at IS NOT NULL")),
        Index("item_by_creation", "created_at"),
        Index("item_by_finish", "finished_at"),
        Index("item_by_change", "changed_at", "created_at"),
        Index(
            "item_unmet",
            "is_open",
            "category",
            sqlite_where=text("is_open = 0 AND criteria_total > criteria_closed"),
        ),
        Index(
            "item_pressing",
            "state",
            "due",
            "pull_rank",
            sqlite_where=text("is_open = 1 AND due IS NOT NULL"),
        ),
        Index("item_open_by_id", "id", sqlite_where=text("is_open = 1")),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    uid: str = Field(unique=True)
    title: str
    type: str
    planned: int
    state: str = Field(foreign_key="state.name")
    category: str
    project: str | None = None
    service: str | None = None
    service_class: str
    impact: str | None = None
    urgency: str | None = None
    priority: int | None = None
    effort: str | None = None
    estimate_low: int | None = None
    estimate_likely: int | None = None
    estimate_high: int | None = None
    due: int | None = None
    not_before: int | None = None
    owner: str | None = None
    parent_id: int | None = Field(default=None, foreign_key="item.id")
    alert_key: str | None = None
    stage: str | None = None
    created_at: int
    entered_at: int
    started_at: int | None = None
    finished_at: int | None = None
    blocked_at: int | None = None
    blocked_reason: str | None = None
    held_at: int | None = None
    hold_reason: str | None = None
    changed_at: int
    version: int
    is_open: int
    state_position: int
    startable: int
    pull_rank: int
    criteria_total: int
    criteria_closed: int
    waiting_for: int
    blocking: int


class CriterionTable(SQLModel, table=True):
    """One sentence of an item's definition of done. Numbers are never reused within the item."""

    __tablename__ = "criterion"
    __table_args__ = (
        CheckConstraint(one_of("state", ("open", "met", "waived")), name="criterion_state_is_known"),
        CheckConstraint("length(text) > 0", name="criterion_has_a_text"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="criterion_closes_at_an_instant"),
        CheckConstraint("(state = 'open') = (closed_by IS NULL)", name="criterion_is_closed_by_someone"),
        CheckConstraint("(state = 'waived') = (reason IS NOT NULL)", name="criterion_is_waived_for_a_reason"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str
    position: int
    state: str
    closed_at: int | None = None
    closed_by: str | None = None
    evidence: str | None = None
    reason: str | None = None
    check_command: str | None = None


class NoteTable(SQLModel, table=True):
    """What someone wrote about an item."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(f"number BETWEEN 1 AND {(1 << NOTE_BITS) - 1}", name="note_number_fits_the_full_text_index"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    written_at: int
    author: str
    text: str


class TagTable(SQLModel, table=True):
    """A tag on an item."""

    __tablename__ = "tag"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="tag_has_a_name"),
        Index("tag_by_name", "name", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    name: str = Field(primary_key=True)


class DependencyTable(SQLModel, table=True):
    """`item_id` depends on `depends_on`."""

    __tablename__ = "dependency"
    __table_args__ = (
        CheckConstraint("item_id <> depends_on", name="dependency_is_on_another_item"),
        Index("dependency_by_blocker", "depends_on", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    depends_on: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})


class LinkTable(SQLModel, table=True):
    """A named relation from one item to another."""

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint("item_id <> other_id", name="link_is_to_another_item"),
        CheckConstraint(one_of("kind", LINKS), name="link_kind_is_known"),
        Index("link_by_other", "other_id", "kind"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    kind: str = Field(primary_key=True)
    other_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})


class ApprovalTable(SQLModel, table=True):
    """What one person decided about a change."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint(one_of("decision", ("approved", "rejected")), name="approval_decision_is_known"),
        CheckConstraint("decision <> 'rejected' OR reason IS NOT NULL", name="approval_is_refused_for_a_reason"),
        Index("approval_by_person", "approver", "decision", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    approver: str = Field(primary_key=True)
    decision: str
    at: int
    reason: str | None = None


class CustomValueTable(SQLModel, table=True):
    """The value of a field that the site declared in its configuration, or that an import brought along."""

    __tablename__ = "custom"
    __table_args__ = (
        Index("custom_by_value", "name", "value", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False})
    name: str = Field(primary_key=True)
    value: str
