"""History as it is written to a file and read back: a header, commands, and their events, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from opsflow.contract.bounds import Count, Id, Instant
from opsflow.contract.wording import first_problem
from opsflow.domain.errors import UsageError
from opsflow.domain.history.canonical import decoded
from opsflow.domain.items import LINKS

Level = Literal["high", "medium", "low"]
Category = Literal["backlog", "ready", "active", "waiting", "done", "cancelled"]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


_strict = with_config(ConfigDict(extra="forbid", strict=True))
"""Nothing else than what is named, and nothing turned into what it is not."""


@_strict
class ItemFields(TypedDict, total=False):
    """Some fields of an item, as a change holds them."""

    uid: Annotated[str, Field(min_length=36, max_length=36)] | None
    title: Annotated[str, Field(min_length=1)] | None
    type: str | None
    planned: Literal[0, 1] | None
    state: str | None
    project: str | None
    service: str | None
    service_class: Literal["expedite", "fixed-date", "standard", "intangible"] | None
    impact: str | None
    urgency: str | None
    priority: Annotated[int, Field(ge=1)] | None
    effort: Level | None
    estimate_low: Count | None
    estimate_likely: Count | None
    estimate_high: Count | None
    due: Instant | None
    not_before: Instant | None
    owner: str | None
    parent_id: Id | None
    alert_key: str | None
    stage: str | None
    created_at: Instant | None
    entered_at: Instant | None
    started_at: Instant | None
    finished_at: Instant | None
    blocked_at: Instant | None
    blocked_reason: str | None
    held_at: Instant | None
    hold_reason: str | None


@_strict
class CriterionFields(TypedDict, total=False):
    """Some fields of a criterion."""

    text: str | None
    position: Count | None
    state: Literal["open", "met", "waived"] | None
    closed_at: Instant | None
    closed_by: str | None
    evidence: str | None
    reason: str | None
    check_command: str | None


@_strict
class NoteFields(TypedDict, total=False):
    """Some fields of a note."""

    written_at: Instant | None
    author: str | None
    text: str | None


@_strict
class CustomFields(TypedDict, total=False):
    """The value of a field of the site."""

    value: str | None


@_strict
class ApprovalFields(TypedDict, total=False):
    """Some fields of what a person decided about a change."""

    decision: Literal["approved", "rejected"] | None
    at: Instant | None
    reason: str | None


@_strict
class StateFields(TypedDict, total=False):
    """Some fields of a state of the workflow."""

    category: Category | None
    position: Count | None


@_strict
class AlertFields(TypedDict, total=False):
    """How often an alert was seen."""

    occurrences: Annotated[int, Field(ge=1)] | None
    first_seen_at: Instant | None
    last_seen_at: Instant | None


@_strict
class SignalFields(TypedDict, total=False):
    """The instant a signal stood for."""

    at: Instant | None


def _template(text: str) -> str:
    """What a rule makes is JSON again."""
    try:
        decoded(text)
    except ValueError:
        raise ValueError("holds no items that could be made: it is no JSON, or nested too deeply") from None
    return text


@_strict
class RecurrenceFields(TypedDict, total=False):
    """Some fields of a rule of recurrence."""

    rule: str | None
    words: str | None
    mode: Literal["calendar", "after-completion"] | None
    starts_at: Instant | None
    zone: str | None
    shift: Literal["none", "skip", "next", "previous"] | None
    missed: Literal["last", "all", "skip"] | None
    template: Annotated[str, AfterValidator(_template)] | None
    next_at: Instant | None
    paused_at: Instant | None


@_strict
class NoFields(TypedDict):
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
    "tag": (Annotated[str, Field(min_length=1)], NoFields),
    "dependency": (Id, NoFields),
    "link": (Annotated[str, Field(pattern=rf"^({'|'.join(LINKS)}):[1-9][0-9]{{0,14}}$")], NoFields),
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


@_strict
class Payload(TypedDict):
    """What an event changed, the note that explains it, and what a redaction leaves of the events that it strips."""

    changes: list[_ChangeForm]
    note: NotRequired[str | None]
    left: NotRequired[dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")], Digest]]


_PAYLOAD = TypeAdapter(Payload)


def _payload(text: str) -> str:
    _PAYLOAD.validator.validate_json(text)
    return text


@_strict
class StateLine(TypedDict):
    """A state of the workflow."""

    name: str
    category: Category
    position: Count


@_strict
class HeaderLine(TypedDict):
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
    partial: NotRequired[bool]
    others: NotRequired[dict[str, str]]


@_strict
class CommandFields(TypedDict):
    """Who did what, from where."""

    id: Id
    name: str
    recorded_at: Instant
    actor: str
    login: str
    host: str
    origin: Literal["shell", "board", "cron", "import", "api"]
    reason: NotRequired[str | None]
    request_id: NotRequired[str | None]
    reverses: NotRequired[Id | None]
    undone_by: NotRequired[Id | None]
    answer: NotRequired[str | None]


@_strict
class EventFields(TypedDict):
    """What happened to one item, or to the store. `payload` is JSON text, kept as it was hashed."""

    seq: Id
    command_id: Id
    item_id: NotRequired[Id | None]
    kind: str
    happened_at: Instant
    state: NotRequired[str | None]
    category: NotRequired[Category | None]
    form: Count
    payload: Annotated[str, AfterValidator(_payload)]
    salt: NotRequired[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None]
    digest: Digest
    hash: Digest
    redacted_by: NotRequired[Id | None]


@_strict
class CommandLine(TypedDict):
    """A command, before its events."""

    kind: Literal["command"]
    command: CommandFields


@_strict
class EventLine(TypedDict):
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
