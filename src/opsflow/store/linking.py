"""Events as the rows they are kept as: salted, digested and linked into the chain."""

from __future__ import annotations

import os

from opsflow.domain.history.chain import FORM, command_text, event_hash, hash_of_few, payload_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Protocol

    from opsflow.domain.history.chain import Hash
    from opsflow.domain.history.events import CommandHeader, Pending

    class Tip(Protocol):
        """The end of a chain, which moves on with each event."""

        last_event: int
        hash: bytes


EVENT = (
    "seq", "command_id", "item_id", "kind", "happened_at", "state", "category", "form", "payload", "salt", "digest",
    "hash",
)  # fmt: skip
INSERT_EVENT = f"INSERT INTO event ({', '.join(EVENT)}) VALUES ({', '.join('?' * len(EVENT))})"
_SALT = 16


def linked(
    tip: Tip, command: CommandHeader, pending: Sequence[Pending], hashed: Hash = hash_of_few
) -> Iterator[tuple[Any, ...]]:
    """The rows of some events of a command. Bytes come as `bytearray`, which Python's `sqlite3` binds quickest."""
    shared, number = command_text(command), command.id
    salts = os.urandom(_SALT * len(pending))
    for place, (item_id, kind, happened_at, state, category, payload) in enumerate(pending):
        seq = tip.last_event = tip.last_event + 1
        salt = salts[place * _SALT : (place + 1) * _SALT]
        digest = payload_digest(salt, payload, hashed)
        tip.hash = link = event_hash(tip.hash, shared, seq, item_id, kind, happened_at, state, category, digest, hashed)
        own = (FORM, payload, bytearray(salt), bytearray(digest), bytearray(link))
        yield (seq, number, item_id, kind, happened_at, state, category, *own)
