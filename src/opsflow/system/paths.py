"""Where a person's files are, after the XDG Base Directory Specification."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULTS = {"CONFIG": ".config", "DATA": ".local/share", "CACHE": ".cache", "STATE": ".local/state"}


def folder(environ: Mapping[str, str], kind: str) -> str:
    """The folder of opsflow for `CONFIG`, `DATA`, `CACHE` or `STATE`. It need not exist."""
    base = environ.get(f"XDG_{kind}_HOME", "")
    if not base.startswith("/"):
        base = f"{_home(environ)}/{_DEFAULTS[kind]}"
    return f"{base.rstrip('/')}/opsflow"


def _home(environ: Mapping[str, str]) -> str:
    """The home folder: `HOME`, and where a service runs without one, that of the account."""
    home = environ.get("HOME", "")
    if home.startswith("/"):
        return home
    from os import getuid
    from pwd import getpwuid

    try:
        return getpwuid(getuid()).pw_dir
    except KeyError:
        return "/"
