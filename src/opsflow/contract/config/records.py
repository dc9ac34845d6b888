"""The tables of the configuration about records: types, priorities, on hold, changes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from opsflow.contract.config.parts import Category, Name, Table
from opsflow.domain.items import LEVELS
from opsflow.domain.settings import HOLD_REASONS

Levels = Annotated[list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]], Field(min_length=1, max_length=20)]
DATE = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$"
Kind = Literal["standard", "normal", "emergency"]


class StageTable(Table):
    """A state that a type brings, and the column of the workflow that it lies in."""

    name: Name
    column: Name
    category: Category = "active"


class TypeTable(Table):
    """A type of item; what is not said stays as it is built in."""

    planned: bool | None = None
    initial: str | None = None
    states: list[StageTable] | None = None
    requires: dict[Name, list[Name]] | None = Field(None, description="State or column -> the fields it needs.")
    criteria: list[Annotated[str, Field(min_length=1)]] | None = Field(None, description="Criteria of each new item.")


class PriorityTable(Table):
    """Levels, worst first, and a row of priorities for each impact; without a matrix impact + urgency - 1."""

    impact: Levels = list(LEVELS)
    urgency: Levels = list(LEVELS)
    matrix: list[list[Annotated[int, Field(ge=1, le=99)]]] = []

    @model_validator(mode="after")
    def _fits(self) -> PriorityTable:
        rows, columns = len(self.impact), len(self.urgency)
        if self.matrix and (len(self.matrix) != rows or any(len(row) != columns for row in self.matrix)):
            raise ValueError(f"the matrix needs {rows} rows, one for each impact, of {columns} priorities")
        return self


class HoldTable(Table):
    """What an item can wait for outside."""

    reasons: list[Name] = list(HOLD_REASONS)


class FreezeTable(Table):
    """A time in which nothing is changed, such as `2026-12-20` to `2027-01-05`."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    start: Annotated[str, Field(pattern=DATE)]
    end: Annotated[str, Field(pattern=DATE)]
    services: list[str] = Field([], description="The services concerned; all of them if empty.")
    allow: list[Kind] = []


class ChangesTable(Table):
    """What is asked of changes before they are implemented.

    `approvers` may approve any change, those under `services` the changes of a service; where nobody is named, anyone
    but the owner.
    """

    approvals: dict[Kind, Annotated[int, Field(ge=0, le=20)]] = {}
    approvers: list[str] = []
    services: dict[str, list[str]] = {}
    emergency_hours: Annotated[float, Field(gt=0, le=8760)] = 24
    freezes: list[FreezeTable] = []
