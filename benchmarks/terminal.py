"""A program in a terminal of its own: keys that are pressed there, and when what they change has come."""

from __future__ import annotations

import base64
import fcntl
import os
import pty
import re
import resource
import select
import signal
import struct
import termios
import time
from pathlib import Path

WIDTH, HEIGHT = 200, 50
QUIET = 0.25
IDLE_SECONDS = 10


class Terminal:
    """A program on a pty, and what it sends."""

    def __init__(self, command: list[str], env: dict[str, str], folder: Path | None = None) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder or ".")
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

    def press_first(self, keys: bytes, quiet: float) -> tuple[float, float]:
        """Press a key: seconds until the first of what it changed has come, and until the last."""
        begin = time.perf_counter()
        seconds, _ = self.press(keys, quiet)
        return self.first - begin, seconds

    def focus(self) -> bytes:
        """The item in focus: its id, as the terminal is told to put it on the clipboard."""
        self.text = b""
        self.press(b"y", QUIET)
        told = re.search(rb"\x1b\]52;c;([^\x07\x1b]+)", self.text)
        if told is None:
            raise SystemExit("No item is in focus.")
        return base64.b64decode(told[1])

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
