"""What someone may have meant whose filter found nothing: words that are text here, and more than that elsewhere."""

from __future__ import annotations

from opsflow.domain.filters.fields import IS_WORDS
from opsflow.domain.filters.reading import requoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.settings import CustomField


def meant_by(words: Sequence[str], declared: Sequence[CustomField]) -> str:
    """A sentence for the first such word, or nothing: `overdue` and `+OVERDUE` are `is:overdue` here."""
    for word in words:
        whole = requoted(word, declared)
        if whole != word and ":" not in word.partition(":")[2]:  # a day with its time was meant as one
            apart = " and ".join(word.split())
            return f"{whole} asks for one value of several words. If they were meant apart, write {apart}."
        bare = word.removeprefix("+").lower()
        if bare in IS_WORDS:
            what = "a tag" if word.startswith("+") else "a word of the text"
            return f"{word} asks for {what}. Did you mean is:{bare}?"
        if bare == "all":
            return "all is a word of the text here. Closed items too: `opsflow list --all`."
    return ""
