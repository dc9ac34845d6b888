"""Numbers and words that the store can hold and every command can show."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field

from opsflow.domain.dates import EARLIEST, LATEST
from opsflow.domain.errors import UsageError
from opsflow.domain.tags import check_tag

_MOST = 10**15


@lru_cache(4096)  # the same few tags come again and again
def _tag(text: str) -> str:
    try:
        return check_tag(text)
    except UsageError as error:
        raise ValueError(error.message) from None


Instant = Annotated[int, Field(ge=EARLIEST, le=LATEST)]
Id = Annotated[int, Field(ge=1, le=_MOST)]
Count = Annotated[int, Field(ge=0, le=_MOST)]
Tag = Annotated[str, AfterValidator(_tag)]
