"""The one text form in which history is written and hashed: compact JSON, non-ASCII characters kept as they are.

The standard encoder and decoder cost a command more to load than its own work: here are the parts of them that are
needed.
"""

from __future__ import annotations

try:
    from _json import encode_basestring as _quote
except ImportError:  # an interpreter without the C accelerator
    from json.encoder import py_encode_basestring as _quote
_make_scanner: Any
try:
    from _json import make_scanner as _make_scanner
except ImportError:
    _make_scanner = None

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


_MOST_SHAPES = 1000
_shapes: dict[tuple[str, ...], str] = {}


def canonical(value: Any) -> str:
    """JSON text of strings, integers, booleans, `None`, lists, tuples and mappings with string keys.

    The order of a mapping is kept. Any other type raises `TypeError`.
    """
    text_of = _TEXTS.get(value.__class__)
    return _derived(value) if text_of is None else text_of(value)


def _derived(value: Any) -> str:
    """The text of a value whose class derives from one of those that history holds."""
    for kind, text_of in _TEXTS.items():
        if isinstance(value, kind):
            return text_of(value)
    raise TypeError(f"history holds no {type(value).__name__}")


def _listed(value: Iterable[Any]) -> str:
    return "[" + ",".join([canonical(held) for held in value]) + "]"


def shape_of(names: tuple[str, ...]) -> str:
    """What the names of a mapping make of its text, with `%s` for each value; thousands of events have the same."""
    shape = _shapes.get(names)
    if shape is None:
        shape = "{" + ",".join([_quote(name).replace("%", "%%") + ":%s" for name in names]) + "}"
        if len(_shapes) < _MOST_SHAPES:
            _shapes[names] = shape
    return shape


def texts_of(values: Iterable[Any]) -> tuple[str | int, ...]:
    """What stands in a shape for each of the values."""
    return tuple([
        held if held.__class__ is int else _quote(held) if held.__class__ is str
        else "null" if held is None else canonical(held)
        for held in values
    ])  # fmt: skip


def _mapping(value: dict[str, Any]) -> str:
    return shape_of(tuple(value)) % texts_of(value.values())


_TEXTS: dict[type, Callable[[Any], str]] = {
    dict: _mapping,
    str: _quote,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    list: _listed,
    tuple: _listed,
}


def quoted(text: str | None) -> str:
    """The same for a string or `None`."""
    return "null" if text is None else _quote(text)


def decoded(text: str) -> Any:
    """What a JSON text says. Raises `ValueError` for one that is none."""
    try:
        if _scan is not None:
            try:
                value, end = _scan(text, 0)
            except StopIteration:
                value, end = None, -1
            if end == len(text):
                return value
        from json import loads

        return loads(text)
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None


class _Plain:
    """The settings of a decoder that makes nothing but plain values."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    memo: dict[str, str]

    def __init__(self) -> None:
        self.memo = {}

    @staticmethod
    def parse_constant(name: str) -> Any:
        raise ValueError(f"{name} is no value of history")


_scan = None if _make_scanner is None else _make_scanner(_Plain())
