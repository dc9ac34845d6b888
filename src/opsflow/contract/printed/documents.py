"""The JSON that commands print, as models: the source of the published schemas, and what tests hold the output to."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from opsflow.contract.printed.clocks import ClockStanding


class Model(BaseModel):
    """What every document is made of: nothing missing, nothing more, no type guessed."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Estimate(Model):
    low: int | None
    likely: int
    high: int | None


class Blocked(Model):
    since: str
    reason: str


class Progress(Model):
    total: int
    closed: int


class Brief(Model):
    id: int
    title: str
    state: str
    category: str
    owner: str | None


class Item(Model):
    """An item. Instants are RFC 3339 in UTC; estimates are minutes of working time; `revision` counts its events."""

    id: int
    uid: str
    title: str
    type: str
    planned: bool
    state: str
    category: str
    project: str | None
    service: str | None
    service_class: str = Field(alias="class")
    impact: str | None
    urgency: str | None
    priority: int | None
    effort: str | None
    estimate: Estimate | None
    due: str | None
    not_before: str | None
    owner: str | None
    parent: int | None
    key: str | None
    stage: str | None
    created: str
    entered: str
    started: str | None
    finished: str | None
    changed: str
    blocked: Blocked | None
    on_hold: Blocked | None
    tags: list[str]
    criteria: Progress
    waiting_for: int
    blocking: int
    custom: dict[str, str]
    revision: int


class Criterion(Model):
    number: int
    text: str
    state: Literal["open", "met", "waived"]
    closed: str | None
    by: str | None
    evidence: str | None
    reason: str | None
    check: str | None


class Note(Model):
    number: int
    at: str
    by: str
    text: str


class Decision(Model):
    by: str
    at: str
    reason: str | None


class Approval(Model):
    """Where the approval of a change stands; `due` is for an emergency that was started."""

    needed: int
    approved: list[Decision]
    rejected: list[Decision]
    complete: bool
    due: str | None


class ChangeConflict(Model):
    """What is in the way of a change: another one, or a freeze."""

    item: Brief
    other: Brief | None
    because: Literal["service", "owner", "freeze"]
    name: str
    begins: str = Field(alias="from")
    ends: str = Field(alias="to")


class Tally(Model):
    """How often the alert behind an item was seen, and since when it is over while the item stays open."""

    occurrences: int
    first_seen: str
    last_seen: str
    over: str | None


class Detail(Item):
    definition_of_done: list[Criterion]
    notes: list[Note]
    links: list[dict[str, Any]]
    depends_on: list[Brief]
    dependents: list[Brief]
    children: list[Brief]
    clocks: list[ClockStanding]
    approval: Approval | None
    conflicts: list[ChangeConflict]
    alert: Tally | None


class Finding(Model):
    rule: str
    level: Literal["off", "warn", "refuse"]
    message: str
    items: list[int]
    remedies: list[str]


class ItemsDocument(Model):
    """What `opsflow list --json` prints."""

    kind: Literal["items"]
    version: Literal[1]
    items: list[Item]
    count: int


class ItemDocument(Model):
    """What `opsflow show ID --json` prints."""

    kind: Literal["item"]
    version: Literal[1]
    item: Detail


class Placed(Model):
    place: int
    reason: str
    item: Item


class NextDocument(Model):
    """What `opsflow next --json` prints. `startable` counts up to `counted_up_to`."""

    kind: Literal["next"]
    version: Literal[1]
    next: list[Placed]
    startable: int
    counted_up_to: int


class OutcomeDocument(Model):
    """What a write prints with `--json`."""

    kind: Literal["outcome"]
    version: Literal[1]
    name: str
    command: int | None
    items: list[int]
    done: list[str]
    notes: list[str]
    findings: list[Finding]
    freed: list[int]
    dry_run: bool
    replayed: bool


class ErrorDocument(Model):
    """What any command prints with `--json` when it did not do what it was asked; `status` is its exit status.

    `findings` are what rules said, each with the commands that put it right. Where words were misread, `offset` is the
    place of the trouble in `source`. `problems` are what is wrong in a configuration, each with its file and line where
    it has them; `message` holds all of them.
    """

    kind: Literal["error"]
    version: Literal[1]
    status: Literal[2, 3, 4, 5, 6]
    message: str
    findings: list[Finding]
    source: str | None
    offset: int | None
    problems: list[str]


class Edge(Model):
    item: int
    depends_on: int


class WhyDocument(Model):
    """What `opsflow why ID --json` prints."""

    kind: Literal["why"]
    version: Literal[1]
    item: Brief
    can_start: bool
    place: int | None
    reason: str | None
    obstacles: list[str]
    waits_for: list[Edge]
    items: list[Brief]


class DependenciesDocument(Model):
    """What `opsflow dep list|tree|graph --json` prints."""

    kind: Literal["dependencies"]
    version: Literal[1]
    items: list[Brief]
    edges: list[Edge]


class CriteriaDocument(Model):
    """What `opsflow criteria list --json` prints."""

    kind: Literal["criteria"]
    version: Literal[1]
    item: int
    criteria: list[Criterion]


class LoggedEvent(Model):
    seq: int
    item: int | None
    kind: str
    happened: str
    state: str | None
    category: str | None
    note: str | None
    redacted: bool
    changes: list[dict[str, Any]]


class LoggedCommand(Model):
    command: int
    name: str
    recorded: str
    actor: str
    login: str
    host: str
    origin: str
    reason: str | None
    reverses: int | None
    undone_by: int | None
    events: list[LoggedEvent]


class LogDocument(Model):
    """What `opsflow log --json` prints."""

    kind: Literal["log"]
    version: Literal[1]
    commands: list[LoggedCommand]
