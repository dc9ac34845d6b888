"""The board in a real terminal: a process on a pty, from start to quit, and through what terminals do to programs."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Opsflow

pytestmark = pytest.mark.slow


class Terminal:
    """A process whose terminal we are."""

    def __init__(self, *words: str, env: dict[str, str], width: int = 100, height: int = 30) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "opsflow", *words], env)
        self.resize(width, height, is_told=False)
        self.text = ""

    def resize(self, width: int, height: int, is_told: bool = True) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        if is_told:
            os.kill(self.pid, signal.SIGWINCH)

    def press(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.text[-2000:]
            self.read(0.1)

    def read(self, seconds: float, most: int = 65536) -> bool:
        if self.fd < 0:
            time.sleep(seconds)
            return False
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, most)
        except OSError:
            return False
        self.text += data.decode(errors="replace")
        return bool(data)

    def shows(self, word: str) -> None:
        """Wait for a word that no style breaks up."""
        self.until(lambda: word in self.text)

    def status(self, seconds: float = 20.0) -> int:
        """Wait for the end, and give the exit status, or the signal as a negative number."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            self.read(0.05)
        raise AssertionError("it does not end: " + self.text[-2000:])

    def hang_up(self) -> None:
        os.close(self.fd)
        self.fd = -1

    def end(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)


@pytest.fixture
def terminal(store_path: Path, opsflow_process: Opsflow) -> Iterator[Callable[..., Terminal]]:
    opsflow_process("add", "Renew the certificate", "owner:ann", "--done", "served", check=0)
    opened: list[Terminal] = []

    def start(*words: str, **env: str) -> Terminal:
        variables = {**os.environ, "OPSFLOW_STORE": str(store_path), "TERM": "xterm-256color", **env}
        opened.append(Terminal(*(words or ("board",)), env=variables))
        return opened[-1]

    yield start
    for held in opened:
        held.end()


def test_it_starts_moves_an_item_and_quits(terminal: Callable[..., Terminal], opsflow_process: Opsflow) -> None:
    board = terminal()
    board.shows("Renew the")
    board.press("L")
    board.until(lambda: '"ready"' in opsflow_process("show", "1", "--json").out)
    board.press("q")
    assert board.status() == 0
    assert "\x1b[?1049l" in board.text
    assert "Traceback" not in board.text


def test_it_is_remembered_by_the_next_start(terminal: Callable[..., Terminal]) -> None:
    board = terminal()
    board.shows("Renew the")
    board.press("w")
    board.shows("lanes by owner")
    board.press("q")
    assert board.status() == 0
    again = terminal()
    again.shows("1 open, 0 done")


def test_a_demonstration_needs_no_store_and_leaves_nothing(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    board = terminal("board", "--demo", TMPDIR=str(tmp_path))
    board.shows("backlog")
    board.press("q")
    assert board.status() == 0
    assert not list(tmp_path.glob("opsflow-demo-*"))


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"TERM": "linux"}, {"LANG": "C"}])
def test_it_runs_in_poor_terminals(terminal: Callable[..., Terminal], env: dict[str, str]) -> None:
    board = terminal("board", **env)
    board.shows("Renew the")
    if env.get("TERM") != "dumb":
        board.press("jq")
    assert board.status() == 0


def test_a_storm_of_resizes_is_survived(terminal: Callable[..., Terminal]) -> None:
    board = terminal()
    board.shows("Renew the")
    for step in range(60):
        board.resize(20 + step * 7 % 180, 5 + step * 3 % 50)
        board.read(0.005)
    board.resize(100, 30)
    board.text = ""
    board.shows("Renew the")
    board.press("q")
    assert board.status() == 0


def test_a_stopped_board_draws_itself_again_when_it_goes_on(terminal: Callable[..., Terminal]) -> None:
    board = terminal()
    board.shows("Renew the")
    os.kill(board.pid, signal.SIGTSTP)
    board.until(lambda: os.WIFSTOPPED(os.waitpid(board.pid, os.WNOHANG | os.WUNTRACED)[1]))
    board.text = ""
    os.kill(board.pid, signal.SIGCONT)
    board.shows("Renew the")
    board.press("q")
    assert board.status() == 0


