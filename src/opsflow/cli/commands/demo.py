"""A demonstration store, and the printed board."""

from __future__ import annotations

from opsflow.cli.declare import GLOBAL, READ, Command, argument, flag, option
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _demo(call: Call) -> None:
    from opsflow.composition import create_store, open_session
    from opsflow.domain.text import visible
    from opsflow.services.demo import tell

    path = call.needed("path")
    seed = call.number("seed", 0)
    create_store(path)
    session = open_session(path)
    count = tell(session, 1 if seed is None else seed)
    session.close()
    call.out.data(visible(f"made {path} with {count} items; look at it: opsflow --store {path} board --print"))


def _board(call: Call) -> None:
    from opsflow.cli.boards import board_svg, print_board
    from opsflow.services.boards import board

    session = call.session()
    depth, cells = call.number("depth"), call.number("width")
    lanes = board(session, call.filter(call.texts("filter")), 20 if depth is None else depth)
    if call.out.form == "json":
        from opsflow.cli.documents import envelope, item_document

        columns = [
            {
                "state": lane.state.name,
                "category": lane.state.category,
                "limit": lane.limit,
                "count": lane.count,
                "items": [item_document(item) for item in lane.items],
            }
            for lane in lanes
        ]
        call.out.document(envelope("board", columns=columns))
        return
    width = cells or (call.out.width if call.out.is_terminal else 120)
    picture = call.text("svg")
    if picture is None:
        print_board(call.out, session, lanes, width)
        return
    try:
        with open(picture, "w", encoding="utf-8") as file:
            file.write(board_svg(session, lanes, width))
    except OSError as error:
        raise UsageError(f"{picture} cannot be written: {error.strerror}.") from error
    call.out.talk(f"drew {picture}")


COMMANDS = (
    Command(
        "demo",
        "Make a demonstration store with 90 days of believable work.",
        (
            argument("path", "Where; nothing may be there yet.", complete="files"),
            option("--seed", "The same number makes the same work.", "N"),
            *GLOBAL,
        ),
        _demo,
        "Looking",
        examples=(("opsflow demo /tmp/demo.db", ""),),
    ),
    Command(
        "board",
        "Print the board: every column with its items in pull order.",
        (
            argument("filter", "Filter words.", many=True, required=False, complete="filters"),
            flag("--print", "Print it (the full-screen board is yet to come)."),
            option("--svg", "Draw it into an SVG file instead.", "FILE", complete="files"),
            option("--depth", "The most items in a column; 20 if not given.", "N"),
            option("--width", "Cells in a line.", "N"),
            *READ,
        ),
        _board,
        "Looking",
        examples=(("opsflow board --print", ""), ("opsflow board +cert --svg board.svg", "")),
    ),
)
