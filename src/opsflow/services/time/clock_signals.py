"""What time brings to service level clocks: each that is at risk, and each target that is missed, told once."""

from __future__ import annotations

from opsflow.domain.clocks.running import RUNNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.domain.clocks.running import Clock
    from opsflow.services.writing import Work

_WARNED = (
    "item.is_open = 1 AND item.id IN (SELECT sla.item_id FROM sla WHERE sla.state = 'running' AND sla.warn_at <= ?)"
)
_SAID = {"at-risk": "at risk", "breached": "missed"}


def pressing(work: Work) -> Iterator[tuple[int, str, int, str]]:
    """Item, name of the signal such as `sla-resolution-breached`, the instant it stands for, and what to say.

    A target that is missed is no more at risk: after a time without anyone looking it is told once.
    """
    for clock in work.tx.clocks(_WARNED, (work.now,)):
        word = _word(clock, work.now)
        at = clock.due if word == "breached" else clock.warn_at
        if word and at is not None:
            yield clock.item_id, f"sla-{clock.kind}-{word}", at, f"{clock.kind} {_SAID[word]}:"


def _word(clock: Clock, now: int) -> str:
    if clock.state != RUNNING:
        return ""
    if clock.is_breached(now):
        return "breached"
    return "at-risk" if clock.is_at_risk(now) else ""
