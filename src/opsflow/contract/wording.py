"""What pydantic finds wrong, in the words of who wrote the data: of TOML and JSON, not of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsflow.contract.bounds import UUID, YEAR_1900

if TYPE_CHECKING:
    from pydantic import ValidationError

_LIST = "has to be a list, in [ ]"
_OBJECT = "has to be an object, in { }"
_KIND = "has to be of a kind that is known here; what a script writes is of kind item (`opsflow schema import-item`)"
_TRUTH, _WHOLE, _NUMBER = "has to be true or false", "has to be a whole number", "has to be a number"
_FORMS = {
    "string_type": "has to be a text, in quotes",
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "union_tag_not_found": _KIND,
    "union_tag_invalid": _KIND,
    "string_unicode": "is no Unicode text",
}
_MEASURES = {
    "string_too_long": ("max_length", "may have {} characters at most"),
    "too_long": ("max_length", "may have {} entries at most"),
}
_PATTERNS = {UUID: "has to be a UUID, such as 5d2a6c1e-0f4b-4c8e-9b57-3f1f0c2d7a90"}


def in_words(detail: Any) -> str:
    """What is wrong with one value, without the place."""
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(detail["ctx"]["pattern"], f"does not have the form {detail['ctx']['pattern']}")
    context = detail.get("ctx", {})
    if context.get("ge") == YEAR_1900:
        return "lies before 1900: leave out a time that is not known"
    if context.get("min_length") == 1:
        return "is empty"
    if detail["type"] in _MEASURES:
        name, form = _MEASURES[detail["type"]]
        return form.format(context[name])
    message: str = _FORMS.get(detail["type"], detail["msg"])
    return message.removeprefix("Value error, ").replace("Input should be", "has to be", 1).rstrip(".")


def first_problem(error: ValidationError, within: int = 0) -> str:
    """The first thing that is wrong, behind its place; `within` leaves out as many outer parts of that."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][within:])
    return f"{place}: {in_words(first)}" if place else in_words(first)
