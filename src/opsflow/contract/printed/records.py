"""The JSON that commands about records and limits print, as models; see `opsflow.contract.printed.documents`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from opsflow.contract.printed.documents import Approval, Brief, ChangeConflict, Model


class LimitOverride(Model):
    item: int
    at: str
    by: str
    reason: str


class Load(Model):
    scope: Literal["column", "owner", "class"]
    name: str
    count: int
    limit: int
    over: int
    since: str | None
    longer: bool
    items: list[Brief]
    overrides: list[LimitOverride]


class WipDocument(Model):
    """What `opsflow wip --json` prints: every limit, the most exceeded first."""

    kind: Literal["wip"]
    version: Literal[1]
    limits: list[Load]
    over: int


class MatrixCell(Model):
    impact: str
    urgency: str
    priority: int | None
    open: int


class PriorityDocument(Model):
    """What `opsflow priority --json` prints; `differing` open items have another priority than the matrix says."""

    kind: Literal["priority"]
    version: Literal[1]
    cells: list[MatrixCell]
    differing: int


class TypeState(Model):
    name: str
    column: str


class TypeField(Model):
    name: str
    kind: str
    choices: list[str]
    help: str


class ItemType(Model):
    name: str
    planned: bool
    open: int
    states: list[TypeState]
    requires: dict[str, list[str]]
    criteria: list[str]
    fields: list[TypeField]


class TypesDocument(Model):
    """What `opsflow types --json` prints."""

    kind: Literal["types"]
    version: Literal[1]
    types: list[ItemType]


class WaitingChange(Approval):
    item: Brief
    kind: Literal["standard", "normal", "emergency"]
    overdue: bool


class ApprovalsDocument(Model):
    """What `opsflow approvals --json` prints."""

    kind: Literal["approvals"]
    version: Literal[1]
    changes: list[WaitingChange]


class ComingChange(Model):
    item: Brief
    kind: Literal["standard", "normal", "emergency"]
    service: str | None
    risk: str | None
    window_start: str | None
    window_end: str | None
    approval: Approval
    conflicts: list[ChangeConflict]


class ComingFreeze(Model):
    name: str
    start: str
    end: str
    services: list[str]
    allow: list[str]


class ChangeListDocument(Model):
    """What `opsflow change list --json` prints; `undated` are the ids of open changes that have no window."""

    kind: Literal["change-list"]
    version: Literal[1]
    until: str
    changes: list[ComingChange]
    freezes: list[ComingFreeze]
    undated: list[int]


class ConflictsDocument(Model):
    """What `opsflow change conflicts --json` prints."""

    kind: Literal["change-conflicts"]
    version: Literal[1]
    conflicts: list[ChangeConflict]


class ServiceScore(Model):
    service: str | None
    changes: int
    codes: dict[str, int]
    incidents: int
    success: float


class ScoreDocument(Model):
    """What `opsflow change score --json` prints; `success` is between 0 and 1."""

    kind: Literal["change-score"]
    version: Literal[1]
    services: list[ServiceScore]


class WorkShare(Model):
    started: int
    finished: int
    active_seconds: int


class NamedShare(WorkShare):
    name: str | None


class Displaced(Model):
    item: Brief
    seconds: int
    by: list[int]


class InterruptionsDocument(Model):
    """What `opsflow interruptions --json` prints; seconds are working time."""

    kind: Literal["interruptions"]
    version: Literal[1]
    begins: str = Field(alias="from")
    ends: str = Field(alias="to")
    planned: WorkShare
    unplanned: WorkShare
    by: dict[str, list[NamedShare]]
    displaced: list[Displaced]
