"""What waits for what."""

from __future__ import annotations

from opsflow.cli.words.declare import IDS, READ, WHERE, WRITE, Command, argument, option
from opsflow.domain.errors import UsageError
from opsflow.services.work import dependencies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call

_IDS = argument("ids", "The items.", many=True, complete="ids")
_ON = option("--on", "What they depend on.", "IDS", many=True, complete="ids")
_DIRECTION = option(
    "--direction", "down: what it waits for; up: what waits for it.", "WAY", choices=("down", "up", "both")
)


def _add(call: Call) -> None:
    if not call.texts("on"):
        first, *others = [word for word in call.texts("ids") if word != "on"] or ["12"]
        raise UsageError(f"On what? `opsflow dep add {first} --on {','.join(others) or '3,5'}`")
    on = call.ids(call.texts("on"))
    call.out.outcome(dependencies.add(call.session(), call.selection(), on, call.options()))


def _remove(call: Call) -> None:
    on = call.ids(call.texts("on")) if call.texts("on") else ()
    call.out.outcome(dependencies.remove(call.session(), call.selection(), on, call.options()))


def _graph(call: Call) -> dependencies.Graph:
    words = call.texts("ids")
    if not words:
        return dependencies.whole(call.session())
    return dependencies.graph(call.session(), call.ids(words), call.text("direction") or "both")


def _list(call: Call) -> None:
    from opsflow.cli.output.graphs import graph_document, print_edges

    found = _graph(call)
    if not call.out.answered("dependencies", lambda: graph_document(found)):
        print_edges(call.out, found)


def _tree(call: Call) -> None:
    from opsflow.cli.output.graphs import graph_document, print_tree

    ids = call.ids(call.texts("ids"))
    direction = call.text("direction") or "down"
    found = dependencies.graph(call.session(), ids, direction)
    if not call.out.answered("dependencies", lambda: graph_document(found)):
        print_tree(call.out, found, ids, direction)


def _draw(call: Call) -> None:
    from opsflow.cli.output.graphs import graph_document
    from opsflow.formats.diagrams import dot, mermaid

    found = _graph(call)
    if call.out.answered("dependencies", lambda: graph_document(found)):
        return
    draw = dot if call.text("format") == "dot" else mermaid
    for line in draw(found.items, found.edges):
        call.out.data(line)


_OPTIONAL = argument("ids", "The items; none means all there are.", many=True, required=False, complete="ids")
COMMANDS = (
    Command(
        "dep add",
        "Make items depend on others.",
        (IDS, _ON, WHERE, *WRITE),
        _add,
        "A cycle is refused and named.",
        (
            ("opsflow dep add 12 --on 3,5", "12 waits for 3 and 5"),
            ("opsflow dep add --where +cutover --on 12", "all of them wait for 12"),
        ),
    ),
    Command(
        "dep remove",
        "Take dependencies away; without --on all of them.",
        (IDS, _ON, WHERE, *WRITE),
        _remove,
        examples=(("opsflow dep remove 12 --on 3", ""),),
    ),
    Command(
        "dep list",
        "List dependencies.",
        (_OPTIONAL, _DIRECTION, *READ),
        _list,
        examples=(("opsflow dep list 12", "everything it waits for and that waits for it"),),
    ),
    Command(
        "dep tree",
        "Draw what items wait for as a tree.",
        (_IDS, _DIRECTION, *READ),
        _tree,
        examples=(("opsflow dep tree 12", ""), ("opsflow dep tree 3 --direction up", "what waits for 3")),
    ),
    Command(
        "dep graph",
        "Print dependencies as a Mermaid or DOT diagram.",
        (
            _OPTIONAL,
            option("--format", "mermaid or dot.", "FORMAT", choices=("mermaid", "dot")),
            _DIRECTION,
            *READ,
        ),
        _draw,
        examples=(("opsflow dep graph 12 > plan.mmd", ""), ("opsflow dep graph --format dot | dot -Tsvg", "")),
    ),
)
