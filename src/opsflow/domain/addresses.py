"""Addresses of pages in what people wrote."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_BEGINNINGS = ("https://", "http://")
_AROUND = "<>\"'`|"
_BEHIND = ".,;:!?)]}*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def addresses(texts: Iterable[str]) -> list[str]:
    """The web addresses in some texts, each once, without the marks that end a sentence around them."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _words(text):
            start = min([place for begin in _BEGINNINGS if (place := word.lower().find(begin)) >= 0], default=-1)
            address = _without_marks(word[start:]) if start >= 0 else ""
            if address.partition("://")[2]:
                found.setdefault(address)
    return list(found)


def _words(text: str) -> list[str]:
    """What stands between spaces, quotes and anything a terminal would obey."""
    return "".join([" " if sign in _AROUND or not sign.isprintable() else sign for sign in text]).split()


def _without_marks(address: str) -> str:
    """The address without closing marks that were not opened in it."""
    while address and address[-1] in _BEHIND:
        opening = _PAIRS.get(address[-1])
        if opening is not None and address.count(opening) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address
