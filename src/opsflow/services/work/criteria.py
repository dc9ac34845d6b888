"""The definition of done: adding criteria, and saying that they are met or not needed."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, Refused, UsageError
from opsflow.domain.history.changes import Change
from opsflow.services.work.making import checked_criterion
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from opsflow.domain.items import Criterion, Item
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_FIELDS = ("text", "position", "state", "closed_at", "closed_by", "evidence", "reason", "check_command")
_OPEN = {"state": "open", "closed_at": None, "closed_by": None, "evidence": None, "reason": None}


def add(
    session: Session, chosen: Chosen, texts: Sequence[str], options: WriteOptions = PLAIN, command: str | None = None
) -> Outcome:
    """Add criteria to items, after those they have; `command` is what checks them."""
    checked = [checked_criterion(text) for text in texts]
    if not checked:
        raise UsageError('Say what must be true: `opsflow criteria add ID "old certificate revoked"`.')

    own = {"check_command": command} if command else {}

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            number = work.tx.last_criterion(item.id)
            position = max([held.position for held in _criteria(work, item)], default=0)
            changes = [
                Change("criterion", number + i, None, {"text": text, "position": position + i, "state": "open", **own})
                for i, text in enumerate(checked, 1)
            ]
            work.record(item, "criterion-added", changes)
            if not item.is_open:
                work.say(f"{item.id} is {item.state} and now has an open criterion.")

    return perform(session, "criteria add", options, body, "added criteria to")


def check(
    session: Session, chosen: Chosen, numbers: Iterable[int], options: WriteOptions = PLAIN, evidence: str | None = None
) -> Outcome:
    """Mark criteria as met, with the evidence given. No numbers means every open one.

    Of a criterion named that is met already, evidence that is new takes the place of the old one.
    """

    def fields(work: Work, _criterion: Criterion) -> dict[str, Any]:
        return {
            **_OPEN, "state": "met", "closed_at": work.at, "closed_by": session.actor, "evidence": evidence or None
        }  # fmt: skip

    def again(criterion: Criterion) -> dict[str, Any]:
        return {"evidence": evidence} if evidence and evidence != criterion.evidence else {}

    return _close(session, "criteria check", chosen, numbers, options, "met", "criterion-met", fields, again)


def waive(session: Session, chosen: Chosen, numbers: Iterable[int], options: WriteOptions = PLAIN) -> Outcome:
    """Mark criteria as not needed, for the reason in the options. No numbers means every open one."""
    if not (options.reason or "").strip():
        raise UsageError('A waiver is kept with its reason: --reason "why it is not needed".')

    def fields(work: Work, _criterion: Criterion) -> dict[str, Any]:
        closed = {"closed_at": work.at, "closed_by": session.actor, "reason": options.reason}
        return {**_OPEN, "state": "waived", **closed}

    return _close(session, "criteria waive", chosen, numbers, options, "waived", "criterion-waived", fields)


def uncheck(session: Session, chosen: Chosen, numbers: Iterable[int], options: WriteOptions = PLAIN) -> Outcome:
    """Open met or waived criteria again."""

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            changes = []
            for criterion in _named(work, item, numbers):
                if criterion.state == "open":
                    work.say(f"Criterion {criterion.number} of {item.id} is open already.")
                else:
                    changes.append(_change(criterion, _OPEN))
            work.record(item, "criterion-reopened", changes)
            if changes and not item.is_open:
                work.say(f"{item.id} is {item.state} and now has an open criterion.")

    return perform(session, "criteria uncheck", options, body, "opened criteria of")


def edit(
    session: Session, chosen: Chosen, number: int, text: str, options: WriteOptions = PLAIN, command: str | None = None
) -> Outcome:
    """Reword a criterion of items, or give it another command (an empty one: none).

    One that was met or waived is open again: nobody verified the new words.
    """
    fields: dict[str, Any] = {"text": checked_criterion(text)} if text.strip() or command is None else {}
    if command is not None:
        fields["check_command"] = command or None

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            criterion = _named(work, item, [number])[0]
            if all(getattr(criterion, name) == value for name, value in fields.items()):
                work.say(f"Criterion {number} of {item.id} reads like that already.")
                continue
            work.record(item, "criterion-edited", [_change(criterion, {**_OPEN, **fields})])
            if criterion.state != "open":
                work.say(f"Criterion {number} of {item.id} was {criterion.state}; reworded, it is open again.")

    return perform(session, "criteria edit", options, body, "reworded a criterion of")


def remove(session: Session, chosen: Chosen, numbers: Iterable[int], options: WriteOptions = PLAIN) -> Outcome:
    """Take criteria away; their numbers are not used again. Raises `Refused` for those that the type brings."""
    wanted = tuple(numbers)

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            gone = _named(work, item, wanted)
            _refuse_of_type(work, item, gone)
            work.record(
                item, "criterion-removed", [Change("criterion", held.number, _kept(held), None) for held in gone]
            )

    return perform(session, "criteria remove", options, body, "removed criteria of")


def _kept(criterion: Criterion) -> dict[str, Any]:
    return {name: value for name in _FIELDS if (value := getattr(criterion, name)) is not None}


def _refuse_of_type(work: Work, item: Item, criteria: Iterable[Criterion]) -> None:
    if not work.session.settings.is_record(item.type):
        return
    from opsflow.services.records.stages import record_type

    brought = record_type(work.session.settings, item.type).criteria
    numbers = [criterion.number for criterion in criteria if criterion.text in brought]
    if numbers:
        from opsflow.domain.ids import format_ids

        raise Refused(
            f"Each {item.type} has criterion {format_ids(numbers)}: it is not removed, it is waived with a reason: "
            f'`opsflow criteria waive {item.id} {format_ids(numbers)} --reason "why it is not needed"`'
        )


def reorder(session: Session, chosen: Chosen, numbers: Iterable[int], options: WriteOptions = PLAIN) -> Outcome:
    """Put these criteria first, in this order; the others follow as they were."""
    wanted = tuple(numbers)

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            first = _named(work, item, wanted)
            _put_in_order(work, item, first + [held for held in _criteria(work, item) if held not in first])

    return perform(session, "criteria reorder", options, body, "reordered the criteria of")


def shift(session: Session, item_id: int, number: int, places: int, options: WriteOptions = PLAIN) -> Outcome:
    """Move a criterion by so many places towards the end, or with a negative number towards the beginning."""

    def body(work: Work) -> None:
        item = work.item(item_id)
        (criterion,) = _named(work, item, [number])
        order = [held for held in _criteria(work, item) if held.number != number]
        before = _criteria(work, item).index(criterion)
        order.insert(max(before + places, 0), criterion)
        _put_in_order(work, item, order)

    return perform(session, "criteria reorder", options, body, "reordered the criteria of")


def _put_in_order(work: Work, item: Item, order: Sequence[Criterion]) -> None:
    changes = [_change(held, {"position": place}) for place, held in enumerate(order, 1) if held.position != place]
    work.record(item, "criteria-ordered", changes)
    if not changes:
        work.say(f"The criteria of {item.id} stand in that order already.")


def _close(
    session: Session,
    name: str,
    chosen: Chosen,
    numbers: Iterable[int],
    options: WriteOptions,
    state: str,
    kind: str,
    fields: Callable[[Work, Criterion], dict[str, Any]],
    again: Callable[[Criterion], dict[str, Any]] = lambda _criterion: {},
) -> Outcome:
    """Close criteria; `again` says what changes of one that is closed in this way already."""
    wanted = tuple(numbers)

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            open_ones = [held for held in _criteria(work, item) if held.state == "open"]
            changes = []
            for criterion in _named(work, item, wanted) if wanted else open_ones:
                more = again(criterion) if criterion.state == state else fields(work, criterion)
                if more:
                    changes.append(_change(criterion, more))
                else:
                    work.say(f"Criterion {criterion.number} of {item.id} is {state} already.")
            if not wanted and not open_ones:
                work.say(f"{item.id} has no open criterion.")
            updated = work.record(item, kind, changes)
            if changes:
                _progress(work, updated)

    return perform(session, name, options, body, f"{state} criteria of")


def _progress(work: Work, item: Item) -> None:
    held = _criteria(work, item)
    closed = sum(criterion.state != "open" for criterion in held)
    told = _ready(work, item) if closed == len(held) and item.is_open else "."
    work.say(f"{item.id} stands at {closed}/{len(held)}{told}")


def _ready(work: Work, item: Item) -> str:
    """What finishes an item whose criteria are all closed, or what else refuses that, and what puts it right."""
    from opsflow.services.work.entering import refusals

    ending = work.finishing([item])[0]
    against = refusals(work, item, work.workflow.first("done"), dict(ending.fields))
    if not against:
        return f": ready for `{ending.command}`."
    first = [f"`{remedy.command}`" for remedy in against[0].remedies[:1]]
    return f", and {' '.join([against[0].message, *[f'Try {command}.' for command in first]])}"


def _change(criterion: Criterion, fields: dict[str, Any]) -> Change:
    names = [name for name in fields if getattr(criterion, name) != fields[name]]
    before = {name: getattr(criterion, name) for name in names}
    return Change("criterion", criterion.number, before, {name: fields[name] for name in names})


def _criteria(work: Work, item: Item) -> list[Criterion]:
    return work.tx.criteria([item.id]).get(item.id, [])


def _named(work: Work, item: Item, numbers: Iterable[int]) -> list[Criterion]:
    return named(item.id, _criteria(work, item), numbers)


def named(item_id: int, criteria: Iterable[Criterion], numbers: Iterable[int]) -> list[Criterion]:
    """Those of an item's criteria that have these numbers. Raises `NotFound`."""
    held = {criterion.number: criterion for criterion in criteria}
    wanted = list(dict.fromkeys(numbers))
    missing = [number for number in wanted if number not in held]
    if missing:
        has = f"It has {', '.join(map(str, held))}." if held else "It has none."
        raise NotFound(f"Item {item_id} has no criterion {', '.join(map(str, missing))}. {has}")
    return [held[number] for number in wanted]
