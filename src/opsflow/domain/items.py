"""The work item and the records that hang on it, as the rules and the front ends see them."""

from __future__ import annotations

from opsflow.domain.value import Value

CLASSES = ("expedite", "fixed-date", "standard", "intangible")
LEVELS = ("high", "medium", "low")
LINKS = ("relates", "caused-by", "fixed-by", "duplicate-of", "follow-up-of")


class Item(Value):
    """One work item, field for field the row that is kept.

    Instants are seconds since the epoch in UTC, estimates minutes of working time. `stage` is the state that the item's
    type brings, within the column `state`. `priority` follows from impact and urgency by the table in force when they
    were last changed; events carry it, so that history reads the same after a change of the table. `is_open`,
    `state_position`, `startable`, `pull_rank` and the counts are derived from the other fields and from the records
    around the item. None of these is ever typed.
    """

    id: int
    uid: str
    title: str
    type: str = "task"
    planned: int = 1
    state: str = "backlog"
    category: str = "backlog"
    project: str | None = None
    service: str | None = None
    service_class: str = "standard"
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
    parent_id: int | None = None
    alert_key: str | None = None
    stage: str | None = None
    created_at: int = 0
    entered_at: int = 0
    started_at: int | None = None
    finished_at: int | None = None
    blocked_at: int | None = None
    blocked_reason: str | None = None
    held_at: int | None = None
    hold_reason: str | None = None
    changed_at: int = 0
    version: int = 0
    is_open: int = 1
    state_position: int = 0
    startable: int = 0
    pull_rank: int = 0
    criteria_total: int = 0
    criteria_closed: int = 0
    waiting_for: int = 0
    blocking: int = 0

    @property
    def is_blocked(self) -> bool:
        """Whether the item carries the blocked mark."""
        return self.blocked_at is not None


class Criterion(Value):
    """One verifiable sentence of an item's definition of done. `state` is `open`, `met` or `waived`."""

    item_id: int
    number: int
    text: str
    position: int
    state: str = "open"
    closed_at: int | None = None
    closed_by: str | None = None
    evidence: str | None = None
    reason: str | None = None
    check_command: str | None = None


class Note(Value):
    """Something someone wrote about an item, numbered within the item."""

    item_id: int
    number: int
    written_at: int
    author: str
    text: str


class Link(Value):
    """A named relation from one item to another. `kind` is one of `LINKS`."""

    item_id: int
    kind: str
    other_id: int


class Approval(Value):
    """What one person decided about a change: `approved` or `rejected`, when (seconds since the epoch) and why."""

    item_id: int
    approver: str
    decision: str
    at: int
    reason: str | None = None


class Dependency(Value):
    """`item_id` depends on `depends_on`; `depends_on` blocks `item_id`."""

    item_id: int
    depends_on: int

    def flipped(self) -> Dependency:
        """The edge in the other direction, for walking upwards."""
        return Dependency(self.depends_on, self.item_id)
