"""The JSON of service level clocks, as models; see `opsflow.contract.printed.documents`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Pause(_Model):
    since: str
    reason: str


class ClockStanding(_Model):
    """A clock. Lengths are seconds of working time of `calendar`; `left` is below 0 by how much the target is overrun.

    `due` and `warn` are there while it runs: when the target is missed, and when the item is at risk.
    """

    clock: Literal["response", "resolution"]
    status: Literal["running", "at-risk", "breached", "paused", "met", "cancelled"]
    state: Literal["running", "paused", "stopped", "cancelled"]
    target: str
    calendar: str
    priority: int | None
    service: str | None
    started: str
    allowed: int
    used: int
    left: int
    warn: str | None
    due: str | None
    paused: Pause | None
    breached: str | None


class ItemClock(ClockStanding):
    id: int
    title: str
    item_state: str
    owner: str | None


class ClocksDocument(_Model):
    """What `opsflow sla --json` prints."""

    kind: Literal["sla"]
    version: Literal[1]
    clocks: list[ItemClock]
    count: int


class Attainment(_Model):
    """Targets of one kind in one group; `share` is met out of met and missed, null when nothing is settled."""

    group: str
    clock: Literal["response", "resolution"]
    met: int
    missed: int
    pending: int
    share: float | None


class AttainmentDocument(_Model):
    """What `opsflow sla --attainment --json` prints."""

    kind: Literal["attainment"]
    version: Literal[1]
    by: Literal["period", "service", "priority", "target"]
    period: Literal["day", "week", "month", "quarter", "year"] | None
    since: str | None
    rows: list[Attainment]
    total: list[Attainment]
