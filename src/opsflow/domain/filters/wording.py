"""What one word of a filter means: a tag, a list of ids, a comparison or free text. How words are joined is not known
here.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import ALIASES, COMPARISONS, FIELDS, IS_WORDS, apart, field_of
from opsflow.domain.filters.syntax import Compare, Either, Ids, Is, Not, Words
from opsflow.domain.ids import looks_like_ids, parse_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.reading import Part, Word
    from opsflow.domain.filters.syntax import Filter

_DEEPEST = 50
_MOST_CONDITIONS = 500


class WordReader:
    """Reads the words of one source, and counts them: SQLite takes expressions of a limited depth.

    `view` finds the filter of a saved view for the word that names it.
    """

    def __init__(self, source: str, context: FilterContext, view: Callable[[Word], Filter]) -> None:
        self.source = source
        self.context = context
        self._view = view
        self.depth = 0
        self.conditions = 0

    def error(self, message: str, offset: int) -> UsageError:
        return UsageError(message, self.source, offset)

    def descend(self, word: Word) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("The filter is nested too deeply.", word.offset)

    def count(self, word: Word, more: int = 1) -> None:
        self.conditions += more
        if self.conditions > _MOST_CONDITIONS:
            raise self.error(f"The filter has more than {_MOST_CONDITIONS} conditions.", word.offset)

    def meaning(self, word: Word) -> Filter:
        """The condition of one word."""
        self.count(word)
        if not word.text:
            raise self.error("Nothing stands between these quotes.", word.offset)
        is_sign = len(word.text) > 1 or word.text == "@"
        lead = word.text[0] if is_sign and not word.is_literal(0) else ""
        if lead == "-":
            return self._excluded(word)
        if lead == "+":
            return self._tag(word.after(1))
        if lead == "@":
            return self._view(word)
        if names_ids(word):
            return Ids(self.ids(word))
        found = self._operator(word)
        return _free(word) if found is None else self._comparison(word, *found)

    def ids(self, word: Word) -> tuple[int, ...]:
        """The ids of a word for which `names_ids` holds, in ascending order."""
        try:
            return tuple(sorted(parse_ids(word.text)))
        except UsageError as error:
            raise self.error(error.message, word.offset) from None

    def _excluded(self, word: Word) -> Filter:
        """What follows a leading minus is a tag, unless it is clearly something else."""
        rest = word.after(1)
        is_more = self._operator(rest) is not None or rest.is_quoted or names_ids(rest)
        if not is_more and len(rest.text) == 1 and rest.text.isalpha():
            raise self.error(
                f"Is {word.text} an option? See --help. Without the tag {rest.text}: not +{rest.text}.",
                word.offset,
            )
        if not is_more and not (rest.text[0] in "@+" and len(rest.text) > 1):
            return Not(self._tag(rest))
        self.descend(word)
        found = Not(self.meaning(rest))
        self.depth -= 1
        return found

    def _tag(self, word: Word) -> Filter:
        return Compare("tag", "in", tuple([part.text for part in self._values(word, 0)]))

    def _values(self, word: Word, start: int) -> tuple[Part, ...]:
        """The values from that index on, none of them empty."""
        parts = word.values(start)
        self.count(word, len(parts) - 1)
        for part in parts:
            if not part.text:
                raise self.error("A value is missing here.", word.places[part.index])
        return parts

    def _operator(self, word: Word) -> tuple[int, str] | None:
        """Where the sign of a word such as `due<fri` stands, and the sign; `None` when it is plain text."""
        for place in range(1, len(word.text)):
            for sign in COMPARISONS:
                if word.text.startswith(sign, place) and not word.is_literal(place):
                    return place, sign
        return None

    def _comparison(self, word: Word, place: int, sign: str) -> Filter:
        written, start = word.text[:place], place + len(sign)
        if (name := written.lower()) in ("is", "has", "no"):
            if COMPARISONS[sign] != "in":
                raise self.error(f"Write {name}: with a colon.", word.places[place])
            return self._is_word(word, start) if name == "is" else self._presence(name, word, start)
        from opsflow.domain.filters.comparing import Question, compare, operation

        plain, modifier = apart(written)
        field, kind = self._field(plain, word, 0)
        try:
            op, skipped = operation(field, kind, sign, modifier, word.text[start:], len(plain) + 1)
            start += skipped
            values = self._values(word, start) if start < len(word.text) else ()
            return compare(self.context, Question(field, kind, op, values))
        except UsageError as error:
            if error.source is not None:
                raise
            index = start if error.offset is None else error.offset
            raise self.error(self._in_one_word(field, kind, word, index) or error.message, word.places[index]) from None

    def _in_one_word(self, field: str, kind: str, word: Word, index: int) -> str:
        """How to write the value that begins there and goes on in the next words, if it does."""
        from opsflow.domain.filters.measuring import reader_of
        from opsflow.domain.several_words import in_one_word

        rest = "" if word.is_literal(index) else self.source[word.places[index] :]
        return in_one_word(kind, word.text[:index], rest, reader_of(self.context, field, kind))

    def _presence(self, name: str, word: Word, start: int) -> Filter:
        from opsflow.domain.filters.comparing import present

        field, kind = self._field(word.text[start:], word, start)
        return present(field, kind, name == "has")

    def _field(self, name: str, word: Word, index: int) -> tuple[str, str]:
        """The name of a field as it is declared, and its kind."""
        found = field_of(name, self.context.custom_fields)
        if found is not None:
            return found
        name = name.lower()
        if name.endswith("!"):
            raise self.error(f"To exclude, put a minus in front: -{word.text.replace('!', '', 1)}.", word.offset)
        known = [*FIELDS, *ALIASES, *[declared.name for declared in self.context.custom_fields], "is", "has", "no"]
        close = _elsewhere(name, word.text) or hint(name, known)
        message = f"There is no field {name!r}.{close} Quote it to search for the text."
        raise self.error(message, word.places[index])

    def _is_word(self, word: Word, start: int) -> Filter:
        parts = self._values(word, start) if start < len(word.text) else word.values(start)
        for part in parts:
            if part.text.lower() not in IS_WORDS:
                close = hint(part.text, IS_WORDS) or f" There are {', '.join(IS_WORDS)}."
                raise self.error(f"There is no is:{part.text}.{close}", word.places[part.index])
        found = [Is(part.text.lower()) for part in parts]
        return found[0] if len(found) == 1 else Either(tuple(found))


def _elsewhere(name: str, text: str) -> str:
    """What a field of other tools is called here, or which option of a list does it; empty when not known."""
    from opsflow.domain.other_tools import OF_LISTS, asked_of

    if name in OF_LISTS:
        return f" `opsflow list` has {OF_LISTS[name]} {text.partition(':')[2]}".rstrip() + " for that."
    meant = asked_of(name, text.partition(":")[2])
    return f" Here that is {meant}." if meant else ""


def names_ids(word: Word) -> bool:
    """Whether the word can only be meant as a list of ids."""
    return not word.quotes and looks_like_ids(word.text)


def _free(word: Word) -> Words:
    return Words(word.text, phrase=bool(word.quotes))


def hint(word: str, known: Iterable[str]) -> str:
    """What someone may have meant, as a sentence behind another; empty when nothing is near."""
    from opsflow.domain.nearest import meant

    question = meant(word, known)
    return f" {question}" if question else ""
