"""Making the items that rules of recurrence bring: each occurrence once, however often and late this is asked."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, Refused, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.history.signals import RECURRED
from opsflow.domain.programs import filled
from opsflow.domain.recurrence.rules import VARIABLES
from opsflow.domain.text import counted
from opsflow.services.session import Session
from opsflow.services.time.recurrence_rules import as_parts
from opsflow.services.time.recurring import change, coming
from opsflow.services.work.templates import make_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from opsflow.domain.recurrence.rules import Recurrence
    from opsflow.services.time.recurring import Almanac
    from opsflow.services.work.templates import Part
    from opsflow.services.writing import Work

_MOST_AT_ONCE = 1000
_FRESH = 3600
"""Seconds after its time in which an occurrence that is not to come late is made."""


_UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What comes of a rule or a template that says what none can."""


class Stuck(Exception):
    """A rule that cannot be carried out, by its name. A tick goes on without it, so nobody outside hears of it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


def generate(work: Work, almanac: Almanac, leaving_out: Container[str]) -> dict[int, str]:
    """Make what is due now. The next occurrence of each rule moves on in the same transaction.

    Answers with the rule that each item came of. Raises `Stuck` for a rule that cannot be carried out: nothing of it
    may be left half made, so the work is to be begun anew, leaving that rule out.
    """
    due = work.tx.recurrences("paused_at IS NULL AND mode = 'calendar' AND next_at <= ?", (work.now,))
    after = work.tx.recurrences("paused_at IS NULL AND mode = 'after-completion'")
    origins: dict[int, str] = {}
    for bring, held in [*[(_by_calendar, held) for held in due], *[(_after_completion, held) for held in after]]:
        if held.name not in leaving_out:
            try:
                made = bring(work, held, almanac)
            except (UsageError, NotFound, Refused) as error:
                raise Stuck(held.name, f"{held.name}: {error.message}") from error
            except _UNREADABLE as error:  # such as came with an import
                remedy = f"opsflow recur remove {held.name}"
                raise Stuck(held.name, f"{held.name} is not a rule that can be read: {remedy}") from error
            origins.update(dict.fromkeys(made, held.name))
    return origins


def _by_calendar(work: Work, held: Recurrence, almanac: Almanac) -> list[int]:
    due, ahead = _due(held, almanac, work.now)
    fresh = [at for at in due[-1:] if work.now - at < _FRESH]
    wanted = {"last": due[-1:], "all": due, "skip": fresh}[held.missed]
    made = [item_id for at in wanted for item_id in _make(work, held, almanac, at)]
    change(work, held, "recurred", next_at=ahead)
    if len(wanted) < len(due):
        work.lines.append(f"{held.name}: {counted(len(due) - len(wanted), 'missed occurrence')} left out")
    return made


def _after_completion(work: Work, held: Recurrence, almanac: Almanac) -> list[int]:
    work.tx.flush()
    at = coming(work.tx, held, almanac)
    if at is None or at > work.now:
        return []
    made = _make(work, held, almanac, at)
    if held.next_at is not None:
        change(work, held, "recurred", next_at=None)
    return made


def _due(held: Recurrence, almanac: Almanac, now: int) -> tuple[list[int], int | None]:
    """The occurrences up to now, the latest of them, and the next one."""
    due: list[int] = []
    ahead = held.next_at
    while ahead is not None and ahead <= now:
        due = [*due[-_MOST_AT_ONCE:], ahead]
        ahead = almanac.following(held, ahead)
    return due, ahead


def _make(work: Work, held: Recurrence, almanac: Almanac, at: int) -> list[int]:
    """Make the items of one occurrence; dates in its template are read as of the occurrence. Answers with their ids."""
    local = almanac.zone_for(held.zone).to_local(at)
    date = f"{local[0]:04}-{local[1]:02}-{local[2]:02}"
    variables = dict(zip(VARIABLES, (date, date[:7], date[:4]), strict=True))
    session, options = work.session, work.options
    try:
        work.session = _as_of(session, at)
        made = make_in(work, [_filled(part, variables) for part in as_parts(held.template)])
    finally:
        work.session, work.options = session, options
    ids = list(dict.fromkeys(made.values()))
    for item_id in ids:
        item = work.tx.item(item_id)
        if item is not None:
            work.record(item, "recurred", [_signal(work, item_id, RECURRED + held.name, at)])
            work.lines.append(f"{held.name}: added {item_id}: {item.title}")
    return ids


def _signal(work: Work, item_id: int, name: str, at: int) -> Change:
    before = work.tx.signals(item_id).get(name)
    return Change("signal", name, None if before is None else {"at": before}, {"at": at})


def _as_of(session: Session, at: int) -> Session:
    return Session(
        session.store,
        session.settings,
        session.actor,
        login=session.login,
        host=session.host,
        origin=session.origin,
        clock=lambda: at,
        zone=session.zone,
    )


def _filled(part: Part, variables: Mapping[str, str]) -> Part:
    draft = part.draft
    values = tuple([(name, filled(value, variables)) for name, value in draft.values])
    return part.replace(draft=draft.replace(title=filled(draft.title, variables), values=values))
