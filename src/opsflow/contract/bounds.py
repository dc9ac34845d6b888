"""Numbers and words that the store can hold and every command can show."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from opsflow.domain.errors import UsageError
from opsflow.domain.tags import check_tag
from opsflow.domain.time.dates import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 10**15
YEAR_1900 = -2208988800
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


@lru_cache(4096)  # the same few tags come again and again
def _tag(text: str) -> str:
    try:
        return check_tag(text)
    except UsageError as error:
        raise ValueError(error.message) from None


def _without_nul(text: str) -> str:
    """SQLite takes a NUL for the end of a text when it measures it."""
    if "\0" in text:
        raise ValueError("holds a NUL, which no text can")
    return text


def instant_by(read: Callable[[str], int]) -> BeforeValidator:
    """What reads an instant that is written, by `read`; a number is one already, and nothing else is."""

    def instant(value: Any) -> Any:
        if isinstance(value, str):
            try:
                return read(value)
            except UsageError as error:
                raise ValueError(error.message) from None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("has to be an instant, such as 2026-12-01T14:00:00Z, in quotes")
        return value

    return BeforeValidator(instant, json_schema_input_type=Written)


def refuse_half_characters(raw: Any, source: str, what: str) -> None:
    """Raise `UsageError` when JSON escapes have left half of a surrogate pair in what was read, which is no Unicode.

    `source` is the text that `raw` was read from: where there are no escapes in it there is nothing to look for.
    """
    if "\\u" not in source:
        return
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"{what} holds half of a surrogate pair, which is no Unicode text. Nothing was imported."
        ) from None


Written = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[str, Field(pattern=UUID)]
Instant = Annotated[int, Field(ge=EARLIEST, le=LATEST)]
"""An instant of a history, which is kept as it is."""
Dated = Annotated[int, Field(ge=YEAR_1900, le=LATEST)]
"""An instant that comes from elsewhere: programs write the year 1 where they know none."""
Id = Annotated[int, Field(ge=1, le=_MOST)]
Count = Annotated[int, Field(ge=0, le=_MOST)]
Tag = Annotated[str, AfterValidator(_tag)]
Title = Annotated[str, Field(min_length=1), AfterValidator(_without_nul)]


def unreadable(error: ValueError | RecursionError) -> str:
    """Why a text cannot be read as JSON: what is wrong in it, or which bound of the reader it goes beyond."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error) if isinstance(error, json.JSONDecodeError) else "a number in it has too many digits"
