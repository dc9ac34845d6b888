"""The grammar: juxtaposition is `and`, which binds tighter than `or`; `not` and a leading minus bind tightest."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.reading import source_of, words_of
from opsflow.domain.filters.syntax import All, Either, Ids, Not
from opsflow.domain.filters.wording import WordReader, hint, names_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.reading import Word
    from opsflow.domain.filters.syntax import Filter


def parse_filter(given: Sequence[str] | str, context: FilterContext) -> Filter | None:
    """The condition that some words mean, or `None` for no words at all.

    A list is read as if its parts stood in one line, so that both `owner:me or is:blocked` and the same in one quoted
    argument are understood. Raises `UsageError` with the place of the trouble.
    """
    return _Parser(source_of(given, context.custom_fields), context).whole()


class _Parser(WordReader):
    def __init__(self, source: str, context: FilterContext, within: tuple[str, ...] = ()) -> None:
        super().__init__(source, context, self.view)
        self.within = within
        self.words = words_of(source)
        self.place = 0

    def whole(self) -> Filter | None:
        if not self.words:
            return None
        found = self.either()
        if self.place < len(self.words):
            offset = self.words[self.place].offset
            raise self.error("There is a ) without a ( before it. Quote it to search for it.", offset)
        return found

    def peek(self) -> str:
        """The next word in lower case when it is a bare one, else nothing."""
        if self.place < len(self.words) and not self.words[self.place].quotes:
            return self.words[self.place].text.lower()
        return ""

    def either(self) -> Filter:
        parts = [self.every()]
        while self.peek() == "or":
            self.place += 1
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def every(self) -> Filter:
        parts = [self.single()]
        while self.place < len(self.words) and self.peek() not in ("or", ")"):
            if self.peek() == "and":
                self.place += 1
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self) -> Filter:
        if self.place >= len(self.words):
            raise self.error("Something is missing here at the end.", len(self.source))
        word = self.words[self.place]
        bare = self.peek()
        if bare in ("or", "and", ")"):
            raise self.error(f"There is nothing before this {word.text}. Quote it to search for it.", word.offset)
        self.place += 1
        if bare == "not" or (bare == "-" and self.peek() == "(" and self.words[self.place].offset == word.offset + 1):
            return self.negated(word)
        if bare == "(":
            return self.group(word)
        return self.listed(word) if names_ids(word) else self.meaning(word)

    def negated(self, word: Word) -> Filter:
        self.descend(word)
        found = Not(self.single())
        self.depth -= 1
        return found

    def group(self, opening: Word) -> Filter:
        self.descend(opening)
        found = All(()) if self.peek() == ")" else self.either()
        if self.peek() != ")":
            raise self.error("This ( has no ) after it.", opening.offset)
        self.place += 1
        self.depth -= 1
        return found

    def listed(self, word: Word) -> Filter:
        """The ids of a word and of those right behind it: `3 5 7-9` names five items, as it does for a verb."""
        self.count(word)
        found = set(self.ids(word))
        while self.place < len(self.words) and names_ids(self.words[self.place]):
            found.update(self.ids(self.words[self.place]))
            self.place += 1
        return Ids(tuple(sorted(found)))

    def view(self, word: Word) -> Filter:
        """The filter of a saved view in place of its name. Trouble inside it is shown where it is named."""
        name, views = word.text[1:], self.context.views
        if name not in views:
            known = f" There are {', '.join(views)}." if views else " None is configured."
            raise self.error(f"There is no view @{name}.{hint(name, views) or known}", word.offset)
        if name in self.within:
            raise self.error(f"The view @{name} refers to itself.", word.offset)
        self.descend(word)
        try:
            found = self.spliced(name)
        except UsageError as error:
            raise self.error(f"In the view @{name}: {error.message}", word.offset) from None
        self.depth -= 1
        return All(()) if found is None else found

    def spliced(self, name: str) -> Filter | None:
        inner = _Parser(self.context.views[name], self.context, (*self.within, name))
        inner.depth, inner.conditions = self.depth, self.conditions
        found = inner.whole()
        self.conditions = inner.conditions
        return found
