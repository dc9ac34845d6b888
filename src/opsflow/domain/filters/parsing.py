"""The grammar: juxtaposition is `and`, which binds tighter than `or`; `not` and a leading minus bind tightest."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import COMPARISONS, FIELDS, IS_WORDS
from opsflow.domain.filters.reading import Word, words_of
from opsflow.domain.filters.syntax import All, Compare, Either, Ids, Is, Not, Words
from opsflow.domain.ids import looks_like_ids, parse_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.filters.context import FilterContext

_DEEPEST = 50


def parse_filter(given: Sequence[str] | str, context: FilterContext) -> Any | None:
    """The condition that some words mean, or `None` for no words at all.

    A list is read as if its parts stood in one line, so that both `owner:me or is:blocked` and the same in one quoted
    argument are understood. Raises `UsageError` with the place of the trouble.
    """
    source = given if isinstance(given, str) else " ".join(given)
    return _Parser(source, context, ()).whole()


class _Parser:
    def __init__(self, source: str, context: FilterContext, within: tuple[str, ...]) -> None:
        self.source = source
        self.context = context
        self.within = within
        self.words = words_of(source)
        self.place = 0
        self.depth = 0

    def whole(self) -> Any | None:
        if not self.words:
            return None
        found = self.either()
        if self.place < len(self.words):
            raise self.error("There is a ) without a ( before it.", self.words[self.place].offset)
        return found

    def error(self, message: str, offset: int) -> UsageError:
        return UsageError(message, self.source, offset)

    def peek(self) -> str:
        """The next word in lower case when it is a bare one, else nothing."""
        if self.place < len(self.words) and self.words[self.place].quoted_from < 0:
            return self.words[self.place].text.lower()
        return ""

    def either(self) -> Any:
        parts = [self.every()]
        while self.peek() == "or":
            self.place += 1
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def every(self) -> Any:
        parts = [self.single()]
        while self.place < len(self.words) and self.peek() not in ("or", ")"):
            if self.peek() == "and":
                self.place += 1
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self) -> Any:
        if self.place >= len(self.words):
            raise self.error("Something is missing here at the end.", len(self.source))
        word = self.words[self.place]
        bare = self.peek()
        if bare in ("or", "and", ")"):
            raise self.error(f"There is nothing before this {word.text}.", word.offset)
        self.place += 1
        if bare == "not":
            return Not(self.single())
        return self.group(word) if bare == "(" else self.word(word)

    def group(self, opening: Word) -> Any:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("The parentheses are nested too deeply.", opening.offset)
        found = self.either()
        if self.peek() != ")":
            raise self.error("This ( has no ) after it.", opening.offset)
        self.place += 1
        self.depth -= 1
        return found

    def word(self, word: Word) -> Any:
        text = word.text
        if word.is_quoted:
            return Words(text, phrase=True)
        if text[0] == "-" and len(text) > 1:
            rest = Word(text[1:], word.offset + 1, word.quoted_from - 1 if word.quoted_from > 0 else -1)
            if self.operator(rest) is not None or rest.text[0] in "@+":
                return Not(self.word(rest))
            return Not(Compare("tag", "in", (rest.text,)))
        if text[0] == "+" and len(text) > 1:
            return Compare("tag", "in", tuple(text[1:].split(",")))
        if text[0] == "@" and len(text) > 1:
            return self.view(word)
        if looks_like_ids(text):
            return Ids(self.ids(text, word.offset))
        found = self.operator(word)
        return Words(text) if found is None else self.comparison(word, *found)

    def operator(self, word: Word) -> tuple[str, str, str] | None:
        """The field, the sign and the value of a word such as `due<fri`; `None` when it is plain text."""
        end = len(word.text) if word.quoted_from < 0 else word.quoted_from
        for place in range(1, end):
            for sign in COMPARISONS:
                if word.text.startswith(sign, place):
                    return word.text[:place], sign, word.text[place + len(sign) :]
        return None

    def comparison(self, word: Word, name: str, sign: str, value: str) -> Any:
        from opsflow.domain.filters.comparing import compare

        lowered = name.lower()
        if lowered == "is":
            return self.is_word(value, word.offset + len(name) + len(sign))
        if lowered in ("has", "no"):
            field = self.field(value, word.offset + len(name) + len(sign))
            return Compare(field, "filled" if lowered == "has" else "empty")
        plain, _, modifier = lowered.partition(".")
        field = self.field(plain, word.offset)
        return compare(self, word, field, modifier, sign, value)

    def field(self, name: str, offset: int) -> str:
        from opsflow.domain.filters.fields import ALIASES

        found = ALIASES.get(name.lower(), name.lower())
        custom = [field.name for field in self.context.custom_fields]
        if found in FIELDS or found in custom:
            return found
        known = [*FIELDS, *ALIASES, *custom, "is", "has", "no"]
        raise self.error(f"There is no field {name!r}.{_hint(name, known)} Quote it to search for the text.", offset)

    def is_word(self, value: str, offset: int) -> Any:
        parts = [part.lower() for part in value.split(",")]
        for part in parts:
            if part not in IS_WORDS:
                raise self.error(f"There is no is:{part}.{_hint(part, IS_WORDS)}", offset)
        return Is(parts[0]) if len(parts) == 1 else Either(tuple([Is(part) for part in parts]))

    def view(self, word: Word) -> Any:
        name = word.text[1:]
        if name not in self.context.views:
            raise self.error(f"There is no view @{name}.{_hint(name, self.context.views)}", word.offset)
        if name in self.within:
            raise self.error(f"The view @{name} refers to itself.", word.offset)
        found = _Parser(self.context.views[name], self.context, (*self.within, name)).whole()
        return All(()) if found is None else found

    def ids(self, text: str, offset: int) -> tuple[int, ...]:
        try:
            return parse_ids(text)
        except UsageError as error:
            raise self.error(error.message, offset) from None


def _hint(word: str, known: Any) -> str:
    from opsflow.domain.nearest import nearest

    close = nearest(word, known)
    return f" Did you mean {' or '.join(close)}?" if close else f" There are {', '.join(known)}."
