"""What a filter is once it has been read: a tree of conditions with their values resolved."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class All(Value):
    """Every part holds."""

    parts: tuple[Any, ...]


class Either(Value):
    """At least one part holds."""

    parts: tuple[Any, ...]


class Not(Value):
    """The part does not hold."""

    part: Any


class Compare(Value):
    """A field compared with values.

    `op` is `in` (any of the values), `like` (contains the text), `empty`, `filled`, `below`, `upto`, `above`, `from`
    (one bound) or `between` (two bounds, both included).
    """

    field: str
    op: str
    values: tuple[Any, ...] = ()


class Is(Value):
    """One of the words that follow `is:`."""

    word: str


class Words(Value):
    """Free text: words and word beginnings, or one exact phrase."""

    text: str
    phrase: bool = False


class Ids(Value):
    """Items by id."""

    ids: tuple[int, ...]


_STATE_FIELDS = ("state", "category", "finished", "id", "uid", "key")
_STATE_WORDS = ("open", "closed", "done", "cancelled", "finished")


def mentions_state(node: Any) -> bool:
    """Whether the filter itself says which states it wants, so that a list need not add `is:open`."""
    if isinstance(node, (All, Either)):
        return any(mentions_state(part) for part in node.parts)
    if isinstance(node, Not):
        return mentions_state(node.part)
    if isinstance(node, Compare):
        return node.field in _STATE_FIELDS
    return isinstance(node, Ids) or (isinstance(node, Is) and node.word in _STATE_WORDS)
