"""Breaking styled text into lines of a given width, at spaces where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsflow.domain.text import width

Pieces = tuple[tuple[str, str], ...]
_WORDS = re.compile(r"\s+|\S+")
"""Words and the spaces between them, in turn."""


def broken(pieces: Sequence[tuple[str, str]], cells: int, indent: int) -> list[Pieces]:
    """The pieces in lines of at most so many cells; the lines after the first begin with so many spaces."""
    lines: list[list[tuple[str, str]]] = [[]]
    room, margin = cells, min(indent, cells // 2)
    for text, style in pieces:
        for part in [text] if width(text) <= room else _parts(text, cells - margin):
            size = width(part)
            if size > room and not part.isspace():
                lines.append([(" " * margin, style)])
                room = cells - margin
            if size <= room:
                lines[-1].append((part, style))
                room -= size
    return [_joined(line) for line in lines]


def _parts(text: str, cells: int) -> Iterator[str]:
    """Words and the spaces between them, in parts that fit into a line."""
    for word in _WORDS.findall(text):
        if width(word) <= cells:
            yield word
        else:
            yield from _pieces_of(word, cells)


def _pieces_of(word: str, cells: int) -> Iterator[str]:
    """A word that is longer than a line, in pieces of it."""
    part = ""
    for sign in word:
        if width(part + sign) > cells:
            yield part
            part = ""
        part += sign
    if part:
        yield part


def _joined(line: Sequence[tuple[str, str]]) -> Pieces:
    """Neighbours of one style as one piece."""
    made: list[tuple[str, str]] = []
    for text, style in line:
        if made and made[-1][1] == style:
            made[-1] = (made[-1][0] + text, style)
        else:
            made.append((text, style))
    return tuple(made)
