"""The two marks on an item that something is in the way. The item stays in its column, and the time counts.

Blocked says that it stands against us, for any reason. On hold says that the next step is not ours, for one of the
reasons that the site knows, so that clocks of service levels can pause.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import set_fields
from opsflow.domain.value import Value
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


class Mark(Value):
    """A mark: its words, the kinds of its events, the fields that keep it, and the command that ends it."""

    word: str
    put: str
    taken: str
    since: str
    reason: str
    ending: str

    def began(self, item: Item) -> int | None:
        """When the mark was put on the item, if it is on."""
        began: int | None = getattr(item, self.since)
        return began

    def put_on(self, work: Work, item: Item, reason: str, text: str = "") -> None:
        """Put the mark on an open item; what more there is to say becomes a note.

        A new reason takes the place of the old one, and the time goes on.
        """
        if not item.is_open:
            work.say(f"{item.id} is {item.state}: closed work is not {self.word}.")
            return
        notes = [work.next_note(item, text)] if text else []
        if getattr(item, self.reason) == reason:
            work.say(f"{item.id} is {self.word} already: {reason}." + (" The rest was noted." if notes else ""))
            work.record(item, "noted", notes)
            return
        began = self.began(item)
        before = {self.since: began, self.reason: getattr(item, self.reason)}
        after = {self.since: work.at if began is None else began, self.reason: reason}
        work.record(item, self.put, [set_fields(before, after), *notes])

    def take_off(self, work: Work, item: Item) -> None:
        """Take the mark off an item."""
        began = self.began(item)
        if began is None:
            work.say(f"{item.id} is not {self.word}.")
            return
        work.come_after(began, f"{item.id} was {self.put}")
        work.set(item, self.taken, **{self.since: None, self.reason: None})

    def remark(self, work: Work, item: Item) -> None:
        """Say that an item on which work begins carries the mark, and how it is ended."""
        if self.began(item) is not None:
            reason = getattr(item, self.reason)
            work.say(f"{item.id} is {self.word}: {reason}. When that is over: `opsflow {self.ending} {item.id}`")


BLOCKED = Mark("blocked", "blocked", "unblocked", "blocked_at", "blocked_reason", "unblock")
ON_HOLD = Mark("on hold", "held", "resumed", "held_at", "hold_reason", "resume")


def block(session: Session, chosen: Chosen, reason: str, options: WriteOptions = PLAIN) -> Outcome:
    """Mark items as blocked, for a reason."""
    if not reason.strip():
        raise UsageError('Say why: `opsflow block ID "waiting for the vendor"`.')

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            BLOCKED.put_on(work, item, reason)

    return perform(session, "block", options, body, "blocked")


def hold(session: Session, chosen: Chosen, reason: str, text: str = "", options: WriteOptions = PLAIN) -> Outcome:
    """Put items on hold for one of the configured reasons; `text` says more and is kept as a note."""
    known = _known(session, reason)

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            ON_HOLD.put_on(work, item, known, text.strip())

    return perform(session, "hold", options, body, "put on hold", f" ({known})")


def unblock(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Take the blocked mark off items."""
    return _end(session, chosen, BLOCKED, options)


def resume(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Take items off hold."""
    return _end(session, chosen, ON_HOLD, options)


def _end(session: Session, chosen: Chosen, mark: Mark, options: WriteOptions) -> Outcome:
    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            mark.take_off(work, item)

    return perform(session, mark.ending, options, body, mark.taken)


def remark(work: Work, item: Item) -> None:
    """Say what is in the way of an item on which work begins: its marks, and a day before which it was not to start."""
    for mark in (BLOCKED, ON_HOLD):
        mark.remark(work, item)
    if item.not_before is not None and item.not_before > work.at:
        from opsflow.domain.time.instants import format_start

        day = format_start(item.not_before, work.session.zone)
        work.say(f"{item.id} was not to be started before {day}.")


def _known(session: Session, reason: str) -> str:
    reasons = session.settings.hold_reasons
    from opsflow.domain.text import spelled

    found = spelled(reason, reasons)
    if found is None:
        from opsflow.domain.nearest import no_such

        raise UsageError(f"{no_such('reason to hold', reason, reasons)} For anything else: `opsflow block ID TEXT`.")
    return found
