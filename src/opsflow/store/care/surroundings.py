"""What stands around a store and not in it: permissions, the file system, the space that is left."""

from __future__ import annotations

import os

from opsflow.domain.value import Value
from opsflow.store.care.checking import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORK = ("9p", "afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs")
"""Types of file systems on which locks cannot be trusted between machines."""

_SPARE = 16 * 1024 * 1024


class Place(Value):
    """The file system of the store: its type, and how many bytes are free there. `None` is not known."""

    filesystem: str | None = None
    free: int | None = None


def place_problems(path: str, place: Place) -> Iterator[Problem]:
    """What is wrong with where the store lies and who can read it."""
    mode = os.stat(path).st_mode & 0o777
    if mode & 0o007:
        yield Problem("file", f"others can read it (mode {mode:03o})", f"chmod 600 {path}", True)
    if place.filesystem in NETWORK:
        yield Problem(
            "file system",
            f"the store lies on a network file system ({place.filesystem}), where locks can fail",
            "Move it to a local disk: `opsflow backup FILE`, then `opsflow restore FILE --store PATH`",
        )
    needed = max(_SPARE, os.path.getsize(path))
    if place.free is not None and place.free < needed:
        yield Problem(
            "disk", f"{place.free:,} bytes are free, a copy of the store needs {needed:,}", "Free some space there"
        )


def mend_permissions(path: str) -> None:
    """Take from others what only the owner and the group may have."""
    os.chmod(path, os.stat(path).st_mode & 0o770)
