"""In which line of a TOML text a key stands. The parser of the standard library tells it for syntax errors alone."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def line_of(text: str, place: tuple[int | str, ...]) -> int | None:
    """The number of the line (from 1) in which the key at `place` is written, or else its nearest table; or `None`."""
    wanted = [str(part) for part in place]
    table: list[str] = []
    arrays: dict[str, int] = {}
    best, depth = None, 0
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header:
            table = _names(header[2])
            if header[1] == "[[":
                name = ".".join(table)
                arrays[name] = arrays.get(name, -1) + 1
                table.append(str(arrays[name]))
        found = table if header else [*table, *_names(key[1])] if key else []
        if len(found) > depth and found == wanted[: len(found)]:
            best, depth = number, len(found)
    return best


def _names(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.split(r"\s*\.\s*", dotted)]
