"""Whether the write-ahead log beside a store is its own.

SQLite finds that log by its name. Where the file of a store is exchanged while something has it open, the log of the
old one would be played into the new one, and both would be lost. So whatever is in such a log has to go on from what
the file holds. Sources: "Database File Format", sections 1.6 (pages), 2.1 (records) and 4.1 (the log), at sqlite.org.
"""

from __future__ import annotations

import os
import sqlite3

from opsflow.domain.errors import StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

_LOG_HEADER, _FRAME_HEADER = 32, 24
_MAGIC = (0x377F0682, 0x377F0683)
_TABLE_LEAF = 0x0D
_MOST_FRAMES = 4_000
"""Frames looked at; SQLite itself begins a log anew after a thousand unless somebody reads."""


def refuse_foreign_log(path: str) -> None:
    """Raise `StoreError` when the log beside the file does not go on from it. What cannot be read is not judged."""
    log = f"{path}-wal"
    try:
        if os.path.getsize(log) <= _LOG_HEADER:
            return
        is_foreign = _is_foreign(path, log)
    except (OSError, sqlite3.Error, ValueError, IndexError, TypeError):
        return  # gone meanwhile, empty or half written: SQLite knows how to go on from there
    if is_foreign:
        raise StoreError(
            f"{path} was put in the place of another file that something still had open, and {log} belongs to that "
            f"one. Nothing was read or changed. Close what has it open; if {log} is still there then, move it and "
            f"{path}-shm away. `opsflow restore BACKUP` is the safe way to exchange a store."
        )


def _is_foreign(path: str, log: str) -> bool:
    # Without the log, and without a lock: the file as it lies there.
    name = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    file = sqlite3.connect(f"file:{name}?mode=ro&immutable=1", uri=True)
    try:
        columns = [row[0] for row in file.execute("SELECT name FROM pragma_table_info('head')")]
        (root,) = file.execute("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'head'").fetchone()
        with open(log, "rb") as opened:
            first = _first_head(opened, root, columns)
        if first is None:
            return False
        # Read after the log: the file only ever moves towards what the log says.
        held = dict(zip(columns, file.execute("SELECT * FROM head").fetchone(), strict=True))
        if not held["last_event"]:
            return False  # empty: taking in an export gives it that one's identity and history at once
        if first["store_uid"] != held["store_uid"]:
            return True
        if first["last_event"] <= held["last_event"]:
            found = file.execute("SELECT hash FROM event WHERE seq = ?", (first["last_event"],)).fetchone()
            return found is not None and bytes(found[0]) != first["hash"]
        return bool(held["last_command"] < first["last_command"] - 1)
    finally:
        file.close()


def _first_head(log: BinaryIO, root: int, columns: list[str]) -> dict[str, Any] | None:
    """The head row as the earliest write in the log left it, or `None` where there is none to be found."""
    header = log.read(_LOG_HEADER)
    if _number(header[:4]) not in _MAGIC:
        return None
    size, salts = _number(header[8:12]), header[16:24]
    for _ in range(_MOST_FRAMES):
        frame = log.read(_FRAME_HEADER)
        if len(frame) < _FRAME_HEADER or frame[8:16] != salts:
            return None
        if _number(frame[:4]) == root:
            return _head(log.read(size), columns)
        log.seek(size, os.SEEK_CUR)
    return None


def _head(page: bytes, columns: list[str]) -> dict[str, Any] | None:
    """The one row of a page of the table `head`, or `None` for a page that is something else."""
    if page[0] != _TABLE_LEAF or _number(page[3:5]) != 1:
        return None
    _, at = _varint(page, _number(page[8:10]))  # the size of the row
    _, at = _varint(page, at)  # its rowid
    size, place = _varint(page, at)
    content = at + size
    values: list[Any] = []
    while place < at + size:
        kind, place = _varint(page, place)
        value, content = _value(page, kind, content)
        values.append(value)
    row = dict(zip(columns, values, strict=False))
    is_head = len(values) == len(columns) and isinstance(row.get("store_uid"), str)
    return row if is_head and isinstance(row.get("hash"), bytes) else None


def _value(page: bytes, kind: int, at: int) -> tuple[Any, int]:
    """A value by its serial type, and where the next one begins."""
    if kind in (8, 9):
        return kind - 8, at
    size = (0, 1, 2, 3, 4, 6, 8, 8)[kind] if kind < 8 else (kind - 12) // 2
    held = page[at : at + size]
    if kind >= 12:
        return (held.decode() if kind % 2 else held), at + size
    return (int.from_bytes(held, "big", signed=True) if size else None), at + size


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, seven bits in each but the ninth, and where the next one begins."""
    number = 0
    for place in range(at, at + 8):
        number = number << 7 | page[place] & 0x7F
        if page[place] < 0x80:
            return number, place + 1
    return number << 8 | page[at + 8], at + 9


def _number(held: bytes) -> int:
    return int.from_bytes(held, "big")
