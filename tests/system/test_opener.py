"""A page is opened by a desktop that is there, and by nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from opsflow.system.opener import open_address, opener


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose opener writes down what it is to open."""
    program = tmp_path / "xdg-open"
    program.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "opened"


def test_a_desktop_opens_the_page(desktop: Path) -> None:
    assert open_address("https://wiki.example/runbook")
    end = time.monotonic() + 5
    while not desktop.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert desktop.read_text() == "https://wiki.example/runbook\n"


def test_nothing_but_pages_is_opened(desktop: Path) -> None:
    assert not open_address("file:///etc/passwd")
    assert not open_address("--help")
    assert not desktop.exists()


def test_there_is_no_opener_without_a_screen_or_from_afar(desktop: Path) -> None:
    path = str(desktop.parent)
    assert opener({"PATH": path, "DISPLAY": ":0"}, "linux") == f"{path}/xdg-open"
    assert opener({"PATH": path, "WAYLAND_DISPLAY": "w"}, "linux") == f"{path}/xdg-open"
    assert opener({"PATH": path}, "linux") is None
    assert opener({"PATH": path, "DISPLAY": ":0", "SSH_CONNECTION": "x"}, "linux") is None
    assert opener({"PATH": "/nowhere", "DISPLAY": ":0"}, "linux") is None
