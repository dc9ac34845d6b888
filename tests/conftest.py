"""What every test stands on: an empty home, a fixed clock, a store of its own, and two ways to run a command."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import hypothesis.configuration
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = f"{shlex.quote(sys.executable)} -m opsflow"
"""How a shell calls it, wherever the checkout lies."""
NOW = 1_772_614_800  # Wednesday, 2026-03-04 09:00 UTC
UNSET = ("CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "EDITOR", "FORCE_COLOR", "LINES", "NO_COLOR", "PAGER", "VISUAL")

# The same examples everywhere, unless somebody goes looking for new ones with HYPOTHESIS_PROFILE=explore.
hypothesis.configuration.set_hypothesis_home_dir(ROOT / ".hypothesis")
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("explore", deadline=None, derandomize=False, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@dataclass(frozen=True, slots=True)
class Result:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Opsflow(Protocol):
    """Runs one command. `env` adds to the environment, and takes from it where a value is None; `check` is the exit
    status that the test relies on, when it relies on one."""

    def __call__(
        self,
        *args: str | int,
        input: str | None = None,
        env: Mapping[str, str | None] | None = None,
        check: int | None = None,
    ) -> Result: ...


class Clock:
    """A clock that stands still until a test moves it. Instants are seconds since the epoch."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        self.now += seconds + 60 * (minutes + 60 * (hours + 24 * days))


@contextmanager
def own_machine(home: Path, folder: Path) -> Iterator[pytest.MonkeyPatch]:
    """An environment in which nothing of the person running the tests can be seen or harmed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*UNSET, *(name for name in os.environ if name.startswith("OPSFLOW_"))):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        patch.setenv("OPSFLOW_USER", "ann")
        patch.setenv("OPSFLOW_TRACEBACK", "1")  # a fault of opsflow's own fails the test that met it
        patch.setenv("TZ", "UTC")
        patch.chdir(folder)
        time.tzset()
        yield patch
    time.tzset()


@pytest.fixture(autouse=True)
def _machine(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_machine(tmp_path_factory.mktemp("home"), tmp_path):
        yield


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every command that runs in this process."""
    standing = Clock(NOW)
    monkeypatch.setattr("opsflow.system.clock.now", standing)
    return standing


@pytest.fixture(scope="session")
def template_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store to copy; never to be written to."""
    from opsflow.composition import create_store

    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.db"
    with own_machine(folder, folder):
        create_store(str(path))
    return path


@pytest.fixture
def store_path(template_store: Path, tmp_path: Path) -> Path:
    """An empty store of this test's own."""
    return Path(shutil.copy(template_store, tmp_path / "store.db"))


@pytest.fixture
def opsflow(store_path: Path, clock: Clock) -> Opsflow:
    """Runs a command in this process, on the test's store and clock."""

    def run(
        *args: str | int,
        input: str | None = None,
        env: Mapping[str, str | None] | None = None,
        check: int | None = None,
    ) -> Result:
        from opsflow.__main__ import main

        streams = [io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in ((input or "").encode(), b"", b"")]
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"OPSFLOW_STORE": str(store_path), **(env or {})}.items():
                if value is None:
                    patch.delenv(name, raising=False)
                else:
                    patch.setenv(name, value)
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            code = main([str(arg) for arg in args])
        return checked(args, Result(code, text_of(streams[1]), text_of(streams[2])), check)

    return run


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of the test print as they do on a terminal."""
    from opsflow.cli.output.printing import Printer

    made = Printer.__init__

    def with_terminal(self: Printer, *words: str) -> None:
        made(self, *words)
        self.is_terminal = True

    monkeypatch.setattr(Printer, "__init__", with_terminal)


@pytest.fixture
def opsflow_process(store_path: Path) -> Opsflow:
    """Runs a command as a process of its own, on the test's store and the real clock."""

    def run(
        *args: str | int,
        input: str | None = None,
        env: Mapping[str, str | None] | None = None,
        check: int | None = None,
    ) -> Result:
        variables = {**os.environ, "OPSFLOW_STORE": str(store_path), **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "opsflow", *map(str, args)],
            input=input or "",
            env={name: value for name, value in variables.items() if value is not None},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return checked(args, Result(done.returncode, done.stdout, done.stderr), check)

    return run


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data that may lie beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"there is no real data in {folder}")
    return folder


def install_in(folder: Path) -> None:
    """Put a command `opsflow` into a folder, for what looks for it on the PATH."""
    command = folder / "opsflow"
    command.write_text(f'#!/bin/sh\nexec {PROGRAM} "$@"\n')
    command.chmod(0o755)


def connection_of(held: Session | Reader) -> sqlite3.Connection:
    """What lies under a session, or under a view of its store, for tests that look beneath the services."""
    from opsflow.services.session import Session
    from opsflow.store.reading import SqliteReader
    from opsflow.store.sqlite import SqliteStore

    inner = held.store if isinstance(held, Session) else held
    assert isinstance(inner, SqliteStore | SqliteReader)
    return inner.connection


def text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()


def checked(args: tuple[str | int, ...], result: Result, code: int | None) -> Result:
    if code is not None and result.code != code:
        pytest.fail(f"opsflow {' '.join(map(str, args))}: exit {result.code}, not {code}\n{result.out}{result.err}")
    return result
