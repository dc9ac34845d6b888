"""What the type of an item adds to its flow: stages, required fields, criteria of a new item, and duplicates."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.ids import format_ids
from opsflow.domain.record_types import built, column_of
from opsflow.domain.rules.policies import Finding
from opsflow.domain.settings import CustomField

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.record_types import RecordType
    from opsflow.domain.rules.policies import Remedy
    from opsflow.domain.settings import Settings
    from opsflow.domain.workflow import State, Workflow
    from opsflow.services.writing import Work

CLOSING = ("resolution", "closing-code")
NEEDED = "required-fields"
_EXAMPLES = {
    "owner": "me", "due": "fri", "not-before": "tomorrow", "impact": "high", "urgency": "high", "effort": "medium",
    "estimate": "2h", "class": "standard",
}  # fmt: skip


def record_type(settings: Settings, name: str) -> RecordType:
    """What the type of that name brings."""
    return built(name, settings.records.get(name, {}))


def place(settings: Settings, workflow: Workflow, type_name: str, name: str) -> tuple[State, str | None]:
    """The column that a stage or a column of that name means to an item of a type, and the stage if it is one."""
    record = record_type(settings, type_name)
    stage = record.stage(name)
    if stage is not None:
        return column_of(stage, workflow), stage.name
    if record.stages and workflow.named(name) is None:
        raise UsageError(_unknown(name, record, workflow))
    return workflow.state(name), None


def _unknown(name: str, record: RecordType, workflow: Workflow) -> str:
    from opsflow.domain.nearest import meant

    stages = [stage.name for stage in record.stages]
    question = meant(name, [*stages, *workflow.names])
    return (
        f"There is no state {name!r}. {question}{' ' if question else ''}Those of {record.name} are "
        f"{', '.join(stages)}; the columns are {', '.join(workflow.names)}."
    )


def stage_in(work: Work, type_name: str, column: State, current: str | None = None) -> str | None:
    """The stage that an item of a type takes in a column."""
    return record_type(work.session.settings, type_name).stage_in(column, current, work.workflow)


def stages_of(settings: Settings, workflow: Workflow, type_name: str) -> Callable[[State, str | None], str | None]:
    """What answers the same for many items of a type: the stage taken in a column, after another."""
    record = record_type(settings, type_name)
    known: dict[tuple[str, str | None], str | None] = {}

    def stage(column: State, current: str | None) -> str | None:
        key = (column.name, current)
        if key not in known:
            known[key] = record.stage_in(column, current, workflow)
        return known[key]

    return stage


def judge(work: Work, item: Item, target: State, stage: str | None, coming: Mapping[str, str] | None = None) -> None:
    """Report what the type asks for before an item enters a column and a stage.

    `coming` are fields that it is to be given then.
    """
    settings = work.session.settings
    if not settings.policies.is_off(NEEDED):
        needed = record_type(settings, item.type).needed(stage, target.name)
        work.find(_missing(work, item, needed, stage or target.name, coming) if needed else ())
    if item.type == "change":
        from opsflow.services.records import change_control

        change_control.judge(work, item, target)


def _missing(
    work: Work, item: Item, needed: Sequence[str], entered: str, coming: Mapping[str, str] | None
) -> Iterable[Finding]:
    held = {**work.tx.custom([item.id]).get(item.id, {}), **(coming or {})}
    fields = lacking(work.session.settings, item, held, needed)
    if not fields:
        return
    named = ", ".join([field.name + (f" ({', '.join(field.choices)})" if field.choices else "") for field in fields])
    level = work.session.settings.policies.level(NEEDED)
    message = f"{item.id} becomes {entered} without {named}."
    yield Finding(NEEDED, level, message, (item.id,), (_filling(item.id, fields),))


def lacking(settings: Settings, item: Item, custom: Mapping[str, str], needed: Sequence[str]) -> list[CustomField]:
    """The needed fields that an item does not have, those of every item as plain text."""
    fields = [settings.field(name) or CustomField(name) for name in needed]
    return [field for field in fields if not _value(item, custom, field.name)]


def _filling(item_id: int, fields: Sequence[CustomField]) -> Remedy:
    """What gives an item the fields, each with a value that it can have."""
    from opsflow.domain.rules import remedies
    from opsflow.domain.rules.endings import VERBS

    verb = VERBS.get(fields[0].name) if len(fields) == 1 else None
    if verb and fields[0].choices:
        return remedies.end(verb, item_id, fields[0].name, fields[0].choices[0])
    return remedies.fill_in(item_id, [(field.name, _example(field)) for field in fields])


def _example(field: CustomField) -> str:
    if field.choices:
        return field.choices[0]
    kinds = {"date": "tomorrow", "number": "1"}
    return _EXAMPLES.get(field.name) or kinds.get(field.kind) or (field.help.lower() if field.help else "NAME")


def _value(item: Item, custom: Mapping[str, str], name: str) -> Any:
    column = {"class": "service_class", "estimate": "estimate_likely", "key": "alert_key", "parent": "parent_id"}
    attribute = column.get(name, name.replace("-", "_"))
    return custom.get(name) if name in custom else getattr(item, attribute, None)


def check_fields(settings: Settings, type_name: str, names: Iterable[str]) -> None:
    """Raise `UsageError` for a field that belongs to other types."""
    for name, owners in _of_others(settings, type_name, names):
        raise UsageError(
            f"{name} is a field of {owners}, and this is of type {type_name}. To keep it in a title, write {name}\\:..."
        )


def check_ending(work: Work, item: Item, names: Iterable[str]) -> None:
    """The same for fields that say how an item ended; the error names the command that ends one of its type."""
    from opsflow.domain.rules.endings import finishing

    for name, owners in _of_others(work.session.settings, item.type, names):
        (way,) = finishing(work.session.settings, work.workflow, [item])
        raise UsageError(f"{name} is a field of {owners}, and {item.id} is of type {item.type}: `{way.command}`")


def _of_others(settings: Settings, type_name: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The fields that belong to other types, with these in words."""
    for name in names:
        field = settings.field(name)
        if field is not None and field.types and type_name not in field.types:
            *others, last = field.types
            yield name, f"{', '.join(others)} and {last}" if others else last


