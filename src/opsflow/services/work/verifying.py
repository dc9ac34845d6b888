"""Criteria that check themselves: their commands run outside of any transaction, and what they answered is recorded."""

from __future__ import annotations

from opsflow.domain.errors import UNCHANGED, Refused
from opsflow.domain.history.changes import Change
from opsflow.domain.programs import words_of
from opsflow.domain.value import Value
from opsflow.services.choosing import chosen_items
from opsflow.services.work.criteria import named
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from opsflow.domain.items import Criterion, Item
    from opsflow.domain.programs import Ran
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

    Runner = Callable[[Sequence[Sequence[str]]], list[Ran]]
    Trusted = Callable[[str], bool]


class Verdict(Value):
    """What came of one criterion's check; `ran` is `None` when the command is not trusted and did not run."""

    item_id: int
    criterion: Criterion
    ran: Ran | None

    @property
    def word(self) -> str:
        """`met`, `failed`, `late`, `unrunnable` or `untrusted`."""
        return "untrusted" if self.ran is None else self.ran.problem or "met"


class Verification(Value):
    """What a verification found, and what it changed."""

    verdicts: tuple[Verdict, ...]
    outcome: Outcome

    @property
    def holds(self) -> bool:
        """Whether every check was run and met."""
        return all(verdict.word == "met" for verdict in self.verdicts)


class Bounds(Value):
    """How long a check may run, how much of its output is kept, and how many run at once."""

    seconds: float
    characters: int
    parallel: int


def bounds(session: Session, seconds: float | None = None, parallel: int | None = None) -> Bounds:
    """The bounds of the configuration, but for those that are given."""
    table = session.settings.automation.get("verify") or {}
    crowd = parallel or int(table.get("parallel", 4))
    return Bounds(seconds or float(table.get("seconds", 30)), int(table.get("characters", 2000)), min(crowd, 64))


def checks(session: Session, chosen: Chosen, numbers: Iterable[int] = ()) -> list[tuple[Item, Criterion]]:
    """The criteria of some items that carry a command and were not waived; numbers, where given, say which.

    Raises `NotFound` for a number that an item does not have.
    """
    with session.store.reader() as reader:
        items = chosen_items(session, reader, chosen, lambda _said: None)
        held = reader.criteria([item.id for item in items])
    if numbers:
        held = {item.id: named(item.id, held.get(item.id, []), numbers) for item in items}
    return [
        (item, criterion)
        for item in items
        for criterion in held.get(item.id, [])
        if criterion.check_command and criterion.state != "waived"
    ]


def run_checks(session: Session, chosen: Chosen, run: Runner, is_trusted: Trusted) -> tuple[Verdict, ...]:
    """Run the checks of some items, those that are trusted; nothing is recorded yet."""
    return ran(checks(session, chosen), run, is_trusted)


def ran(found: Sequence[tuple[Item, Criterion]], run: Runner, is_trusted: Trusted) -> tuple[Verdict, ...]:
    """The same for checks at hand, without a look into the store: it can take as long as it likes."""
    allowed = [criterion for _, criterion in found if is_trusted(criterion.check_command or "")]
    ended = run([words_of(criterion.check_command or "") for criterion in allowed])
    answers = dict(zip(allowed, ended, strict=True))
    return tuple([Verdict(item.id, criterion, answers.get(criterion)) for item, criterion in found])


def verify(
    session: Session, chosen: Chosen, run: Runner, is_trusted: Trusted, options: WriteOptions = PLAIN
) -> Verification:
    """Run the checks of some items and mark their criteria met or open accordingly, with the evidence."""
    verdicts = run_checks(session, chosen, run, is_trusted)
    return Verification(verdicts, recorded(session, verdicts, options))


def done(
    session: Session,
    chosen: Chosen,
    run: Runner,
    is_trusted: Trusted,
    options: WriteOptions = PLAIN,
    told: Callable[[Sequence[Verdict]], None] = lambda _verdicts: None,
) -> Verification:
    """Verify items and finish them, as one command. Where a rule refuses, what the checks answered is kept still.

    `told` hears what the checks answered before the rules are asked.
    """
    from opsflow.services.work.flow import finish

    verdicts = run_checks(session, chosen, run, is_trusted)
    told(verdicts)

    def body(work: Work) -> None:
        record(work, verdicts)
        work.tx.flush()
        work.lines.clear()
        finish(work, chosen)

    try:
        return Verification(verdicts, perform(session, "done", options, body, "done"))
    except Refused as refusal:
        kept = recorded(session, verdicts, options.replace(force=False, reason=None, request_id=None))
        if kept.command is None:
            raise
        message = refusal.message.replace(UNCHANGED, "What the checks answered is kept; nothing else was changed.")
        raise Refused(message, refusal.findings) from None


def recorded(session: Session, verdicts: Sequence[Verdict], options: WriteOptions = PLAIN) -> Outcome:
    """Record what checks answered, as one command."""
    return perform(session, "verify", options, lambda work: record(work, verdicts))


def record(work: Work, verdicts: Sequence[Verdict]) -> None:
    """Record what differs from what is known: a criterion now met, one no longer met, another way of failing."""
    for item_id in dict.fromkeys([verdict.item_id for verdict in verdicts]):
        item = work.item(item_id)
        held = {criterion.number: criterion for criterion in work.tx.criteria([item_id]).get(item_id, [])}
        for verdict in [verdict for verdict in verdicts if verdict.item_id == item_id]:
            number = verdict.criterion.number
            if held.get(number) != verdict.criterion:
                work.say(f"Criterion {number} of {item_id} was changed meanwhile: verify it again.")
            elif verdict.ran is not None:
                _record_one(work, item, verdict.criterion, verdict.ran)


def _record_one(work: Work, item: Item, criterion: Criterion, ran: Ran) -> None:
    evidence = ran.in_words(work.session.host)
    if not ran.problem and criterion.state != "met":
        after: dict[str, Any] = {
            "state": "met", "closed_at": work.at, "closed_by": work.session.actor, "evidence": evidence
        }  # fmt: skip
        _change(work, item, criterion, "criterion-met", after)
    elif ran.problem and criterion.state == "met":
        after = {"state": "open", "closed_at": None, "closed_by": None, "evidence": evidence}
        _change(work, item, criterion, "criterion-regressed", after)
        if not item.is_open:
            work.say(f"{item.id} is {item.state}, and its criterion {criterion.number} does not hold any more.")
    elif ran.problem and _how(criterion.evidence) != _how(evidence):
        _change(work, item, criterion, "criterion-failed", {"evidence": evidence})


def _how(evidence: str | None) -> str:
    """The beginning of an evidence that stays the same when a check fails twice in the same way."""
    return (evidence or "").partition(" in ")[0]


def _change(work: Work, item: Item, criterion: Criterion, kind: str, after: dict[str, Any]) -> None:
    before = {name: getattr(criterion, name) for name in after}
    work.record(item, kind, [Change("criterion", criterion.number, before, after)])
    said = {"criterion-met": "met", "criterion-regressed": "no longer met", "criterion-failed": "not met"}[kind]
    work.lines.append(f"{said}: criterion {criterion.number} of {item.id}: {criterion.text}")
