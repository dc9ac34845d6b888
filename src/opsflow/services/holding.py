"""On hold: a mark that an item waits for someone outside, for one of the reasons that the site knows.

The item stays in its column. The blocked mark says that something is in the way and counts against us; on hold says
that the next step is not ours, so that clocks of service levels can pause.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.writing import Chosen


def hold(session: Session, chosen: Chosen, reason: str, text: str = "", options: WriteOptions = PLAIN) -> Outcome:
    """Put items on hold for one of the configured reasons; `text` says more and is kept with the event."""
    known = _known(session, reason)

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            if not item.is_open:
                work.say(f"{item.id} is {item.state}: closed work is not on hold.")
            elif item.hold_reason == known:
                work.say(f"{item.id} is on hold for {known} already.")
            else:
                since = item.held_at if item.held_at is not None else work.at
                work.set(item, "held", text.strip() or None, held_at=since, hold_reason=known)

    return perform(session, "hold", options, body, "put on hold", f" ({known})")


def resume(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Take items off hold."""

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            if item.held_at is None:
                work.say(f"{item.id} is not on hold.")
            else:
                work.set(item, "resumed", held_at=None, hold_reason=None)

    return perform(session, "resume", options, body, "resumed")


def _known(session: Session, reason: str) -> str:
    reasons = session.settings.hold_reasons
    if reason.lower() in reasons:
        return reason.lower()
    from opsflow.domain.nearest import nearest

    close = nearest(reason, reasons)
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    raise UsageError(
        f"There is no reason {reason!r} to hold an item: {hint}the reasons are {', '.join(reasons)}. "
        "For anything else: opsflow block ID TEXT."
    )
