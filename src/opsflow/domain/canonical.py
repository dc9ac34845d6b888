"""The one text form in which history is written and hashed: compact JSON, non-ASCII characters kept as they are.

The standard encoder costs a command more to load than its own work; this one covers the few types that history uses.
"""

from __future__ import annotations

try:
    from _json import encode_basestring as _quote
except ImportError:  # an interpreter without the C accelerator
    from json.encoder import py_encode_basestring as _quote

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
