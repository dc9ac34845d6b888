"""The file system that holds a path."""

from __future__ import annotations

import os


def kind_of(path: str, mounts: str = "/proc/self/mounts") -> str | None:
    """The type of the file system that holds the path, such as `ext4` or `nfs4`; `None` where that cannot be told."""
    place = os.path.realpath(path)
    best, kind = "", None
    for point, named in _mounted(mounts):
        if len(point) >= len(best) and (place + "/").startswith(point.rstrip("/") + "/"):
            best, kind = point, named
    return kind


def free_bytes(path: str) -> int | None:
    """How much this user can still write beside the path; `None` where that cannot be told."""
    try:
        found = os.statvfs(os.path.dirname(os.path.realpath(path)))
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def _mounted(mounts: str) -> list[tuple[str, str]]:
    """Mount points with their types, the later over the earlier."""
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            lines = [line.split(" ") for line in file]
    except OSError:
        return []
    return [(_unescaped(words[1]), words[2]) for words in lines if len(words) > 2]


def _unescaped(text: str) -> str:
    """A mount point as it is: the kernel writes blanks and backslashes in octal."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text
