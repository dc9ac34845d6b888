"""What pydantic finds wrong, in the words of who wrote the data: of TOML and JSON, not of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

_LIST = "has to be a list, in [ ]"
_FORMS = {
    "missing": "is missing",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "union_tag_not_found": "has to name a kind that is known here",
    "union_tag_invalid": "has to name a kind that is known here",
    "string_unicode": "is no Unicode text",
}


def in_words(detail: Any) -> str:
    """What is wrong with one value, without the place."""
    message: str = _FORMS.get(detail["type"], detail["msg"])
    return message.removeprefix("Value error, ").replace("Input should be", "has to be", 1).rstrip(".")


def first_problem(error: ValidationError, within: int = 0) -> str:
    """The first thing that is wrong, behind its place; `within` leaves out as many outer parts of that."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][within:])
    return f"{place or 'the whole'}: {in_words(first)}"
