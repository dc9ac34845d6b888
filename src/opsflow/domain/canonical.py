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
