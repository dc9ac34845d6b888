"""A change to one record, with what it needs to be taken back.

Every event carries changes in this one form. Writing, undo, redo, reconstruction at a date, rebuilding and import all
work on it, so that history can always be read forwards and backwards.
"""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Fields = Mapping[str, Any]


class Change(Value):
    """One record before and after.

    `entity` names the kind of record and `key` the record within its item: `""` for the item itself, the number of a
    criterion or note, the tag, the id of the item depended on, `kind:id` for a link, the name of a custom field, a
    signal or a recurrence, for an approval the person.

    `before` is `None` when the record is new, `after` is `None` when it goes; otherwise both hold just the fields that
    differ. Null fields are left out of a new record.
    """

    entity: str
    key: str | int
    before: Fields | None
    after: Fields | None

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.entity, self.key, self.after, self.before)


def inverted(changes: Iterable[Change]) -> list[Change]:
    """The changes that take back a whole sequence, in the order they have to be applied."""
    return [change.inverse() for change in reversed(list(changes))]


def set_fields(before: Fields, after: Fields) -> Change | None:
    """The change of an item's own fields from one mapping to another, or `None` when they are equal."""
    names = [name for name in after if before[name] != after[name]]
    if not names:
        return None
    if len(names) == len(after) == len(before):
        return Change("item", "", before, after)
    return Change("item", "", {name: before[name] for name in names}, {name: after[name] for name in names})