def test_ctrl_l_draws_the_screen_again(terminal: Callable[..., Terminal]) -> None:
    board = terminal()
    board.shows("Renew the")
    board.text = ""
    board.press("\x0c")
    board.shows("Renew the")
    board.press("q")
    assert board.status() == 0


def test_a_closed_terminal_ends_it(terminal: Callable[..., Terminal]) -> None:
    board = terminal()
    board.shows("Renew the")
    board.hang_up()
    assert board.status() != 1


def test_a_closed_terminal_ends_it_where_hangups_are_ignored(terminal: Callable[..., Terminal]) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup; a new process inherits it
    try:
        board = terminal()
    finally:
        signal.signal(signal.SIGHUP, before)
    board.shows("Renew the")
    board.hang_up()
    assert board.status() != 1


def test_a_board_that_is_told_to_end_gives_the_terminal_back(terminal: Callable[..., Terminal]) -> None:
    board = terminal()
    board.shows("Renew the")
    os.kill(board.pid, signal.SIGTERM)
    assert board.status() == 0
    assert "\x1b[?1049l" in board.text


def test_a_missing_store_is_said_before_the_screen_is_taken(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    board = terminal("board", "--store", str(tmp_path / "nowhere.db"))
    assert board.status() == 6
    assert "There is no store" in board.text
    assert "\x1b[?1049h" not in board.text


def test_an_unknown_view_is_said_before_the_screen_is_taken(terminal: Callable[..., Terminal]) -> None:
    board = terminal("board", "--view", "mien")
    assert board.status() == 2
    assert "There is no view 'mien'" in board.text


def test_in_a_pipe_the_board_is_printed(opsflow_process: Opsflow, terminal: Callable[..., Terminal]) -> None:
    assert "1 Renew the certif" in opsflow_process("board", check=0).out
    printed = terminal("board", "--print")
    assert printed.status() == 0
    assert "\x1b[?1049h" not in printed.text


def test_two_boards_and_a_shell_outlive_the_third_that_is_killed(
    terminal: Callable[..., Terminal], opsflow_process: Opsflow
) -> None:
    boards = [terminal() for _ in range(3)]
    for board in boards:
        board.shows("Renew the")
    boards[0].press("LHLHLH")
    os.kill(boards[0].pid, signal.SIGKILL)
    assert boards[0].status() == -signal.SIGKILL
    opsflow_process("edit", "1", "Quickly mend the gate", check=0)
    for board in boards[1:]:
        board.shows("Quickly")
    boards[1].press("o")
    boards[1].shows("Owner of")
    boards[1].press("dana\r")
    boards[1].until(lambda: '"dana"' in opsflow_process("show", "1", "--json").out)
    boards[2].shows("dana")
    opsflow_process("doctor", check=0)
    for board in boards[1:]:
        board.press("q")
        assert board.status() == 0


def test_a_terminal_that_takes_its_time_loses_no_key(
    terminal: Callable[..., Terminal], opsflow_process: Opsflow
) -> None:
    """As over a slow line: nothing is read for a while, and then little at a time."""
    board = terminal()
    board.shows("Renew the")
    for _ in range(60):
        board.press("zwT")
    board.press("L")
    for _ in range(40):
        board.read(0.01, most=256)
        time.sleep(0.01)
    board.until(lambda: '"ready"' in opsflow_process("show", "1", "--json").out)
    board.press("q")
    assert board.status() == 0
    assert "\x1b[?1049l" in board.text


def test_another_store_in_the_place_of_this_one_is_told_and_left_alone(
    terminal: Callable[..., Terminal], opsflow_process: Opsflow, store_path: Path, tmp_path: Path
) -> None:
    board = terminal()
    board.shows("Renew the")
    other = tmp_path / "other.db"
    opsflow_process("--store", str(other), "add", "Another store altogether", check=0)
    other.replace(store_path)
    board.shows("The store is gone; it was moved, removed or replaced")
    board.press("L")
    board.press("q")
    board.status()
    assert '"backlog"' in opsflow_process("show", "1", "--json").out
    assert "Traceback" not in board.text
