"""What pydantic finds wrong, in the words of who wrote the data: of TOML and JSON, not of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsflow.contract.bounds import UUID, YEAR_1900

if TYPE_CHECKING:
    from pydantic import ValidationError

_LIST = "has to be a list, in [ ]"
_OBJECT = "has to be an object, in { }"
_KIND = "has to be of a kind that is known here; what a script writes is of kind item (`opsflow schema import-item`)"
_FORMS = {
    "string_type": "has to be a text, in quotes",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "missing": "is missing",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "union_tag_not_found": _KIND,
    "union_tag_invalid": _KIND,
    "string_unicode": "is no Unicode text",
}
_PATTERNS = {UUID: "has to be a UUID, such as 5d2a6c1e-0f4b-4c8e-9b57-3f1f0c2d7a90"}


def in_words(detail: Any) -> str:
    """What is wrong with one value, without the place."""
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(detail["ctx"]["pattern"], f"does not have the form {detail['ctx']['pattern']}")
    if detail.get("ctx", {}).get("ge") == YEAR_1900:
        return "lies before 1900: leave out a time that is not known"
    message: str = _FORMS.get(detail["type"], detail["msg"])
    return message.removeprefix("Value error, ").replace("Input should be", "has to be", 1).rstrip(".")


def first_problem(error: ValidationError, within: int = 0) -> str:
    """The first thing that is wrong, behind its place; `within` leaves out as many outer parts of that."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][within:])
    return f"{place}: {in_words(first)}" if place else in_words(first)
