"""What someone may have meant whose filter found nothing: words that are text here, and more than that elsewhere."""

from __future__ import annotations

from opsflow.domain.filters.fields import COMPARISONS, IS_WORDS, apart
from opsflow.domain.filters.reading import requoted
from opsflow.domain.settings import kept_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from opsflow.domain.settings import CustomField


def meant_by(words: Sequence[str], declared: Sequence[CustomField], kept: Collection[str] = ()) -> str:
    """A sentence for the first such word, or nothing: `overdue` and `+OVERDUE` are `is:overdue` here.

    `kept` are the fields from another tool that items have: whoever asks for one of these has no typing mistake.
    """
    for word in words:
        if told := _unkept(word, kept):
            return told
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


def _unkept(word: str, kept: Collection[str]) -> str:
    """What to say of a word that asks for a field of another tool, under a name that no item has."""
    asked = word.removeprefix("-")
    for before in ("has:", "no:"):
        asked = asked.removeprefix(before)
    name, _ = apart(asked[: min([place for sign in COMPARISONS if (place := asked.find(sign)) > 0] or [len(asked)])])
    field = kept_field(name)
    if field is None or field.name in kept:
        return ""
    from opsflow.domain.nearest import meant

    return f"No item has a field {field.name}. {meant(field.name, kept)}".rstrip()
