"""What every table of the configuration is made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,60}$")]
Limit = Annotated[int, Field(ge=1, le=1_000_000)]
Level = Literal["off", "warn", "refuse"]
Category = Literal["backlog", "ready", "active", "waiting", "done", "cancelled"]


class Table(BaseModel):
    """A table without keys of its own; one that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class KeyFault(ValueError):
    """A fault of one key in a table, whose line is told, not that of the table."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key
