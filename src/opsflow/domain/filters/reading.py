"""From the text of a filter to words and parentheses, each with its place. What a word means is not known here."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import apart, field_of
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.settings import CustomField

_QUOTES = "\"'"
_BEFORE_QUOTES = ":~=<>.+-@,"
_PARENTHESES = "()"
_SIGNS = ":~=<>"
_WORDED = ("name", "text", "person", "project", "choice")
"""Kinds of fields with values that may be several words."""


class Word(Value):
    """One word without its quotes.

    `places` holds the offset of each of its signs in the source, and of its end; `quotes` the ranges of `text` that
    were quoted, where no sign has a meaning of its own.
    """

    text: str
    offset: int
    places: tuple[int, ...]
    quotes: tuple[tuple[int, int], ...] = ()

    @property
    def is_quoted(self) -> bool:
        """Whether the whole word is one quotation."""
        return self.quotes == ((0, len(self.text)),)

    def is_literal(self, index: int) -> bool:
        """Whether the sign at that index of the text was quoted."""
        return any(first <= index < last for first, last in self.quotes)

    def after(self, count: int) -> Word:
        """The word without its first signs, none of which was quoted."""
        quotes = tuple([(first - count, last - count) for first, last in self.quotes])
        return Word(self.text[count:], self.offset + count, self.places[count:], quotes)

    def values(self, start: int) -> tuple[Part, ...]:
        """What stands between the commas from that index on; a quoted comma separates nothing."""
        found: list[Part] = []
        for end in range(start, len(self.text) + 1):
            if end == len(self.text) or (self.text[end] == "," and not self.is_literal(end)):
                found.append(Part(self.text[start:end], start, self.is_literal(start) and start < end))
                start = end + 1
        return tuple(found)


class Part(Value):
    """One value of a word: its text, its index in the text of the word, and whether it was quoted."""

    text: str
    index: int
    is_quoted: bool = False


def source_of(given: Sequence[str] | str, declared: Sequence[CustomField]) -> str:
    """The text of a filter that was given as one line, or as the arguments of a command.

    An argument is filter text too, whether it holds spaces or not. But the shell has taken the quotes away from
    `title~"disk full"` and `service:"web shop"`, so an argument that asks a field for bare words gets them back.
    `declared` are the fields that are not built in.
    """
    return given if isinstance(given, str) else " ".join([requoted(token, declared) for token in given])


def requoted(token: str, declared: Sequence[CustomField]) -> str:
    """The argument with the quotes around its value that a shell has taken, where its words can be one value."""
    place = next((place for place, sign in enumerate(token) if sign in _SIGNS), len(token))
    field, sign, value = token[:place], token[place : place + 1], token[place + 1 :]
    found = field_of(apart(field.removeprefix("-"))[0], declared)
    if found is None or len(value.split()) < 2 or '"' in value or value[0] == "'" or not _is_one(found[1], sign, value):
        return token
    return f"{field}{sign}{_quoted(value)}"


def _quoted(value: str) -> str:
    """The values between commas in quotes. A comma with a space behind it is part of one, as in `Smith, John`."""
    first, *others = value.split(",")
    found = [first]
    for part in others:
        if part.startswith(" "):
            found[-1] += f",{part}"
        else:
            found.append(part)
    return ",".join([f'"{part}"' if part else part for part in found])


def _is_one(kind: str, sign: str, value: str) -> bool:
    """Whether words behind a field are one value: a day with its time, or bare words where a text is asked for."""
    words = value.split()
    if kind == "time":
        return sign in ":<>" and len(words) == 2 and words[1].replace(":", "").isdecimal()
    if not (sign == "~" or (sign == ":" and kind in _WORDED)) or any(
        mark in value for mark in (*_SIGNS, *_PARENTHESES)
    ):
        return False
    return all(word[0] not in "+-@" and word.lower() not in ("and", "or", "not") for word in words)


def words_of(source: str) -> list[Word]:
    """The words of a filter. A parenthesis that is not inside quotes is a word of its own.

    Raises `UsageError` when a quotation does not end, or when the text is not Unicode.
    """
    found: list[Word] = []
    place = 0
    while place < len(source):
        sign = source[place]
        if sign.isspace() or (sign == "\\" and source[place + 1 : place + 2] in ("(", ")")):
            place += 1
        elif sign in _PARENTHESES:
            found.append(Word(sign, place, (place, place + 1)))
            place += 1
        else:
            word, place = _word(source, place)
            found.append(word)
    return found


def _word(source: str, start: int) -> tuple[Word, int]:
    text: list[str] = []
    places: list[int] = []
    quotes: list[tuple[int, int]] = []
    place = start
    while place < len(source) and not _ends(source, place):
        sign = source[place]
        if sign in _QUOTES and (place == start or source[place - 1] in _BEFORE_QUOTES):
            first = len(text)
            place = _quotation(source, place, text, places)
            quotes.append((first, len(text)))
        else:
            if "\ud800" <= sign <= "\udfff":
                raise UsageError("A sign here is not Unicode text.", source, place)
            text.append(sign)
            places.append(place)
            place += 1
    return Word("".join(text), start, (*places, place), tuple(quotes)), place


def _ends(source: str, place: int) -> bool:
    sign = source[place]
    return sign.isspace() or sign in _PARENTHESES or (sign == "\\" and source[place + 1 : place + 2] in ("(", ")"))


def _quotation(source: str, opening: int, text: list[str], places: list[int]) -> int:
    """Append what is quoted and answer the place behind it. A doubled quotation mark inside stands for one."""
    mark = source[opening]
    place = opening + 1
    while place < len(source):
        sign = source[place]
        if sign == mark:
            if source[place + 1 : place + 2] != mark:
                return place + 1
            place += 1
        if "\ud800" <= sign <= "\udfff":
            raise UsageError("A sign here is not Unicode text.", source, place)
        text.append(sign)
        places.append(place)
        place += 1
    raise UsageError(f"The quotation that begins here has no end: add another {mark}.", source, opening)
