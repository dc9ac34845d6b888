"""The words someone may have meant."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


_MOST = 3
_FEW = 12


def nearest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The few candidates that are closest to a mistyped word, best first: those it begins, then by edit distance.

    The distance counts insertions, deletions, substitutions and swapped neighbours (optimal string alignment).
    """
    wanted = word.lower()
    allowed = max(1, len(wanted) // 3)
    ranked: list[tuple[int, int, str]] = []
    for candidate in dict.fromkeys(candidates):
        known = candidate.lower()
        if wanted and known.startswith(wanted):
            ranked.append((0, len(known), candidate))
        elif abs(len(known) - len(wanted)) <= allowed:
            away = distance(wanted, known)
            if away <= allowed:
                ranked.append((away, len(known), candidate))
    return tuple([candidate for _, _, candidate in sorted(ranked)[:_MOST]])


def distance(one: str, other: str) -> int:
    """How many single edits lie between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row = row, [i]
        for j, right in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]


def meant(word: str, known: Iterable[str]) -> str:
    """A question with the nearest words, or nothing when none is near."""
    close = nearest(word, known)
    return f"Did you mean {' or '.join(close)}?" if close else ""


def no_such(what: str, word: str, known: Iterable[str]) -> str:
    """The sentences that say that there is no such thing, and what there is: the nearest ones, and all when few."""
    names = list(dict.fromkeys(known))
    question = meant(word, names)
    parts = [f"There is no {what} {word!r}."]
    if question:
        parts.append(question)
    if not question or len(names) <= _FEW:
        parts.append(f"There {'is' if len(names) < 2 else 'are'} {', '.join(names) or 'none'}.")
    return " ".join(parts)
