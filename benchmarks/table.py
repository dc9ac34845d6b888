"""The figures of all sizes side by side, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Found = Mapping[int, Mapping[str, Any]]


def printed(found: Found) -> str:
    """The tables: commands in a pipe as multiples of bare Python, beside Taskwarrior in milliseconds; on a terminal."""
    if not found:
        return ""
    with_task = [size for size, held in found.items() if held["taskwarrior"]]
    first = next(iter(found.values()))
    rows = [
        ["command", *[f"{size:,}" for size in found], *[f"task, {size:,}" for size in with_task]],
        *[
            [what, *_ratios(found, "opsflow", what), *[_milliseconds(found[size], what) for size in with_task]]
            for what in first["opsflow"]
        ],
    ]
    terminal = [
        ["on a terminal", *[f"{size:,}" for size in found]],
        *[[what, *_ratios(found, "on a terminal", what)] for what in first["on a terminal"]],
    ]
    return f"{_markdown(rows)}\n\n{_markdown(terminal)}"


def _ratios(found: Found, place: str, what: str) -> list[str]:
    return [f"{held[place][what]['ratio']:.2f}" for held in found.values()]


def _milliseconds(held: Mapping[str, Any], what: str) -> str:
    seconds = held["taskwarrior"].get(what)
    return f"{seconds * 1000:.1f} ms" if seconds else ""


def _markdown(rows: Iterable[list[str]]) -> str:
    head, *rest = rows
    widths = [max(map(len, column)) for column in zip(head, *rest, strict=True)]
    told = [head, ["-" * width for width in widths], *rest]
    return "\n".join(
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |" for row in told
    )
