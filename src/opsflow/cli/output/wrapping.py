"""Lines on a terminal, broken at words where they are longer than it is wide."""

from __future__ import annotations

from opsflow.domain.text import width

_DEEPER = "  "
_REMEDY = "  try: "


def wrapped(line: str, cells: int, deeper: str = _DEEPER) -> list[str]:
    """The line in lines of at most so many cells, those after the first indented by `deeper`.

    A command stays on one line, so that it can be copied: a remedy as a whole, and what stands between backticks.
    """
    if line.startswith(_REMEDY):
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines = [indent]
    for word in _words(line.strip(" ")):
        begun = lines[-1]
        if begun.strip(" ") and width(begun) + 1 + width(word) > cells:
            lines.append(indent + deeper + word)
        else:
            lines[-1] = f"{begun} {word}" if begun.strip(" ") else begun + word
    return lines


def _words(text: str) -> list[str]:
    """The words, with those of a command in backticks as one."""
    words: list[str] = []
    is_open = False
    for word in text.split(" "):
        if is_open:
            words[-1] += f" {word}"
        else:
            words.append(word)
        is_open ^= word.count("`") % 2 == 1
    return words
