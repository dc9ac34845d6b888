"""The words someone may have meant."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_MOST = 3
_FEW = 12
_SHOWN = 40
_TELLING = 3


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
    close = _close(word, names)
    parts = [f"There is no {what} {word!r}."]
    if close:
        parts.append(f"Did you mean {' or '.join(close)}?")
    if not close or len(names) <= _FEW:
        parts.append(f"There {_listed(names)}.")
    return " ".join(parts)


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """The same as a part of a longer sentence, without a stop at its end: the nearest ones, or those there are."""
    return f"there is no {what} {word!r}; {instead(word, known)}"


def instead(word: str, known: Iterable[str]) -> str:
    """What to write in the place of a word that is none: the nearest ones, or those there are."""
    names = list(dict.fromkeys(known))
    close = _close(word, names)
    return f"did you mean {' or '.join(close)}?" if close else f"there {_listed(names)}"


def _close(word: str, names: Sequence[str]) -> Sequence[str]:
    """The names that are near, else a few that hold the word, if it is long enough to tell them from others."""
    return nearest(word, names) or [name for name in names if len(word) >= _TELLING and word in name][:_MOST]


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return f"is {''.join(names) or 'none'}"
    return f"are {', '.join(names[:_SHOWN])}{', and others' if len(names) > _SHOWN else ''}"
