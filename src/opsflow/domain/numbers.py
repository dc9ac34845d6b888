"""Numbers as they are written into a field and asked for in a filter."""

from __future__ import annotations


def number_of(text: str) -> float | None:
    """The number that a text is, written with the digits 0 to 9; `None` for `nan`, `inf`, `1_000` and what is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    is_plain = text.isascii() and "_" not in text
    return value if is_plain and value - value == 0 else None
