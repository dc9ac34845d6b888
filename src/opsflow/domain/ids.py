"""Lists of item ids as people write them: `3,5,7-9`."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 100_000
"""How many ids one list may name."""


def looks_like_ids(text: str) -> bool:
    """Whether the text can only be meant as a list of ids."""
    return (
        bool(text) and text[0].isdigit() and all(sign.isascii() and (sign.isdigit() or sign in ",-") for sign in text)
    )


def parse_ids(text: str, of: str = "item id") -> tuple[int, ...]:
    """The numbers of a list such as `3,5,7-9`, in that order, each once. Raises `UsageError` on anything else.

    `of` says what they are.
    """
    found: dict[int, None] = {}
    for part in text.split(","):
        for item_id in _range(part.strip(), text, of):
            found[item_id] = None
        if len(found) > MOST:
            raise UsageError(f"{text!r} names more than {MOST:,} items: use --where FILTER for so many.")
    return tuple(found)


def _range(part: str, text: str, of: str) -> range:
    first, dash, last = part.partition("-")
    low = _number(first, text, of)
    high = _number(last, text, of) if dash else low
    if high < low:
        raise UsageError(f"The range {part} runs backwards: write {high}-{low}.")
    if high - low >= MOST:
        raise UsageError(f"The range {part} names more than {MOST:,} items: use --where FILTER for so many.")
    return range(low, high + 1)


def _number(word: str, text: str, of: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) > 18 or int(word) == 0:
        option = " An option is meant? --help lists those there are." if text.startswith("-") else ""
        raise UsageError(f"{text!r} is not a list of {of}s. Write them as 12 or 3,5,7-9.{option}")
    return int(word)


def format_ids(ids: Iterable[int]) -> str:
    """The shortest such list for some ids, in ascending order: `1-3,5`."""
    runs: list[list[int]] = []
    for item_id in sorted(set(ids)):
        if runs and runs[-1][1] == item_id - 1:
            runs[-1][1] = item_id
        else:
            runs.append([item_id, item_id])
    return ",".join([str(low) if low == high else f"{low}-{high}" for low, high in runs])
