"""Questions about the work: lists, one item whole, what to pull next, and the context that narrows them."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.items import Item
from opsflow.domain.value import Value
from opsflow.services.choosing import missing_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from opsflow.domain.alerts import Tally
    from opsflow.domain.clocks.standing import Standing
    from opsflow.domain.items import Approval, Criterion, Link, Note
    from opsflow.domain.rules.change_windows import Clash
    from opsflow.domain.rules.pull import Position
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session


class Query(Value):
    """What to list: a parsed filter, the keys of its order (see `sorting`), the most rows."""

    where: object | None = None
    sort: str = ""
    limit: int | None = None
    everything: bool = False


class Listing(Value):
    """Items found, with what is printed beside them."""

    items: tuple[Item, ...]
    tags: dict[int, list[str]]
    custom: dict[int, dict[str, str]]
    more: bool = False


class Detail(Value):
    """One item with everything around it."""

    item: Item
    tags: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    notes: tuple[Note, ...]
    custom: dict[str, str]
    links: tuple[Link, ...]
    depends_on: tuple[Item, ...]
    dependents: tuple[Item, ...]
    children: tuple[Item, ...]
    related: dict[int, Item]
    approvals: tuple[Approval, ...] = ()
    tally: Tally | None = None
    clocks: tuple[Standing, ...] = ()
    clashes: tuple[Clash, ...] = ()
    over_at: int | None = None
    at: int | None = None
    """The instant at which history shows it; `None` for the present."""


def listing(session: Session, query: Query) -> Listing:
    """The items a query finds; open ones unless the filter names a state or an id."""
    with session.store.reader() as reader:
        found = list(_found(session, reader, query, None if query.limit is None else query.limit + 1))
        more = query.limit is not None and len(found) > query.limit
        items = tuple(found[: query.limit] if more else found)
        ids = [item.id for item in items]
        return Listing(items, reader.tags(ids), reader.custom(ids), more)


def batches(session: Session, query: Query, size: int = 2000) -> Generator[Listing]:
    """The same a batch at a time, so that a list of everything needs little memory; one consistent view."""
    from itertools import islice

    with session.store.reader() as reader:
        found = _found(session, reader, query, query.limit)
        while items := tuple(islice(found, size)):
            ids = [item.id for item in items]
            yield Listing(items, reader.tags(ids), reader.custom(ids))


def _found(session: Session, reader: Reader, query: Query, limit: int | None) -> Iterator[Item]:
    from opsflow.domain.filters import mentions_state
    from opsflow.services.looking.sorting import order_of

    names_state = query.where is not None and mentions_state(query.where)
    only_open = not (names_state or query.everything)
    order = order_of(session, query.sort, only_open)
    return reader.find(query.where, lambda: session.filter_context(reader.workflow), only_open, order, limit)


def show(session: Session, item_id: int) -> Detail:
    """One item with everything around it. Raises `NotFound`."""
    with session.store.reader() as reader:
        found = detail(reader, item_id)
        if found.tally is not None:
            from opsflow.domain.history.signals import OVER

            found = found.replace(over_at=reader.signals(item_id).get(OVER))
        if found.item.type == "change" and found.item.is_open:
            from opsflow.services.records.change_control import conflicts_in

            found = found.replace(clashes=tuple(conflicts_in(reader, session, [item_id])))
        clocks = reader.clocks_of([item_id])
        if not clocks:
            return found
        from opsflow.services.time.clocks import standings

        return found.replace(clocks=tuple(standings(reader, clocks, session.clock())))


def detail(reader: Reader, item_id: int) -> Detail:
    """The same on a reader at hand."""
    item = reader.item(item_id)
    if item is None:
        raise NotFound(missing_text(reader, [item_id]))
    links = reader.links([item_id])
    depends_on = reader.items([edge.depends_on for edge in reader.dependencies([item_id])])
    dependents = reader.items([edge.item_id for edge in reader.dependents([item_id])])
    others = [link.other_id if link.item_id == item_id else link.item_id for link in links]
    related = reader.items([*others, *([item.parent_id] if item.parent_id else [])])
    return Detail(
        item,
        tuple(reader.tags([item_id]).get(item_id, ())),
        tuple(reader.criteria([item_id]).get(item_id, ())) if item.criteria_total else (),
        tuple(reader.notes([item_id]).get(item_id, ())),
        reader.custom([item_id]).get(item_id, {}),
        tuple(links),
        tuple(depends_on.values()),
        tuple(dependents.values()),
        tuple(reader.children(item_id)),
        related,
        tuple(reader.approvals([item_id]).get(item_id, ())) if item.type == "change" else (),
        reader.tally(item_id) if item.alert_key is not None else None,
    )


def next_items(session: Session, where: object | None = None, limit: int = 10) -> tuple[list[Position], int]:
    """The items to pull now, in order, and how many can start in all (counted up to `pulling.COUNTED_UP_TO`)."""
    from opsflow.services.looking.pulling import how_many, top

    with session.store.reader() as reader:
        found = _told_what_holds(session, reader, top(session, reader, where, limit))
        return found, how_many(session, reader, where) if len(found) == limit else len(found)


def _told_what_holds(session: Session, reader: Reader, found: list[Position]) -> list[Position]:
    """The same, where the reason of a change that the site does not let begin says so."""
    changes = [position.item for position in found if position.item.type == "change"]
    if not changes:
        return found
    from opsflow.services.records.change_control import HELD_BY, obstacles

    held = obstacles(reader, session, changes)
    return [
        position.replace(reason=f"{HELD_BY[held[position.item.id].rule]}; {position.reason}")
        if position.item.id in held
        else position
        for position in found
    ]


def context(session: Session) -> str | None:
    """The filter that narrows the actor's lists in this store, or `None`."""
    with session.store.reader() as reader:
        return reader.preference(session.actor, "context")


def within(context: str | None, words: Sequence[str]) -> list[str]:
    """Filter words, narrowed by a context."""
    return [f"({context})", *(["(", *words, ")"] if words else [])] if context else list(words)


def set_context(session: Session, text: str | None, dry_run: bool = False) -> None:
    """Narrow the actor's lists in this store by a filter, or by none; with `dry_run` not yet. Not part of history.

    Raises `UsageError` for a text without words: it may have been meant as none, or be a filter that got lost.
    """
    if text is not None and not text.strip():
        raise UsageError("An empty filter is no context. `opsflow context clear` ends the one there is.")
    if dry_run:
        return
    with session.store.transaction() as tx:
        tx.set_preference(session.actor, "context", text)
        tx.commit_quietly()
