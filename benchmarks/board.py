"""The full-screen board in a terminal of its own: start, cursor, move and filter, from the key to the last byte.

`python -m benchmarks.board [--levels] [SIZE ...]`; with `--levels` every open item has two clocks. In the place of a
size stands the path of a store that is there, as `benchmarks.stores` makes them; items in it are moved. A board counts
as complete when its columns, cards and counts are on the screen and nothing more comes. That the cursor went to another
item, and that each move is in the store, is looked at; a run in which it is not so ends. Where `ktui`, the command of
kanban-tui, is on the path, it is measured beside ours, in the same run.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.terminal import HEIGHT, QUIET, WIDTH, Terminal
from benchmarks.timing import RESULTS

SIZES = (100, 1_000, 10_000, 100_000)
KEYS = 40
_LONGEST_SEARCH = 0.4
"""How long a search is waited for that has changed nothing yet but the word; shorter than the cursor takes to blink."""
_QUIET_AFTER_MOVE = 0.2
"""How long nothing may come after a move; shorter than the line on top waits before it is counted again."""
MOVES = ((b"L", "ready"), (b"L", "doing"), (b"H", "ready"), (b"H", "backlog"))
"""Keys that move an item of the backlog, and where it is then."""
WORDS = ("owner:p3", "replace", "host")
"""What is typed into the filter bar, sign by sign, and taken away again."""
WATCHED = (
    "j", "j", "pagedown", "end", "home", "g", "ITEM", "enter", "L", "H", "z", "z", "z", "l", *["w", "j"] * 6, "0",
    "slash", *WORDS[0], "escape", "enter", "down", "escape", "i", "j", "j", "escape", "N", "escape",
    "exclamation_mark", "escape", "question_mark", "escape", "full_stop", "escape", "c", "escape", "f", "escape",
    "T", "T",
)  # fmt: skip
"""Keys during which the event loop is watched: everything that draws much, or asks the store for much.

In the place of ITEM an id is typed, of an item that can be moved.
"""


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "p95": ordered[max(round(len(ordered) * 0.95) - 1, 0)]}


def newcomer() -> str:
    """Someone whose board is remembered nowhere: it is as wide as everybody's who opens it for the first time."""
    return f"newcomer-{time.time_ns()}"


def program() -> str:
    """The command as it is installed beside this interpreter."""
    return shutil.which("opsflow", path=os.path.dirname(sys.executable)) or "opsflow"


def surroundings(store: Path) -> dict[str, str]:
    """What the board finds around it: the store, a newcomer, and a terminal with all colours."""
    return {**os.environ, "OPSFLOW_STORE": str(store), "OPSFLOW_USER": newcomer(), "TERM": "xterm-256color",
            "COLORTERM": "truecolor", "COLUMNS": str(WIDTH), "LINES": str(HEIGHT)}  # fmt: skip


def movable(store: Path) -> int:
    """An item of the backlog that can be started: what waits for others would be refused, and that is no move."""
    words = ["list", "state:backlog", "is:ready", "--sort", "pull", "--limit", "1", "--quiet"]
    command = [program(), "--store", str(store), *words]
    return int(subprocess.run(command, cwd=store.parent, capture_output=True, check=True).stdout)


