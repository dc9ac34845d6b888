"""What time brings to service level clocks: each that is at risk, and each target that is missed, told once."""

from __future__ import annotations

from opsflow.domain.clocks.running import CANCELLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.domain.clocks.running import Clock
    from opsflow.services.writing import Work

_SAID = {"at-risk": "at risk", "breached": "missed"}


def pressing(work: Work) -> Iterator[tuple[int, str, int, str]]:
    """Item, name of the signal such as `sla-resolution-breached`, the instant it stands for, and what to say.

    A target that is missed is no more at risk: after a time without anyone looking it is told once. It is told as well
    when the clock has stood still since, as long as the item is open.
    """
    for clock in work.tx.clocks_to_tell(work.now):
        word = _word(clock, work.now)
        at = clock.warn_at if word == "at-risk" else clock.due if clock.breached_at is None else clock.breached_at
        if word and at is not None:
            yield clock.item_id, f"sla-{clock.kind}-{word}", at, f"{clock.kind} {_SAID[word]}:"


def _word(clock: Clock, now: int) -> str:
    if clock.state == CANCELLED:
        return ""
    if clock.is_breached(now):
        return "breached"
    return "at-risk" if clock.is_at_risk(now) else ""
