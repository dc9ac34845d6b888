"""A store while it is made beside its place: it appears as a whole or not at all, so nothing waits for the disk."""

from __future__ import annotations

from opsflow.domain.errors import Conflict
from opsflow.store.connection import DAMAGED, in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

_MEANWHILE = ("synchronous = OFF", "journal_mode = MEMORY", "foreign_keys = OFF")
_FROM_NOW_ON = ("foreign_keys = ON", "synchronous = FULL", "journal_mode = WAL")


class MadeWhole:
    """For a `with` block around all that is written to such a store before it appears.

    At the end all of it is on the disk, and the settings are those of every store. References are looked at once, then:
    `Conflict` is raised where something refers to what is not there.
    """

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def __enter__(self) -> None:
        self._set(_MEANWHILE)

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is not None:
            return
        try:
            self._look_at_references()
            self._set(_FROM_NOW_ON)
        except DAMAGED as error:
            raise in_words(error, self._path) from error
        if self._path != ":memory:":
            from opsflow.store.care.backup import sync

            sync(self._path)

    def _set(self, settings: tuple[str, ...]) -> None:
        for setting in settings:
            self._connection.execute(f"PRAGMA {setting}")

    def _look_at_references(self) -> None:
        if self._connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise Conflict("Something in it refers to what is not there. Nothing was changed.")
