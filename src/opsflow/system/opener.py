"""Opening a page in the browser of the desktop, where this process belongs to one."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
_FAR = ("SSH_CONNECTION", "SSH_TTY")


def opener(environ: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """The program that opens an address here; `None` on a machine that one looks at from afar, or without a desktop."""
    from shutil import which

    if any(environ.get(name) for name in _FAR):
        return None
    if platform == "darwin":
        return which("open", path=environ.get("PATH"))
    if not any(environ.get(name) for name in _SCREENS):
        return None
    return which("xdg-open", path=environ.get("PATH")) or which("wslview", path=environ.get("PATH"))


def open_address(address: str) -> bool:
    """Have the desktop open an address; `False` when there is none, or it cannot be started.

    What it starts goes on by itself and does not write on this terminal.
    """
    from subprocess import DEVNULL, Popen
    from threading import Thread

    program = opener(os.environ)
    if program is None or not address.lower().startswith(("https://", "http://")):
        return False
    try:
        started = Popen([program, address], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True)
    except OSError:
        return False
    Thread(target=started.wait, daemon=True).start()
    return True
