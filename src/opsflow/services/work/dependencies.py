"""What waits for what: adding and removing dependencies, and walking them."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, Refused, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.dependencies import closure, cycle
from opsflow.domain.value import Value
from opsflow.services.choosing import missing_text
from opsflow.services.work import dates
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from opsflow.domain.items import Dependency, Item
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


class Graph(Value):
    """A part of the dependency graph: the items in it, and its edges."""

    items: tuple[Item, ...]
    edges: tuple[Dependency, ...]


def add(session: Session, chosen: Chosen, on: Sequence[int], options: WriteOptions = PLAIN) -> Outcome:
    """Make items depend on others. A cycle is refused, with or without force, and named."""

    def body(work: Work) -> None:
        depend(work, work.chosen(chosen), on)

    return perform(session, "dep add", options, body, "linked", f" after {_names(on)}")


def depend(work: Work, items: Sequence[Item], on: Sequence[int]) -> None:
    """Make items depend on others within a command. Raises `Refused` for a cycle."""
    others = work.chosen(tuple(on))
    for item in items:
        _add_to(work, item, others)
    refuse_cycles(work, [item.id for item in items])


def _add_to(work: Work, item: Item, others: Sequence[Item]) -> None:
    has = {edge.depends_on for edge in work.tx.dependencies([item.id])}
    new = [other for other in others if other.id not in has]
    if any(other.id == item.id for other in others):
        raise Refused(f"An item cannot depend on itself: {item.id} → {item.id}. Leave it out of --on.")
    if not new:
        work.say(f"{item.id} depends on {_names([other.id for other in others])} already.")
        return
    work.record(item, "dependency-added", [Change("dependency", other.id, None, {}) for other in new])
    for other in new:
        if other.category == "cancelled":
            work.say(f"{other.id} is cancelled: {item.id} waits for something that will not be done.")
    dates.watch(work, item.id)


def remove(session: Session, chosen: Chosen, on: Sequence[int], options: WriteOptions = PLAIN) -> Outcome:
    """Take dependencies away; no `on` means all of them. Raises `NotFound` for what is no item, on either side."""

    def body(work: Work) -> None:
        work.chosen(tuple(on))
        for item in work.chosen(chosen):
            let_go(work, item, on)

    return perform(session, "dep remove", options, body, "unlinked", f" from {_names(on)}" if on else "")


def remove_each(session: Session, edges: Mapping[int, Sequence[int]], options: WriteOptions = PLAIN) -> Outcome:
    """Take some dependencies of each of some items away, in one command."""

    def body(work: Work) -> None:
        for item in work.chosen(tuple(edges)):
            let_go(work, item, edges[item.id])

    return perform(session, "dep remove", options, body, "unlinked")


def let_go(work: Work, item: Item, on: Sequence[int] = ()) -> None:
    """Take dependencies of an item away within a command; no `on` means all of them."""
    has = [edge.depends_on for edge in work.tx.dependencies([item.id])]
    for other in on:
        if other not in has:
            work.say(f"{item.id} does not depend on {other}.")
    if not on and not has:
        work.say(f"{item.id} depends on nothing.")
    gone = [other for other in has if not on or other in on]
    work.record(item, "dependency-removed", [Change("dependency", other, {}, None) for other in gone])


def refuse_cycles(work: Work, ids: Iterable[int]) -> None:
    """Raise `Refused` when a cycle goes through one of the items."""
    found = cycle(ids, work.tx.dependencies)
    if found:
        raise Refused(
            f"That would make a cycle: {' → '.join(map(str, found))}. Nothing was changed; "
            f"look at `opsflow dep tree {found[0]}` and remove one of these dependencies first."
        )


def graph(session: Session, ids: Sequence[int], direction: str = "both", levels: int | None = None) -> Graph:
    """Everything that the items depend on (`down`), that depends on them (`up`), or both; within so many steps."""
    if direction not in ("down", "up", "both"):
        raise UsageError(f"The direction is down, up or both, not {direction!r}.")
    with session.store.reader() as reader:
        there = reader.items(ids)
        missing = [item_id for item_id in ids if item_id not in there]
        if missing:
            raise NotFound(missing_text(reader, missing))
        edges: list[Dependency] = []
        if direction != "up":
            edges += closure(ids, reader.dependencies, levels)
        if direction != "down":
            flipped = closure(ids, lambda of: [edge.flipped() for edge in reader.dependents(of)], levels)
            edges += [edge.flipped() for edge in flipped]
        unique = tuple(dict.fromkeys(edges))
        nodes = {*ids, *[edge.item_id for edge in unique], *[edge.depends_on for edge in unique]}
        return Graph(tuple(reader.items(sorted(nodes)).values()), unique)


def whole(session: Session) -> Graph:
    """Every dependency between items that are not both closed."""
    with session.store.reader() as reader:
        waiting = reader.ids("item.is_open = 1 AND item.id IN (SELECT item_id FROM dependency)", ())
        edges = tuple(reader.dependencies(waiting))
        nodes = {*[edge.item_id for edge in edges], *[edge.depends_on for edge in edges]}
        return Graph(tuple(reader.items(sorted(nodes)).values()), edges)


def _names(ids: Sequence[int]) -> str:
    from opsflow.domain.ids import format_ids

    return format_ids(ids)


class Branch(Value):
    """One line of a drawn tree: what is drawn before the item, and whether its part was drawn above already."""

    indent: str
    item: Item
    is_again: bool = False


def tree(graph: Graph, root: int, direction: str) -> Iterator[Branch]:
    """The tree under an item, itself first; a part that was drawn already is named and not drawn again."""
    items = {item.id: item for item in graph.items}
    below: dict[int, list[int]] = {}
    for edge in graph.edges:
        upper, lower = (edge.depends_on, edge.item_id) if direction == "up" else (edge.item_id, edge.depends_on)
        below.setdefault(upper, []).append(lower)
    yield Branch("", items[root])
    seen = {root}
    stack = [("", iter(_last_marked(below.get(root, []))))]
    while stack:
        indent, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            continue
        node, is_last = following
        yield Branch(f"{indent}{'└─ ' if is_last else '├─ '}", items[node], node in seen and bool(below.get(node)))
        if node not in seen:
            seen.add(node)
            stack.append((indent + ("   " if is_last else "│  "), iter(_last_marked(below.get(node, [])))))


def _last_marked(nodes: Sequence[int]) -> list[tuple[int, bool]]:
    return [(node, place == len(nodes) - 1) for place, node in enumerate(nodes)]
