"""Dependencies in print."""

from __future__ import annotations

from opsflow.cli.output.documents import brief, edge_document
from opsflow.domain.text import cut, visible, width
from opsflow.services.work.dependencies import tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.services.work.dependencies import Branch, Graph

_LEAST = 12
"""Cells that a title in a tree keeps on the narrowest terminal."""


def graph_document(graph: Graph) -> dict[str, Any]:
    """Items and edges."""
    return {
        "items": [brief(item) for item in graph.items],
        "edges": [edge_document(edge) for edge in graph.edges],
    }


def print_edges(out: Printer, graph: Graph) -> None:
    """Print a line for each dependency: the item, what it waits for, and both titles."""
    items = {item.id: item for item in graph.items}
    for edge in graph.edges:
        item, other = items[edge.item_id], items[edge.depends_on]
        if out.is_terminal:
            lead, waits_for = f"{item.id} ", f"waits for  {other.id} {visible(other.title)} ({other.state})"
            out.hung(lead, len(lead), f"{visible(item.title)}  {waits_for}")
        else:
            out.data("\t".join([str(item.id), str(other.id), other.state, visible(item.title), visible(other.title)]))


def print_tree(out: Printer, graph: Graph, roots: Sequence[int], direction: str) -> None:
    """Print a tree under each root; a part that was drawn already is named, not drawn again."""
    for root in roots:
        print_branches(out, tree(graph, root, direction))


def print_branches(out: Printer, branches: Iterable[Branch]) -> None:
    """Print the lines of a tree."""
    for branch in branches:
        out.data(_branch(out, branch))


def _branch(out: Printer, branch: Branch) -> str:
    """A line of the tree, with the title cut where a terminal has no room for it."""
    item = branch.item
    owner = f", {item.owner}" if item.owner else ""
    blocked = f", blocked: {item.blocked_reason}" if item.is_blocked else ""
    style = "green" if item.category == "done" else "red" if item.is_blocked else ""
    lead, state = f"{branch.indent}{item.id} ", visible(f"({item.state}{owner}{blocked})")
    again = " (see above)" if branch.is_again else ""
    title = visible(item.title)
    if out.is_terminal:
        title = cut(title, max(out.width - width(f"{lead} {state}{again}"), _LEAST))
    return f"{lead}{title} {out.styled(state, style)}{again}"
