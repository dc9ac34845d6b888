"""An item as other systems' data is written for import: one JSON object a line, easy to produce from a script."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from opsflow.contract import bounds
from opsflow.contract.wording import first_problem
from opsflow.domain.dates import parse_instant_utc
from opsflow.domain.errors import UsageError
from opsflow.domain.imports import Foreign, Step


def _instant(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return parse_instant_utc(value)
        except UsageError as error:
            raise ValueError(error.message) from None
    return value


Instant = Annotated[bounds.Instant, BeforeValidator(_instant)]


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


class ItemLine(_Model):
    """One item. Instants are RFC 3339 with a zone; states are those of the workflow in force."""

    kind: Literal["item"]
    uid: str = Field(min_length=36, max_length=36)
    title: str = Field(min_length=1, max_length=1000)
    created: Instant
    type: str = "task"
    planned: bool = True
    project: str | None = None
    service: str | None = None
    owner: str | None = None
    impact: str | None = None
    urgency: str | None = None
    due: Instant | None = None
    key: str | None = None
    tags: tuple[bounds.Tag, ...] = ()
    criteria: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    history: tuple[Change, ...] = ()
    custom: dict[str, str] = {}


def item_of(raw: Any, number: int) -> Foreign:
    """The item that a line holds. Raises `UsageError` naming line and field."""
    try:
        line = ItemLine.model_validate(raw)
    except ValidationError as error:
        raise UsageError(f"Line {number}: {first_problem(error)}. Nothing was imported.") from None
    fields = {
        "uid": line.uid, "title": line.title, "type": line.type, "planned": int(line.planned), "project": line.project,
        "service": line.service, "owner": line.owner, "impact": line.impact, "urgency": line.urgency, "due": line.due,
        "alert_key": line.key,
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
    )