def expect(store: Path, item: int, state: str) -> None:
    """End the run when an item is in another state."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as held:
        (found,) = held.execute("SELECT state FROM item WHERE id = ?", (item,)).fetchone()
    if found != state:
        raise SystemExit(f"Item {item} was moved to {state} and is in {found}.")


def cursor_keys(terminal: Terminal) -> list[tuple[float, int]]:
    """The cursor, up and down the backlog."""
    before = terminal.focus()
    cursor = [terminal.press(key) for _ in range(KEYS // 4) for key in (b"j", b"j", b"j", b"k")]
    if not all(count for _, count in cursor) or terminal.focus() == before:
        raise SystemExit("The cursor was not moved.")
    return cursor


def moves_of(terminal: Terminal, store: Path, item: int) -> list[float]:
    """An item through the columns, and back."""
    for keys in (b"g", str(item).encode(), b"\r"):
        terminal.press(keys, 0.5)
    if terminal.focus() != str(item).encode():
        raise SystemExit(f"Item {item} is not in focus.")
    moves = []
    for key, state in MOVES * (KEYS // len(MOVES)):
        moves.append(terminal.press(key, _QUIET_AFTER_MOVE)[0])
        expect(store, item, state)
        terminal.read(QUIET, 2 * QUIET)  # what is counted for the line on top
    return moves


def measure(store: Path, item: int) -> dict[str, object]:
    """Everything that can be seen from outside; the item is moved, and comes back."""
    env = surroundings(store)
    starts = []
    for _ in range(7):
        terminal = Terminal([program(), "board"], env, store.parent)
        starts.append(terminal.until(b"backlog", b"done", b"of host", b"help"))
        terminal.read()
        terminal.end()
    terminal = Terminal([program(), "board"], env, store.parent)
    terminal.read(0.8)
    cursor = cursor_keys(terminal)
    moves = moves_of(terminal, store, item)
    terminal.press(b"/")
    filters = []
    for word in WORDS:
        filters += [terminal.press_first(sign.encode(), _LONGEST_SEARCH) for sign in word]
        terminal.press(b"\x7f" * len(word), 0.5)
    terminal.press(b"\x1b", 0.5)
    terminal.read(1.0, 2.0)
    idle = terminal.idle()
    memory = terminal.end()
    return {
        "start": spread(starts),
        "cursor": spread([seconds for seconds, _ in cursor]),
        "cursor bytes": spread([float(count) for _, count in cursor]),
        "move": spread(moves),
        "sign in the filter bar, its echo": spread([seconds for seconds, _ in filters]),
        "sign in the filter bar, what it finds": spread([seconds for _, seconds in filters]),
        "idle": idle,
        "memory MB": memory,
    }


async def watched(store: Path, item: int) -> dict[str, object]:
    """The longest that the event loop was held up while keys were pressed, in seconds, and by which key.

    Beside it the longest by its own work: what other programs on the machine took is not in that.
    """
    from opsflow.composition import open_session
    from opsflow.tui.app import BoardApp
    from opsflow.tui.feed import Feed
    from opsflow.tui.opening import Opening, begin

    env = surroundings(store)
    feed = Feed(lambda: open_session(str(store), environ=env, cwd=str(store.parent), origin="board"))
    feed.start()
    app = BoardApp(feed, *feed.put(lambda session: begin(session, Opening(width=WIDTH, height=HEIGHT))).result())
    late: list[tuple[float, str]] = []
    work: list[tuple[float, str]] = []
    pressed, states = "", {"L": "ready", "H": "backlog"}

    async def watch() -> None:
        while True:
            begin, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            late.append((time.perf_counter() - begin - 0.005, pressed))
            work.append((time.thread_time() - worked, pressed))

    gc.freeze()  # as the board itself does before it runs
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause(1.0)
        watching = asyncio.create_task(watch())
        for pressed in WATCHED:
            signs = str(item) if pressed == "ITEM" else [{":": "colon"}.get(pressed, pressed)]
            await pilot.press(*signs)
            await pilot.pause(0.3)
            if pressed in states:
                expect(store, item, states[pressed])
        watching.cancel()
    feed.close()
    (seconds, key), (own, by) = max(late), max(work)
    return {"seconds": seconds, "key": key, "by its own work": own, "then": by}


def rival(folder: Path, size: int) -> dict[str, float]:
    """The first complete board of kanban-tui, where it is installed; it gets its tasks by its own command."""
    program = shutil.which("ktui")
    if program is None or size > 10_000:
        return {}
    home = folder / "rival"
    home.mkdir()
    env = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    env.update({f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")})
    for words in (["board", "create", "bench"], ["task", "create", "Item 1 of the benchmark"]):
        subprocess.run([program, *words], env=env, capture_output=True, check=False)
    kept = next(home.rglob("kanban_tui.db"), None)
    if kept is None:
        print("  kanban-tui keeps its tasks elsewhere in this version, and is left out")
        return {}
    with closing(sqlite3.connect(kept)) as held:
        row = held.execute("SELECT * FROM tasks").fetchone()
        marks = ", ".join("?" * len(row))
        held.executemany(f"INSERT INTO tasks VALUES ({marks})", ((n, *row[1:]) for n in range(2, size + 1)))
        held.commit()
    terminal = Terminal([program], env)
    terminal.until(b"of the benchmark")
    last, _ = terminal.read(1.5)
    started = last - terminal.started
    keys = [terminal.press(b"j", 0.4) for _ in range(10)]
    terminal.end()
    return {
        "start": started,
        "cursor": statistics.median([seconds for seconds, _ in keys]),
        "cursor bytes": statistics.median([float(count) for _, count in keys]),
    }


def put_levels_in_force(store: Path) -> None:
    """Have two clocks on every item, in working hours, as a site with service levels has."""
    config = (
        'calendar = "office"\n[calendars.office]\nzone = "Europe/Berlin"\ncountry = "DE"\n'
        'hours = {mon-fri = "08:00-12:00 13:00-17:00"}\n'
        '[sla]\n[[sla.targets]]\nname = "all"\nresponse = "40d"\nresolution = "200d"\n'
    )
    (store.parent / ".opsflow.toml").write_text(config)
    made = "from opsflow.composition import open_session; import sys; open_session(sys.argv[1], cwd=sys.argv[2])"
    subprocess.run([sys.executable, "-c", made, str(store), str(store.parent)], check=True)


def made(folder: Path, size: int, has_levels: bool) -> Path:
    """A store of so many open items, made in a process of its own: the board would begin as large as its parent."""
    store = folder / "store.db"
    command = [sys.executable, "-m", "benchmarks.stores", str(store), str(size * 3 // 2), str(size)]
    subprocess.run(command, check=True)
    if has_levels:
        put_levels_in_force(store)
    return store


def all_of(word: str, has_levels: bool) -> dict[str, object]:
    """Everything that is measured for a size, or for the store at a path."""
    with tempfile.TemporaryDirectory() as name:
        store = made(Path(name), int(word), has_levels) if word.isdigit() else Path(word)
        item = movable(store)
        found = measure(store, item)
        found["longest hold-up of the loop"] = asyncio.run(watched(store, item))
        found["kanban-tui"] = rival(Path(name), int(word)) if word.isdigit() else {}
        return found


def main() -> None:
    has_levels = "--levels" in sys.argv[1:]
    results: dict[str, object] = {}
    for word in [word for word in sys.argv[1:] if word != "--levels"] or map(str, SIZES):
        found = results[word] = all_of(word, has_levels)
        print(f"\n{f'{int(word):,} items' if word.isdigit() else word}{', with clocks' if has_levels else ''}")
        for what, value in found.items():
            print(f"  {what:38} {json.dumps(value)}", flush=True)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "board.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
