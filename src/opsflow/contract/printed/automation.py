"""The JSON of what runs by itself: checks, recurrences, monitoring, hooks and the audit."""

from __future__ import annotations

from typing import Any, Literal

from opsflow.contract.printed.documents import Brief, Model, OutcomeDocument


class Verdict(Model):
    item: int
    criterion: int
    text: str
    check: str
    verdict: Literal["met", "failed", "late", "unrunnable", "untrusted"]
    status: int | None
    seconds: float | None
    output: str | None


class VerificationDocument(Model):
    """What `opsflow verify --json` prints."""

    kind: Literal["verification"]
    version: Literal[1]
    verdicts: list[Verdict]
    outcome: OutcomeDocument


class Recurrence(Model):
    name: str
    rule: str
    words: str
    mode: Literal["calendar", "after-completion"]
    zone: str | None
    on_days_off: Literal["none", "skip", "next", "previous"]
    missed: Literal["last", "all", "skip"]
    next: str | None
    paused: str | None
    open_items: list[int]


class RecurrencesDocument(Model):
    """What `opsflow recur list --json` prints."""

    kind: Literal["recurrences"]
    version: Literal[1]
    recurrences: list[Recurrence]


class RecurrenceCriterion(Model):
    text: str
    check: str | None


class RecurrencePart(Model):
    name: str
    title: str
    fields: dict[str, str]
    tags: list[str]
    criteria: list[RecurrenceCriterion]
    after: list[str]
    depends_on: list[int]
    notes: list[str]


class WholeRecurrence(Recurrence):
    """`parts` is null where what came with an import cannot be read."""

    coming: list[str]
    parts: list[RecurrencePart] | None


class RecurrenceDocument(Model):
    """What `opsflow recur show --json` prints."""

    kind: Literal["recurrence"]
    version: Literal[1]
    recurrence: WholeRecurrence


class OccurrencesDocument(Model):
    """What `opsflow recur preview --json` prints."""

    kind: Literal["occurrences"]
    version: Literal[1]
    name: str
    occurrences: list[str]


class CheckedItem(Brief):
    why: str


class Checked(Model):
    name: str
    fine: bool
    items: list[CheckedItem]
    said: list[str]


class CheckDocument(Model):
    """What `opsflow check --json` prints."""

    kind: Literal["check"]
    version: Literal[1]
    fine: bool
    checks: list[Checked]


class Head(Model):
    event: int
    hash: str


class ChainProblem(Model):
    where: str
    message: str


class AuditDocument(Model):
    """What `opsflow audit verify|head --json` prints."""

    kind: Literal["audit"]
    version: Literal[1]
    head: Head
    expected_at: int | None
    untold: list[int]
    problems: list[ChainProblem]


class TrailLine(Model):
    """One event, as `opsflow audit export --format ndjson` writes it."""

    event: int
    command: int
    recorded: str
    happened: str
    actor: str
    login: str
    host: str
    origin: str
    name: str
    item: int | None
    kind: str
    state: str | None
    what: str
    reason: str | None
    undone_by: int | None
    hash: str


class TrailDocument(Model):
    """What `opsflow audit who ID --json` prints."""

    kind: Literal["trail"]
    version: Literal[1]
    item: int
    lines: list[TrailLine]


class Exceptional(TrailLine):
    exception: str
    why: str


class ExceptionsDocument(Model):
    """What `opsflow audit report --json` prints."""

    kind: Literal["exceptions"]
    version: Literal[1]
    exceptions: list[Exceptional]


class HookCommand(Model):
    id: int | None
    name: str
    actor: str
    login: str
    host: str
    origin: str
    reason: str | None


class HookEvent(Model):
    item: int | None
    kind: str
    happened_at: int
    note: str | None
    changes: list[tuple[str, str | int, dict[str, Any] | None, dict[str, Any] | None]]


class HookItem(Model):
    id: int
    uid: str
    title: str
    type: str
    planned: int
    state: str
    category: str
    project: str | None
    service: str | None
    service_class: str
    impact: str | None
    urgency: str | None
    priority: int | None
    stage: str | None
    due: int | None
    owner: str | None
    parent_id: int | None
    alert_key: str | None
    blocked_reason: str | None
    hold_reason: str | None


class HookDocument(Model):
    """What a hook and a notification read on stdin. Instants are seconds since the epoch."""

    version: Literal[1]
    phase: Literal["pre", "post"]
    command: HookCommand
    events: list[HookEvent]
    items: list[HookItem]
