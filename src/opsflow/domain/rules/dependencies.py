"""The dependency graph: what leads to what, and that nothing leads back to itself.

The graph is never loaded whole. Functions ask for the edges of a set of nodes at a time, so the cost follows the part
that is walked.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsflow.domain.items import Dependency

    Edges = Callable[[Iterable[int]], Iterable[Dependency]]


def path(start: int, goal: int, dependencies: Edges) -> list[int] | None:
    """A shortest chain of dependencies from `start` to `goal`, both included, or `None`.

    `start` may equal `goal`: then the chain is a cycle through it.
    """
    came_from: dict[int, int] = {}
    frontier = [start]
    while frontier:
        reached: list[int] = []
        for edge in dependencies(frontier):
            if edge.depends_on == goal:
                return [*_trace(came_from, start, edge.item_id), goal]
            if edge.depends_on != start and edge.depends_on not in came_from:
                came_from[edge.depends_on] = edge.item_id
                reached.append(edge.depends_on)
        frontier = reached
    return None


def _trace(came_from: dict[int, int], start: int, end: int) -> list[int]:
    chain = [end]
    while chain[-1] != start:
        chain.append(came_from[chain[-1]])
    return chain[::-1]


def cycle(starts: Iterable[int], dependencies: Edges) -> list[int] | None:
    """A cycle that can be reached from the items, first and last alike, or `None`. Each edge is looked at once."""
    begin = list(starts)
    below: dict[int, list[int]] = {}
    for edge in closure(begin, dependencies):
        below.setdefault(edge.item_id, []).append(edge.depends_on)
    finished: set[int] = set()
    for start in begin:
        found = _cycle_below(start, below, finished)
        if found:
            return found
    return None


def _cycle_below(start: int, below: dict[int, list[int]], finished: set[int]) -> list[int] | None:
    """Walk down in depth; a node met again on the way down closes a cycle."""
    way: dict[int, int] = {}
    stack = [start]
    while stack:
        node = stack[-1]
        if node in finished:
            stack.pop()
        elif node in way and way[node] == len(below.get(node, [])):
            finished.add(node)
            del way[node]
            stack.pop()
        else:
            place = way.setdefault(node, 0)
            if place < len(below.get(node, [])):
                following = below[node][place]
                way[node] = place + 1
                if following in way:
                    chain = list(way)
                    return [*chain[chain.index(following) :], following]
                stack.append(following)
    return None


def closure(starts: Iterable[int], dependencies: Edges, levels: int | None = None) -> list[Dependency]:
    """Every edge that can be reached from the items, nearest first; with `levels` in no more than so many steps."""
    edges: list[Dependency] = []
    seen = set(starts)
    frontier = list(seen)
    while frontier and levels != 0:
        levels = levels - 1 if levels is not None else None
        reached: list[int] = []
        for edge in dependencies(frontier):
            edges.append(edge)
            if edge.depends_on not in seen:
                seen.add(edge.depends_on)
                reached.append(edge.depends_on)
        frontier = reached
    return edges
