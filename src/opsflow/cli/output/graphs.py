"""Dependencies in print."""

from __future__ import annotations

from opsflow.cli.output.documents import brief, edge_document
from opsflow.domain.text import visible
from opsflow.services.work.dependencies import tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.items import Item
    from opsflow.services.work.dependencies import Graph


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
            out.data(f"{item.id} {visible(item.title)}  waits for  {other.id} {visible(other.title)} ({other.state})")
        else:
            out.data("\t".join([str(item.id), str(other.id), other.state, visible(item.title), visible(other.title)]))


def print_tree(out: Printer, graph: Graph, roots: Sequence[int], direction: str) -> None:
    """Print a tree under each root; a part that was drawn already is named, not drawn again."""
    for root in roots:
        for branch in tree(graph, root, direction):
            again = " (see above)" if branch.is_again else ""
            out.data(f"{branch.indent}{_name(out, branch.item)}{again}")


def _name(out: Printer, item: Item) -> str:
    owner = f", {item.owner}" if item.owner else ""
    style = "green" if item.category == "done" else "red" if item.is_blocked else ""
    return f"{item.id} {visible(item.title)} {out.styled(visible(f'({item.state}{owner})'), style)}"
