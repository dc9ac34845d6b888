"""Dependencies as text that other tools draw: Mermaid and Graphviz DOT. An arrow points to what comes later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsflow.domain.items import Dependency, Item
from opsflow.domain.text import visible


def mermaid(items: Iterable[Item], edges: Iterable[Dependency]) -> Iterator[str]:
    """The lines of a Mermaid flowchart."""
    yield "flowchart LR"
    for item in items:
        yield f'    i{item.id}["{item.id} {_entities(item.title)}<br/>{_entities(item.state)}"]'
    for edge in edges:
        yield f"    i{edge.depends_on} --> i{edge.item_id}"


def dot(items: Iterable[Item], edges: Iterable[Dependency]) -> Iterator[str]:
    """The lines of a DOT digraph."""
    yield "digraph opsflow {"
    yield "    rankdir=LR; node [shape=box];"
    for item in items:
        label = f"{item.id} {visible(item.title)}\n{visible(item.state)}"
        escaped = label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        yield f'    i{item.id} [label="{escaped}"];'
    for edge in edges:
        yield f"    i{edge.depends_on} -> i{edge.item_id};"
    yield "}"


def _entities(text: str) -> str:
    """Text in which nothing is markup: Mermaid reads `#` codes of characters."""
    return "".join([sign if sign.isalnum() or sign in " .,/-_" else f"#{ord(sign)};" for sign in visible(text)])
