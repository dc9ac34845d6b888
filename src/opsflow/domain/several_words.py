"""A date or a length of time that was written in several words behind a field, where one word is read."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST = 5
_NOUNS = {"time": "A date", "elapsed": "A length of time", "minutes": "A length of time"}
_JOINING = ("and", "or", "not")


def in_one_word(kind: str, before: str, rest: str, read: Callable[[str], object]) -> str:
    """How to write a value that could not be read, if words behind it belong to it; else nothing.

    `before` is the word up to the value, `rest` the source from there on. `read` raises `UsageError` for a text
    that is no value.
    """
    if kind not in _NOUNS:
        return ""
    words = _plain(rest)
    for count in range(len(words), 1, -1):
        forms = _forms(kind, words[:count], read)
        if forms:
            written = " or ".join([before + form for form in forms])
            return f"{_NOUNS[kind]} is one word here: for {' '.join(words[:count])!r} write {written}."
    return ""


def _plain(rest: str) -> list[str]:
    """The first words, up to one that is more than letters and digits."""
    found: list[str] = []
    for word in rest.replace(")", " ) ").split()[:_MOST]:
        if not word.isalnum() or word.lower() in _JOINING:
            break
        found.append(word)
    return found


def _forms(kind: str, words: Sequence[str], read: Callable[[str], object]) -> Sequence[str]:
    joined = "".join(words)
    try:
        read(joined)
    except UsageError:
        if kind != "time":
            return ()
    else:
        return (joined,)
    from opsflow.domain.time.other_dates import date_meant

    meant = date_meant(" ".join(words).lower())
    return meant.split(" or ") if meant else ()
