"""The board: full screen on a terminal, printed in a pipe, drawn into a file."""

from __future__ import annotations

import os
import sys

from opsflow.cli.words.declare import NO_CONTEXT, READ, Command, argument, flag, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call
    from opsflow.services.looking.boards import Lane
    from opsflow.services.session import Session


def _board(call: Call) -> int:
    if _is_full_screen(call):
        return _show(call)
    _print(call)
    return 0


def _is_full_screen(call: Call) -> bool:
    """Whether there is a terminal that can show a screen, and no form was asked for that is printed."""
    asks_for_text = any(call.values.get(name) for name in ("print", "markdown", "svg", "html", "width", "depth"))
    has_screen = call.out.is_terminal and sys.stdin.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return call.out.form == "plain" and not asks_for_text and has_screen


def _show(call: Call) -> int:
    from opsflow.composition import open_session
    from opsflow.tui.launch import run
    from opsflow.tui.opening import Opening

    store, is_demo = call.text("store"), call.flag("demo")
    words, has_context = tuple(call.texts("filter")), not call.flag("no_context")
    opening = Opening(call.text("view") or "", words, call.flag("read_only"), is_demo, has_context)
    if is_demo:
        call.out.talk("Making a quarter of work to look around in; it is thrown away afterwards ...")
        with _Demo() as demo:
            return run(demo.session, opening)
    return run(lambda: open_session(store, origin="board"), opening)


class _Demo:
    """A store in a folder that is thrown away afterwards."""

    def __enter__(self) -> _Demo:
        from tempfile import TemporaryDirectory

        from opsflow.composition import create_store, open_demo
        from opsflow.services.transfer.demo import tell

        self._folder = TemporaryDirectory(prefix="opsflow-demo-")
        self._path = os.path.join(self._folder.name, "demo.db")
        create_store(self._path)
        with open_demo(self._path) as session:
            tell(session, 1)
        return self

    def session(self) -> Session:
        """A session on it, with limits to look at."""
        from opsflow.composition import open_demo
        from opsflow.services.transfer.demo import COLUMN_LIMITS

        return open_demo(self._path, COLUMN_LIMITS)

    def __exit__(self, *_error: object) -> None:
        self._folder.cleanup()


def _print(call: Call) -> None:
    if call.flag("demo"):
        with _Demo() as demo, demo.session() as session:
            _print_of(call, session)
    else:
        _print_of(call, call.session())


def _print_of(call: Call, session: Session) -> None:
    from opsflow.cli.output.boards import board_document, print_board, print_markdown
    from opsflow.services.looking.boards import board

    depth, cells = call.number("depth"), call.number("width")
    words = [*([f"@{call.needed('view').removeprefix('@')}"] if call.text("view") else []), *call.texts("filter")]
    if not call.flag("demo"):
        words = call.within_context(words)
    lanes = board(session, call.filter(words), 20 if depth is None else depth)
    if call.out.answered("board", lambda: board_document(lanes)):
        return
    width = cells or (call.out.width if call.out.is_terminal else 120)
    if call.text("svg") or call.text("html"):
        _draw(call, session, lanes, width)
    elif call.flag("markdown"):
        print_markdown(call.out, session, lanes)
    else:
        print_board(call.out, session, lanes, width)


def _draw(call: Call, session: Session, lanes: list[Lane], width: int) -> None:
    from opsflow.cli.output.boards import board_html, board_svg
    from opsflow.system.whole_files import WholeFile

    for name, draw in (("svg", board_svg), ("html", board_html)):
        path = call.text(name)
        if path is None:
            continue
        with WholeFile(path, replace=True) as file:
            file.write(draw(session, lanes, width))
        call.out.talk(f"drew {path}")


COMMANDS = (
    Command(
        "board",
        "Show the board: full screen on a terminal, printed in a pipe.",
        (
            argument("filter", "Filter words.", many=True, required=False, complete="filters"),
            option("--view", "A saved view.", "NAME", complete="views"),
            NO_CONTEXT,
            flag("--read-only", "Look and change nothing."),
            flag("--demo", "A demonstration store that is thrown away afterwards."),
            flag("--print", "Print it: every column with its items in pull order."),
            flag("--markdown", "Print it as Markdown, for mail and wikis."),
            option("--svg", "Draw it into an SVG file instead.", "FILE", complete="files"),
            option("--html", "Write it into an HTML file instead.", "FILE", complete="files"),
            option("--depth", "Print: the most items in a column; 20 if not given.", "N"),
            option("--width", "Print: cells in a line.", "N"),
            *READ,
        ),
        _board,
        examples=(
            ("opsflow board", "full screen"),
            ("opsflow board --demo", "to look around"),
            ("opsflow board --print", ""),
            ("opsflow board +cert --svg board.svg", ""),
        ),
    ),
)
