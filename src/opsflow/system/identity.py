"""Who runs this process, and where."""

from __future__ import annotations

import os

from opsflow.domain.text import unicode_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def login(environ: Mapping[str, str]) -> str:
    """The login name of the account, from the password database, else from the environment."""
    try:
        from pwd import getpwuid

        return getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return environ.get("LOGNAME") or environ.get("USER") or "unknown"


def actor(environ: Mapping[str, str]) -> str:
    """Who acts: `OPSFLOW_USER`, else the login name."""
    return unicode_of(environ.get("OPSFLOW_USER", "").strip(), "OPSFLOW_USER") or login(environ)


def host() -> str:
    """The name of this machine."""
    return os.uname().nodename
