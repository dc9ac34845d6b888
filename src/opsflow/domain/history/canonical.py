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
    from collections.abc import Callable
    from typing import Any


def canonical(value: Any) -> str:
    """JSON text of strings, integers, booleans, `None`, lists, tuples and mappings with string keys.

    The order of a mapping is kept. Any other type raises `TypeError`.
    """
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{_quote(name)}:{canonical(held)}" for name, held in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([canonical(held) for held in value]) + "]"
    raise TypeError(f"history holds no {type(value).__name__}")


def quoted(text: str | None) -> str:
    """The same for a string or `None`."""
    return "null" if text is None else _quote(text)


def encoder() -> Callable[[Any], str]:
    """The same text by the encoder of the standard library, which is dearer to load and cheaper to use."""
    from json import encoder as standard

    make = getattr(standard, "c_make_encoder", None)
    if make is None:
        return canonical
    encode = make(None, standard.JSONEncoder().default, _quote, None, ":", ",", False, False, True)
    return lambda value: "".join(encode(value, 0))


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
