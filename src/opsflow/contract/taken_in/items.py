"""An item as other systems' data is written for import: one JSON object a line, easy to produce from a script."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from opsflow.contract import bounds
from opsflow.contract.wording import first_problem
from opsflow.domain.errors import UsageError
from opsflow.domain.history.imports import Foreign, Step
from opsflow.domain.nearest import no_such
from opsflow.domain.time.dates import parse_instant_utc

Instant = Annotated[bounds.Dated, bounds.instant_by(parse_instant_utc)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Change(_Model):
    """A change of state: when, to which state, by whom."""

    at: Instant
    state: str
    by: str | None = None


class Note(_Model):
    """A note: when, and what."""

    at: Instant
    text: str


Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 366 * 100)]


class Estimate(_Model):
    """Working time in minutes: how long it takes if all goes well, as a rule, and if little does."""

    low: Minutes | None = None
    likely: Minutes
    high: Minutes | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        held = [value for value in (self.low, self.likely, self.high) if value is not None]
        if held != sorted(held):
            raise ValueError("low, likely and high have to rise")
        return self


def _likely(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | dict):
        raise ValueError("has to be whole minutes, or an object with low, likely and high")
    return {"likely": value} if isinstance(value, int) else value


Likely = Annotated[Estimate, BeforeValidator(_likely, json_schema_input_type=Minutes | Estimate)]


class ItemLine(_Model):
    """One item. Instants are RFC 3339 with a zone; states are those of the workflow in force.

    What is left out follows from the type, as it does for `opsflow add`. `parent` and `depends_on` are uids.
    """

    kind: Literal["item"]
    uid: bounds.Uuid
    title: bounds.Title = Field(max_length=1000)
    created: Instant
    type: str = "task"
    planned: bool | None = None
    service_class: Literal["expedite", "fixed-date", "standard", "intangible"] | None = Field(None, alias="class")
    project: str | None = None
    service: str | None = None
    owner: str | None = None
    impact: str | None = None
    urgency: str | None = None
    effort: Literal["high", "medium", "low"] | None = None
    estimate: Likely | None = None
    due: Instant | None = None
    not_before: Instant | None = None
    parent: str | None = None
    key: str | None = None
    tags: tuple[bounds.Tag, ...] = ()
    criteria: tuple[bounds.Title, ...] = ()
    depends_on: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    history: tuple[Change, ...] = ()
    custom: dict[str, str] = {}


_PARTS: dict[str, type[_Model]] = {"notes": Note, "history": Change, "estimate": Estimate}
_STATE = """\
There is no field 'state'. An item is in the last state of its history, such as \
"history": [{"at": "2026-12-01T14:00:00Z", "state": "doing"}]."""


def _problem(error: ValidationError) -> str:
    """What is wrong first, in sentences: a field that there is not, or a value that one does not take."""
    first = error.errors()[0]
    if first["type"] == "extra_forbidden":
        return _no_field(first["loc"])
    fields = {field.alias or name: field for name, field in ItemLine.model_fields.items()}
    at_top = fields.get(str(first["loc"][0])) if len(first["loc"]) == 1 else None
    is_spare = first["input"] is None and at_top is not None and not at_top.is_required()
    return f"{first_problem(error)}{', or be left out' if is_spare else ''}."


def _no_field(place: tuple[int | str, ...]) -> str:
    *outer, name = map(str, place)
    if not outer and name == "state":
        return _STATE
    fields = (_PARTS[outer[0]] if outer else ItemLine).model_fields
    said = no_such("field", name, [field.alias or key for key, field in fields.items()])
    return f"{'.'.join(outer)}: {said}" if outer else said


def item_of(raw: Any, number: int) -> Foreign:
    """The item that a line holds. Raises `UsageError` naming line and field."""
    try:
        line = ItemLine.model_validate(raw)
    except ValidationError as error:
        raise UsageError(f"Line {number}: {_problem(error)} Nothing was imported.") from None
    estimate = line.estimate
    low, likely, high = (estimate.low, estimate.likely, estimate.high) if estimate else (None, None, None)
    fields = {
        "uid": line.uid, "title": line.title, "type": line.type,
        "planned": None if line.planned is None else int(line.planned), "project": line.project,
        "service": line.service, "service_class": line.service_class, "owner": line.owner, "impact": line.impact,
        "urgency": line.urgency, "effort": line.effort, "estimate_low": low, "estimate_likely": likely,
        "estimate_high": high, "due": line.due, "not_before": line.not_before, "alert_key": line.key,
    }  # fmt: skip
    return Foreign(
        {name: value for name, value in fields.items() if value is not None},
        line.created,
        tuple([Step("", change.at, change.state, change.by) for change in line.history]),
        tuple(dict.fromkeys(line.tags)),
        tuple([(note.at, note.text) for note in line.notes]),
        tuple(dict.fromkeys(line.depends_on)),
        tuple(line.custom.items()),
        tuple(line.criteria),
        line.parent,
    )