def template(
    settings: Settings, type_name: str, given: Sequence[str | tuple[str, str | None]]
) -> list[str | tuple[str, str | None]]:
    """The criteria of a new item: those given, as text or with a check, then those of its type not among them."""
    texts = [held if isinstance(held, str) else held[0] for held in given]
    return [*given, *[text for text in record_type(settings, type_name).criteria if text not in texts]]


def tell_criteria(work: Work, item: Item, given: Sequence[str | tuple[str, str | None]]) -> None:
    """Say which criteria the type of a new item brought beside those given."""
    whole = template(work.session.settings, item.type, given)
    brought = [f'{place} "{held}"' for place, held in enumerate(whole, 1) if place > len(given)]
    if brought:
        criteria = "criterion" if len(brought) == 1 else "criteria"
        work.say(f"The type {item.type} brings {criteria} {', '.join(brought)}.")


def bring_criteria(work: Work, item: Item) -> None:
    """Add the criteria that the type of an item brings and that it does not have yet."""
    held = work.tx.criteria([item.id]).get(item.id, [])
    texts = [criterion.text for criterion in held]
    fresh = [text for text in record_type(work.session.settings, item.type).criteria if text not in texts]
    number, position = work.tx.last_criterion(item.id), max([criterion.position for criterion in held], default=0)
    changes = [
        Change("criterion", number + place, None, {"text": text, "position": position + place, "state": "open"})
        for place, text in enumerate(fresh, 1)
    ]
    work.record(item, "criterion-added", changes)


def forget_closing(work: Work, item: Item) -> None:
    """Take away how an item was closed, since it is open again; a change has to be approved anew."""
    if item.type == "change":
        from opsflow.services.records import change_control

        change_control.withdraw(work, item, "it is open again")
        change_control.look_for_conflicts(work, item.id)
    custom = work.tx.custom([item.id]).get(item.id, {})
    gone = [Change("custom", name, {"value": custom[name]}, None) for name in CLOSING if name in custom]
    work.record(item, "edited", gone, "open again")


def tell_followers(work: Work, problem: Item) -> None:
    """Name the open incidents that a finished problem has caused."""
    links = work.tx.links([problem.id])
    ids = [link.item_id for link in links if link.kind == "caused-by" and link.other_id == problem.id]
    incidents = [item for item in work.tx.items(ids).values() if item.is_open and item.type == "incident"]
    if incidents:
        ways = ", ".join([remedy.command for remedy in work.finishing(incidents)])
        work.say(f"Incidents that follow from {problem.id} are open: {ways}")


def settle_duplicates(work: Work, item: Item, target: State) -> None:
    """Finish the duplicates of an item that is finished; where it ends or goes on otherwise, say what they do."""
    if target.category == "done":
        close_duplicates(work, item, target)
        return
    open_ones = format_ids([other.id for other in _duplicates(work, item) if other.is_open])
    if target.category == "cancelled" and open_ones:
        work.say(
            f"Its duplicates stay open and blocked: {open_ones}. To go on with them: `opsflow unblock {open_ones}`"
        )
    elif target.category != "cancelled":
        work.checks.append(lambda: _tell_left_done(work, item))


def _tell_left_done(work: Work, item: Item) -> tuple[Finding, ...]:
    """Name the duplicates that stay finished, once the command has reopened all that it is about."""
    ids = format_ids([other.id for other in _duplicates(work, item) if other.category == "done"])
    if ids:
        work.say(f"What was finished together with it stays finished: `opsflow reopen {ids}`")
    return ()


def _duplicates(work: Work, item: Item) -> list[Item]:
    links = work.tx.links([item.id])
    ids = [link.item_id for link in links if link.kind == "duplicate-of" and link.other_id == item.id]
    return list(work.tx.items(ids).values())


def close_duplicates(work: Work, item: Item, target: State) -> None:
    """Finish the open items that are marked as duplicates of one that is finished. Rules were asked for that one."""
    for other in _duplicates(work, item):
        if not other.is_open:
            continue
        stage = stage_in(work, other.type, target, other.stage) if work.session.settings.is_record(other.type) else None
        started = other.started_at if other.started_at is not None else work.at
        work.set(
            other, "finished", f"together with {item.id}", state=target.name, stage=stage, entered_at=work.at,
            started_at=started, finished_at=work.at, blocked_at=None, blocked_reason=None, held_at=None,
            hold_reason=None,
        )  # fmt: skip
        if other.type in ("incident", "request"):
            custom = work.tx.custom([other.id]).get(other.id, {})
            if "resolution" not in custom:
                work.record(other, "edited", [Change("custom", "resolution", None, {"value": "duplicate"})])
        work.say(f"{other.id} is finished together with {item.id}, whose duplicate it is.")
        close_duplicates(work, other, target)
