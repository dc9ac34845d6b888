"""From the text of a filter to words and parentheses, each with its place."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.value import Value


class Word(Value):
    """One word: its text without quotes, where it stands, and where in the text a quoted part begins (or -1)."""

    text: str
    offset: int
    quoted_from: int = -1

    @property
    def is_quoted(self) -> bool:
        """Whether the whole word was quoted, so that none of its signs has a meaning."""
        return self.quoted_from == 0


def words_of(source: str) -> list[Word]:
    """The words of a filter. A parenthesis that is not inside quotes is a word of its own.

    Raises `UsageError` when a quotation does not end.
    """
    found: list[Word] = []
    place = 0
    while place < len(source):
        sign = source[place]
        if sign.isspace():
            place += 1
        elif sign in "()":
            found.append(Word(sign, place))
            place += 1
        else:
            word, place = _word(source, place)
            found.append(word)
    return found


def _word(source: str, start: int) -> tuple[Word, int]:
    text: list[str] = []
    quoted_from = -1
    place = start
    while place < len(source) and not source[place].isspace() and source[place] not in "()":
        sign = source[place]
        if sign in "\"'" and (place == start or source[place - 1] in ":~=<>.+-@,"):
            end = source.find(sign, place + 1)
            if end < 0:
                raise UsageError(f"The quotation that begins here has no end: add another {sign}.", source, place)
            if quoted_from < 0:
                quoted_from = len(text)
            text.extend(source[place + 1 : end])
            place = end + 1
        else:
            text.append(sign)
            place += 1
    return Word("".join(text), start, quoted_from), place
