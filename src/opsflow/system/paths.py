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
        base = f"{environ.get('HOME') or '/'}/{_DEFAULTS[kind]}"
    return f"{base.rstrip('/')}/opsflow"
