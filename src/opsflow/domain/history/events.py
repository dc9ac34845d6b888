"""Commands and events: the lines of history."""

from __future__ import annotations

from opsflow.domain.errors import StoreError
from opsflow.domain.history.canonical import canonical, decoded, quoted, shape_of, texts_of
from opsflow.domain.history.changes import Change
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.history.changes import Fields
    from opsflow.domain.history.remains import Left

    Pending = tuple[int | None, str, int, str | None, str | None, str]
    """An event that is not linked yet: item, kind, instant, state and category of the item after it, payload."""

ORIGINS = ("shell", "board", "cron", "import", "api")


class CommandHeader(Value):
    """Who did what from where, in one transaction. `reverses` is the command that an undo or a redo takes back."""

    id: int
    name: str
    recorded_at: int
    actor: str
    login: str
    host: str
    origin: str
    reason: str | None = None
    request_id: str | None = None
    reverses: int | None = None


class Event(Value):
    """One immutable line of history: what happened to one item, or to the store where `item_id` is `None`.

    `state` and `category` are those of the item after the event. `note` explains, such as why a rule was overridden.
    """

    seq: int
    command_id: int
    item_id: int | None
    kind: str
    happened_at: int
    state: str | None
    category: str | None
    changes: tuple[Change, ...]
    note: str | None = None
    redacted_by: int | None = None


def payload_of(changes: Iterable[Change], note: str | None, left: Left | None = None) -> str:
    """The text that is kept and hashed. `left` is what a redaction leaves of events, see `domain.history.remains`."""
    return payload_text([canonical(change) for change in changes], note, left)


def payload_text(changes: Iterable[str], note: str | None, left: Left | None = None) -> str:
    """The same of changes that are texts already, each as by `change_text`."""
    told = "" if note is None else f',"note":{quoted(note)}'
    if left is not None:
        told += f',"left":{canonical(left)}'
    return f'{{"changes":[{",".join(changes)}]{told}}}'


def change_text(entity: str, key: str | int, before: Fields | None, after: Fields | None) -> str:
    """The text of a change, without the change."""
    return f"[{canonical(entity)},{canonical(key)},{canonical(before)},{canonical(after)}]"


def made_text(fields: Fields) -> str:
    """The same of the change that makes an item."""
    return f'["item","",null,{canonical(fields)}]'


def moved_text(held: Fields, after: Fields) -> str:
    """The same of the change of an item from what is held to other values, of those that differ."""
    names, before, now = [], [], []
    for name, value in after.items():
        was = held.get(name)
        if was != value:
            names.append(name)
            before.append(was)
            now.append(value)
    shape = shape_of(tuple(names))
    return f'["item","",{shape},{shape}]' % texts_of(before + now)


def changes_in(payload: str) -> tuple[tuple[Change, ...], str | None]:
    """The changes and the note in a payload text."""
    body = decoded(payload)
    return tuple([Change(*change) for change in body["changes"]]), body.get("note")


def content_of(seq: int, payload: str) -> tuple[tuple[Change, ...], str | None]:
    """The changes and the note of an event. Raises `StoreError` when its text was tampered with."""
    try:
        return changes_in(payload)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"Event {seq} cannot be read: its content was changed. Run `opsflow doctor`.") from error
