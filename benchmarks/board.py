"""The full-screen board in a terminal of its own: start, cursor, move and filter, from the key to the last byte.

`python -m benchmarks.board [--levels] [SIZE ...]`; with `--levels` every open item has two clocks. In the place of a
size stands the path of a store that is there, as `benchmarks.stores` makes them; items in it are moved. A board counts
as complete when its columns, cards and counts are on the screen and nothing more comes. Where `ktui`, the command of
kanban-tui, is on the path, it is measured beside ours, in the same run.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import json
import os
import pty
import resource
import select
import shutil
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from contextlib import closing
from pathlib import Path

from benchmarks.timing import RESULTS

SIZES = (100, 1_000, 10_000, 100_000)
WIDTH, HEIGHT = 200, 50
QUIET = 0.25
KEYS = 40
IDLE_SECONDS = 10
_LONGEST_SEARCH = 0.4
"""How long a search is waited for that has changed nothing yet but the word; shorter than the cursor takes to blink."""
WORDS = ("owner:p3", "replace", "host")
"""What is typed into the filter bar, sign by sign, and taken away again."""
WATCHED = (
    "j", "j", "pagedown", "end", "home", "L", "H", "z", "z", "z", "l", *["w", "j"] * 6, "0", "slash", *WORDS[0],
    "escape", "enter", "down", "escape", "i", "j", "j", "escape", "N", "escape", "exclamation_mark", "escape",
    "question_mark", "escape", "full_stop", "escape", "c", "escape", "f", "escape", "T", "T",
)  # fmt: skip
"""Keys during which the event loop is watched: everything that draws much, or asks the store for much."""


class Terminal:
    """A program on a pty, and what it sends."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.text = b""
        self.first = 0.0

    def read(self, quiet: float = QUIET, longest: float = 60.0) -> tuple[float, int]:
        """Read until nothing has come for a while: when the last byte came, and how many did."""
        begin = last = self.first = time.perf_counter()
        count = 0
        while time.perf_counter() - begin < longest:
            ready, _, _ = select.select([self.fd], [], [], quiet if count else longest)
            if not ready:
                break
            try:
                data = os.read(self.fd, 1 << 16)
            except OSError:
                break
            if not data:
                break
            last = time.perf_counter()
            self.first = self.first if count else last
            count += len(data)
            self.text += data
        return last, count

    def until(self, *words: bytes, longest: float = 120.0) -> float:
        """Read until all the words have come: the time since the start."""
        begin = time.perf_counter()
        while not all(word in self.text for word in words) and time.perf_counter() - begin < longest:
            if select.select([self.fd], [], [], 1.0)[0]:
                self.text += os.read(self.fd, 1 << 16)
        return time.perf_counter() - self.started

    def press(self, keys: bytes, quiet: float = 0.08) -> tuple[float, int]:
        """Press a key: seconds until the last byte of what it changed, and bytes."""
        begin = time.perf_counter()
        os.write(self.fd, keys)
        last, count = self.read(quiet, 5.0)
        return last - begin, count

    def press_first(self, keys: bytes) -> tuple[float, float]:
        """Press a key: seconds until the first of what it changed has come, and until the last."""
        begin = time.perf_counter()
        seconds, _ = self.press(keys, _LONGEST_SEARCH)
        return self.first - begin, seconds

    def idle(self) -> float:
        """The share of a processor that it takes while nobody does anything."""
        begin = self._ticks()
        self.read(IDLE_SECONDS, IDLE_SECONDS)
        return (self._ticks() - begin) / os.sysconf("SC_CLK_TCK") / IDLE_SECONDS

    def _ticks(self) -> int:
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return int(words[11]) + int(words[12])

    def end(self) -> float:
        """Quit, and the peak of its memory in MB."""
        os.write(self.fd, b"q")
        time.sleep(0.5)
        try:
            found, _, usage = os.wait4(self.pid, os.WNOHANG)
            if not found:
                os.kill(self.pid, signal.SIGKILL)
                _, _, usage = os.wait4(self.pid, 0)
        except ChildProcessError:
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.close(self.fd)
        return usage.ru_maxrss / 1024


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "p95": ordered[max(round(len(ordered) * 0.95) - 1, 0)]}


def measure(store: Path) -> dict[str, object]:
    program = shutil.which("opsflow", path=os.path.dirname(sys.executable)) or "opsflow"
    env = {**os.environ, "OPSFLOW_STORE": str(store), "OPSFLOW_USER": "ann", "TERM": "xterm-256color",
           "COLORTERM": "truecolor", "COLUMNS": str(WIDTH), "LINES": str(HEIGHT)}  # fmt: skip
    starts = []
    for _ in range(7):
        terminal = Terminal([program, "board"], env)
        starts.append(terminal.until(b"backlog", b"done", b"of host", b"help"))
        terminal.read()
        terminal.end()
    terminal = Terminal([program, "board"], env)
    terminal.read(0.8)
    cursor = [terminal.press(key) for _ in range(KEYS // 4) for key in (b"j", b"j", b"j", b"k")]
    moves = [terminal.press(key) for _ in range(KEYS // 8) for key in (b"L", b"H")]
    terminal.press(b"/")
    filters = []
    for word in WORDS:
        filters += [terminal.press_first(sign.encode()) for sign in word]
        terminal.press(b"\x7f" * len(word), 0.5)
    terminal.press(b"\x1b", 0.5)
    terminal.read(1.0, 2.0)
    idle = terminal.idle()
    memory = terminal.end()
    return {
        "start": spread(starts),
        "cursor": spread([seconds for seconds, _ in cursor]),
        "cursor bytes": spread([float(count) for _, count in cursor]),
        "move": spread([seconds for seconds, _ in moves]),
        "sign in the filter bar, its echo": spread([seconds for seconds, _ in filters]),
        "sign in the filter bar, what it finds": spread([seconds for _, seconds in filters]),
        "idle": idle,
        "memory MB": memory,
    }


async def watched(store: Path) -> dict[str, object]:
    """The longest that the event loop was held up while keys were pressed, in seconds, and by which key.

    Beside it the longest by its own work: what other programs on the machine took is not in that.
    """
    from opsflow.composition import open_session
    from opsflow.tui.app import BoardApp
    from opsflow.tui.feed import Feed
    from opsflow.tui.opening import Opening, begin

    feed = Feed(lambda: open_session(str(store), origin="board"))
    feed.start()
    app = BoardApp(feed, *feed.put(lambda session: begin(session, Opening(width=WIDTH, height=HEIGHT))).result())
    late: list[tuple[float, str]] = []
    work: list[tuple[float, str]] = []
    pressed = ""

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
            await pilot.press({":": "colon"}.get(pressed, pressed))
            await pilot.pause(0.3)
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
        found = measure(store)
        found["longest hold-up of the loop"] = asyncio.run(watched(store))
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
