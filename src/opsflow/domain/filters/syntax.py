"""What a filter is once it has been read: a tree of conditions with their values resolved."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class All(Value):
    """Every part holds. Without parts it always holds."""

    parts: tuple[Filter, ...]


class Either(Value):
    """At least one part holds."""

    parts: tuple[Filter, ...]


class Not(Value):
    """The part does not hold."""

    part: Filter


class Compare(Value):
    """A field compared with values.

    `op` is `in` (any of the values), `like` (contains any of the texts), `empty`, `filled`, `below`, `upto`, `above`,
    `from` (one bound) or `between` (two bounds, both included). Times are instants, working time is in minutes, ages
    are in seconds.
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
    """Items by id, in ascending order."""

    ids: tuple[int, ...]


Filter = All | Either | Not | Compare | Is | Words | Ids

_STATE_FIELDS = ("state", "category", "finished")
_NAMING_FIELDS = ("id", "uid", "key")
_STATE_WORDS = ("open", "closed", "done", "cancelled", "finished")


def mentions_state(node: object) -> bool:
    """Whether the filter itself says which states it wants, so that a list need not add `is:open`.

    It does when it names a state anywhere, or names items by id. To leave items out by id is not to name them.
    """
    if isinstance(node, (All, Either)):
        return any(mentions_state(part) for part in node.parts)
    if isinstance(node, Not):
        return not _names_items(node.part) and mentions_state(node.part)
    if isinstance(node, Compare):
        return node.field in _STATE_FIELDS or _names_items(node)
    return _names_items(node) or (isinstance(node, Is) and node.word in _STATE_WORDS)


def _names_items(node: object) -> bool:
    return isinstance(node, Ids) or (isinstance(node, Compare) and node.field in _NAMING_FIELDS)
