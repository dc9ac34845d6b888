"""History as it is written to a file and read back: a header, commands, and their events, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError

from opsflow.contract.bounds import Count, Id, Instant
from opsflow.contract.wording import first_problem
from opsflow.domain.errors import UsageError

Level = Literal["high", "medium", "low"]
Category = Literal["backlog", "ready", "active", "waiting", "done", "cancelled"]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ItemFields(_Model):
    """Some fields of an item, as a change holds them."""

    uid: Annotated[str, Field(min_length=36, max_length=36)] | None = None
    title: Annotated[str, Field(min_length=1)] | None = None
    type: str | None = None
    planned: Literal[0, 1] | None = None
    state: str | None = None
    project: str | None = None
    service: str | None = None
    service_class: Literal["expedite", "fixed-date", "standard", "intangible"] | None = None
    impact: str | None = None
    urgency: str | None = None
    priority: Annotated[int, Field(ge=1)] | None = None
    effort: Level | None = None
    estimate_low: Count | None = None
    estimate_likely: Count | None = None
    estimate_high: Count | None = None
    due: Instant | None = None
    not_before: Instant | None = None
    owner: str | None = None
    parent_id: Id | None = None
    alert_key: str | None = None
    stage: str | None = None
    created_at: Instant | None = None
    entered_at: Instant | None = None
    started_at: Instant | None = None
    finished_at: Instant | None = None
    blocked_at: Instant | None = None
    blocked_reason: str | None = None
    held_at: Instant | None = None
    hold_reason: str | None = None


class CriterionFields(_Model):
    """Some fields of a criterion."""

    text: str | None = None
    position: Count | None = None
    state: Literal["open", "met", "waived"] | None = None
    closed_at: Instant | None = None
    closed_by: str | None = None
    evidence: str | None = None
    reason: str | None = None
    check_command: str | None = None


class NoteFields(_Model):
    """Some fields of a note."""

    written_at: Instant | None = None
    author: str | None = None
    text: str | None = None


class CustomFields(_Model):
    """The value of a field of the site."""

    value: str | None = None


class ApprovalFields(_Model):
    """Some fields of what a person decided about a change."""

    decision: Literal["approved", "rejected"] | None = None
    at: Instant | None = None
    reason: str | None = None


class StateFields(_Model):
    """Some fields of a state of the workflow."""

    category: Category | None = None
    position: Count | None = None


class AlertFields(_Model):
    """How often an alert was seen."""

    occurrences: Annotated[int, Field(ge=1)] | None = None
    first_seen_at: Instant | None = None
    last_seen_at: Instant | None = None


class SignalFields(_Model):
    """The instant a signal stood for."""

    at: Instant | None = None


class RecurrenceFields(_Model):
    """Some fields of a rule of recurrence."""

    rule: str | None = None
    words: str | None = None
    mode: Literal["calendar", "after-completion"] | None = None
    starts_at: Instant | None = None
    zone: str | None = None
    shift: Literal["none", "skip", "next", "previous"] | None = None
    missed: Literal["last", "all", "skip"] | None = None
    template: str | None = None
    next_at: Instant | None = None
    paused_at: Instant | None = None


class NoFields(_Model):
    """A record that is nothing but its key."""


_CHANGES: dict[str, tuple[Any, Any]] = {
    "item": (Literal[""], ItemFields),
    "criterion": (Id, CriterionFields),
    "note": (Id, NoteFields),
    "custom": (str, CustomFields),
    "approval": (str, ApprovalFields),
    "state": (str, StateFields),
    "alert": (Literal[""], AlertFields),
    "signal": (str, SignalFields),
    "recurrence": (str, RecurrenceFields),
    "tag": (str, NoFields),
    "dependency": (Id, NoFields),
    "link": (Annotated[str, Field(pattern=r"^[a-z-]+:[0-9]+$")], NoFields),
}


def _entity(change: Any) -> str | None:
    return change[0] if isinstance(change, (list, tuple)) and change and isinstance(change[0], str) else None


def _forms() -> Any:
    made: Any = None
    for entity, (key, fields) in _CHANGES.items():
        form = Annotated[tuple[Literal[entity], key, fields | None, fields | None], Tag(entity)]  # type: ignore[valid-type]
        made = form if made is None else made | form
    return Annotated[made, Discriminator(_entity)]


if TYPE_CHECKING:
    _ChangeForm = tuple[str, str | int, dict[str, Any] | None, dict[str, Any] | None]
else:
    _ChangeForm = _forms()


class Payload(_Model):
    """What an event changed, and the note that explains it."""

    changes: list[_ChangeForm]
    note: str | None = None


def _payload(text: str) -> str:
    Payload.model_validate_json(text)
    return text


class StateLine(_Model):
    """A state of the workflow."""

    name: str
    category: Category
    position: Count


class HeaderLine(_Model):
    """The first line. `partial` tells that only some items follow; `others` are uids of items that they refer to."""

    kind: Literal["opsflow-export"]
    version: int
    store_uid: str
    schema_version: int
    created_at: Instant
    last_item: Count
    last_command: Count
    last_event: Count
    hash: Digest
    states: list[StateLine]
    partial: bool = False
    others: dict[str, str] = {}


class CommandFields(_Model):
    """Who did what, from where."""

    id: Id
    name: str
    recorded_at: Instant
    actor: str
    login: str
    host: str
    origin: Literal["shell", "board", "cron", "import", "api"]
    reason: str | None = None
    request_id: str | None = None
    reverses: Id | None = None
    undone_by: Id | None = None
    answer: str | None = None


class EventFields(_Model):
    """What happened to one item, or to the store. `payload` is JSON text, kept as it was hashed."""

    seq: Id
    command_id: Id
    item_id: Id | None = None
    kind: str
    happened_at: Instant
    state: str | None = None
    category: Category | None = None
    form: Count
    payload: Annotated[str, AfterValidator(_payload)]
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None
    digest: Digest
    hash: Digest
    redacted_by: Id | None = None


class CommandLine(_Model):
    """A command, before its events."""

    kind: Literal["command"]
    command: CommandFields


class EventLine(_Model):
    """An event of the command before."""

    kind: Literal["event"]
    event: EventFields


_LINE: TypeAdapter[Any] = TypeAdapter(Annotated[HeaderLine | CommandLine | EventLine, Field(discriminator="kind")])


def checked(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The records, each looked at before it is passed on. Raises `UsageError` naming record and field."""
    validate = _LINE.validator.validate_python
    for number, record in enumerate(records, 1):
        try:
            validate(record)
        except ValidationError as error:
            raise UsageError(f"Record {number}: {first_problem(error)}. Nothing was imported.") from None
        yield record
