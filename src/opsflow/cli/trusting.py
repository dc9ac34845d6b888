"""What the configuration may run: your own file always, one of a project after `opsflow config trust`."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def untrusted_files(call: Call) -> list[str]:
    """The configuration files in force that may not run anything yet."""
    from opsflow.composition import load
    from opsflow.system.config_files import user_file
    from opsflow.system.trust import file_digest, trusted

    known = trusted(os.environ)
    others = [path for path in load(call.text("store")).files if path != user_file(os.environ)]
    return [path for path in others if file_digest("config", path) not in known]


def config_is_trusted(call: Call) -> bool:
    """Whether every file of the configuration in force may run commands."""
    return not untrusted_files(call)
