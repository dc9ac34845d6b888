"""The dependency graph, held against brute force."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from opsflow.domain.items import Dependency
from opsflow.domain.rules.dependencies import closure, cycle, path

nodes = st.integers(1, 7)
graphs = st.sets(st.tuples(nodes, nodes).filter(lambda pair: pair[0] != pair[1]), max_size=14)


class Graph:
    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.pairs = sorted(pairs)

    def __call__(self, of: Iterable[int]) -> list[Dependency]:
        wanted = set(of)
        return [Dependency(*pair) for pair in self.pairs if pair[0] in wanted]

    def reach(self, start: int) -> set[int]:
        """Everything below a node, found by growing the set until it stops growing."""
        found: set[int] = set()
        while True:
            more = {other for node, other in self.pairs if node == start or node in found}
            if more <= found:
                return found
            found |= more


@given(graphs, nodes, nodes)
def test_a_path_is_found_exactly_when_there_is_one_and_each_step_is_an_edge(
    pairs: set[tuple[int, int]], start: int, goal: int
) -> None:
    graph = Graph(pairs)
    found = path(start, goal, graph)
    assert (found is not None) == (goal in graph.reach(start))
    if found is not None:
        assert (found[0], found[-1]) == (start, goal)
        assert set(pairwise(found)) <= pairs


@given(graphs, st.lists(nodes, min_size=1, max_size=4))
def test_a_cycle_is_found_exactly_when_one_can_be_reached(pairs: set[tuple[int, int]], starts: list[int]) -> None:
    graph = Graph(pairs)
    reached = set(starts).union(*[graph.reach(start) for start in starts])
    found = cycle(starts, graph)
    assert (found is not None) == any(node in graph.reach(node) for node in reached)
    if found is not None:
        assert found[0] == found[-1]
        assert len(set(found)) == len(found) - 1
        assert set(pairwise(found)) <= pairs


@given(graphs, st.lists(nodes, min_size=1, max_size=4))
def test_a_closure_holds_every_edge_below(pairs: set[tuple[int, int]], starts: list[int]) -> None:
    graph = Graph(pairs)
    reached = set(starts).union(*[graph.reach(start) for start in starts])
    edges = [(edge.item_id, edge.depends_on) for edge in closure(starts, graph)]
    assert sorted(edges) == sorted(pair for pair in pairs if pair[0] in reached)


def test_a_long_chain_is_walked_without_recursion() -> None:
    graph = Graph((number, number + 1) for number in range(1, 1500))
    assert cycle([1], graph) is None
