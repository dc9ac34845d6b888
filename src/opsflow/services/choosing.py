"""Which items a command is about, and what to say of those that are not there or not as the caller saw them."""

from __future__ import annotations

from opsflow.domain.errors import NotFound
from opsflow.domain.ids import format_ids
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsflow.domain.history.events import Event
    from opsflow.domain.items import Item
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session


class Selection(Value):
    """The items a command is about: ids, the items a filter picks inside the transaction, or open ones by alert key.

    `words` are those of the filter, where a person typed it.
    `is_routine` is for keys that are named again and again: of one that has no open item nothing is said.
    """

    ids: tuple[int, ...] = ()
    where: object | None = None
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_routine: bool = False


if TYPE_CHECKING:
    Chosen = int | Iterable[int] | Selection


def chosen_items(session: Session, reader: Reader, chosen: Chosen, say: Callable[[str], None]) -> list[Item]:
    """The items that are meant, in that order. Every id that is not there is named in one `NotFound`.

    `say` hears what is worth telling, such as that a filter picks nothing.
    """
    ids = _ids(session, reader, chosen, say)
    found = reader.items(ids)
    missing = [item_id for item_id in ids if item_id not in found]
    if missing:
        raise NotFound(missing_text(reader, missing))
    return [found[item_id] for item_id in ids]


def _ids(session: Session, reader: Reader, chosen: Chosen, say: Callable[[str], None]) -> list[int]:
    if isinstance(chosen, int):
        return [chosen]
    if not isinstance(chosen, Selection):
        return list(dict.fromkeys(chosen))
    if chosen.keys:
        from opsflow.services.time.alert_ends import open_ids

        return open_ids(reader, chosen.keys, _unheard if chosen.is_routine else say)
    if chosen.where is None:
        if not chosen.ids:
            say("No item was named: nothing was changed.")
        return list(chosen.ids)
    where, parameters = reader.condition(chosen.where, session.filter_context(reader.workflow))
    ids = reader.ids(where, parameters)
    if not ids:
        from opsflow.domain.filters.guessing import meant_by
        from opsflow.services.looking.completing import fields_kept

        say("No item matches the filter: nothing was changed.")
        if guess := meant_by(chosen.words, session.settings.custom_fields, fields_kept(reader)):
            say(guess)
    return ids


def _unheard(_said: str) -> None:
    pass


def missing_text(reader: Reader, missing: Sequence[int]) -> str:
    """What to say about ids that no item has now: never used, or taken back by an undo."""
    undone = {item_id: event.command_id for item_id in missing for event in _last_event(reader, item_id)}
    if undone:
        first, undos = next(iter(undone)), sorted(set(undone.values()), reverse=True)
        back = " and ".join([f"`opsflow redo {undo}`" for undo in undos])
        noun, were, it = ("Item", "was", "it") if len(undone) == 1 else ("Items", "were", "them")
        return f"{noun} {format_ids(undone)} {were} undone. `opsflow log {first}` tells when; to restore {it}: {back}."
    none = "is no item" if len(missing) == 1 else "are no items"
    return f"There {none} {format_ids(missing)}. `opsflow list` shows the open ones."


def _last_event(reader: Reader, item_id: int) -> list[Event]:
    return list(reader.events("event.item_id = ?", (item_id,), order="event.seq DESC", limit=1))


def stale_text(reader: Reader, item: Item, version: int) -> str:
    """What to say when someone changed an item that the caller had read."""
    events = _last_event(reader, item.id)
    command = reader.command(events[0].command_id) if events else None
    who = f" by {command.actor} ({events[0].kind})" if command else ""
    return (
        f"Item {item.id} was changed meanwhile{who}: it is at version {item.version}, you saw {version}. "
        f"Nothing was changed; look at `opsflow show {item.id}` and repeat."
    )
