"""Resolving: saying how an incident, a problem or a request ended, and finishing it, in one command."""

from __future__ import annotations

from opsflow.domain.errors import Refused, UsageError
from opsflow.domain.rules.endings import RESOLVE, VERBS, ending
from opsflow.domain.rules.policies import OFF, REFUSE
from opsflow.domain.value import Value
from opsflow.services.records.stages import NEEDED, check_ending, lacking, place, record_type
from opsflow.services.work.entering import enter
from opsflow.services.work.fields import custom_changes, item_fields
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Finding
    from opsflow.domain.settings import CustomField, Settings
    from opsflow.domain.workflow import Workflow
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

    Ending = tuple[Sequence[int], Mapping[str, str]]
    """Items, and the values of the fields that say how they ended."""


class Ended(Value):
    """How some items ended: values of fields, of which each takes what its type asks for and it lacks, and a note."""

    values: Mapping[str, str]
    note: str = ""


def resolve(
    session: Session, chosen: Chosen, values: Mapping[str, str], text: str = "", options: WriteOptions = PLAIN
) -> Outcome:
    """Set closing fields of items, such as `resolution`, write a note if there is a text, and finish the items.

    To say how they ended is what this is for: where the rule on required fields warns, a missing code is refused here.
    """

    def body(work: Work) -> None:
        items = work.chosen(chosen)
        _end(work, items, values, text, {item.id for item in items})

    return perform(session, "resolve", options, body, "resolved")


def resolve_each(session: Session, endings: Sequence[Ending], options: WriteOptions = PLAIN) -> Outcome:
    """Finish items that ended in different ways, each with what is to be said of it, in one command."""

    def body(work: Work) -> None:
        among = {item_id for ids, _ in endings for item_id in ids}
        for ids, values in endings:
            _end(work, work.chosen(ids), values, "", among)

    return perform(session, "resolve", options, body, "resolved")


def end(session: Session, chosen: Chosen, ended: Ended, options: WriteOptions = PLAIN) -> Outcome:
    """Finish items of several types, each with what its type keeps of how they ended."""
    return perform(session, "resolve", options, lambda work: bring_to_end(work, chosen, ended), "resolved")


def bring_to_end(work: Work, chosen: Chosen, ended: Ended, state: str = "") -> None:
    """The same within a command, in a done state or stage of that name."""
    items = work.chosen(chosen)
    among, custom = {item.id for item in items}, work.tx.custom([item.id for item in items])
    for item in items:
        asked = [field.name for field in _asked_of(work.session.settings, work.workflow, item, custom.get(item.id, {}))]
        values = {name: value for name, value in ended.values.items() if name in asked}
        _end(work, [item], values, ended.note, among, state)


def _end(
    work: Work, items: Iterable[Item], values: Mapping[str, str], text: str, among: set[int], state: str = ""
) -> None:
    """Finish some of the items `among` those that are finished together, in the first done state or a named one."""
    fields, custom = item_fields(work.session, work.tx, values)
    for item in items:
        check_ending(work, item, custom)
        close_with(work, item, fields, custom, text)
        now, target, stage = work.item(item.id), work.workflow.first("done"), None
        if state:
            target, stage = place(work.session.settings, work.workflow, item.type, state)
        if now.version == item.version or now.state != target.name:
            enter(work, now, target, among, stage)
    work.findings = [_insisted_on(found) for found in work.findings]


def _insisted_on(found: Finding) -> Finding:
    lacks_code = any(name in VERBS for remedy in found.remedies for name, _ in remedy.fields)
    return found.replace(level=REFUSE) if found.rule == NEEDED and lacks_code else found


def refuse_first(session: Session, chosen: Chosen, values: Mapping[str, str], options: WriteOptions = PLAIN) -> None:
    """Raise what `resolve` would, but for fields that are missing: nobody is to be asked for these in vain."""
    try:
        resolve(session, chosen, values, options=options.replace(dry_run=True))
    except Refused as error:
        if any(found.level == REFUSE and found.rule != NEEDED for found in error.findings) or not error.findings:
            raise


def close_with(work: Work, item: Item, fields: Mapping[str, Any], custom: Mapping[str, str], text: str) -> None:
    """Record how an item ends, before it does."""
    changes = custom_changes(work.tx.custom([item.id]).get(item.id, {}), custom)
    if text.strip():
        changes.append(work.next_note(item, text))
    work.record(item, "edited", changes)
    if fields:
        work.set(work.item(item.id), "edited", **fields)


def asked_to_finish(session: Session, ids: Iterable[int]) -> list[CustomField]:
    """What is to be said before some items end and is not there yet: how they ended, and what their types need."""
    found: dict[str, CustomField] = {}
    with session.store.reader() as reader:
        items = reader.items(ids)
        custom = reader.custom(items)
        for item in items.values():
            asked = _asked_of(session.settings, reader.workflow, item, custom.get(item.id, {}))
            found.update({field.name: field for field in asked})
    return list(found.values())


def _asked_of(settings: Settings, workflow: Workflow, item: Item, custom: Mapping[str, str]) -> list[CustomField]:
    """The same for one item."""
    fields = lacking(settings, item, custom, ("resolution", *_needed(settings, workflow, item)))
    return [field for field in fields if field.is_of(item.type)]


def _needed(settings: Settings, workflow: Workflow, item: Item) -> tuple[str, ...]:
    """The fields that the type of an item needs at its end."""
    record = record_type(settings, item.type)
    target = workflow.first("done")
    return record.needed(record.stage_in(target, item.stage, workflow), target.name)


def lacks_code(session: Session, ids: Iterable[int], state: str = "") -> bool:
    """Whether one of some open items is resolved by a code that it does not have yet, and `state` is an end of it."""
    settings = session.settings
    if settings.policies.level(NEEDED) == OFF:
        return False
    with session.store.reader() as reader:
        items = reader.items(ids)
        custom = reader.custom(items)
        return any(
            verb == RESOLVE and field not in custom.get(item.id, {})
            for item in items.values()
            if item.is_open and (not state or _is_end(settings, reader.workflow, item, state))
            for verb, field, _ in (ending(settings, reader.workflow, item),)
        )


def _is_end(settings: Settings, workflow: Workflow, item: Item, state: str) -> bool:
    try:
        return place(settings, workflow, item.type, state)[0].category == "done"
    except UsageError:
        return False  # no such state, which is told when the item is moved there
