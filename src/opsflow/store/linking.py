"""Events as the rows they are kept as: salted, digested and linked into the chain."""

from __future__ import annotations

import os
from itertools import count, repeat

from opsflow.domain.history.chain import FORM, command_text, event_hashes, hash_of_few, payload_digest

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
    if not pending:
        return iter(())
    drawn, first = os.urandom(_SALT * len(pending)), tip.last_event + 1
    salts = [drawn[place : place + _SALT] for place in range(0, len(drawn), _SALT)]
    *headers, payloads = zip(*pending, strict=True)
    digests = [payload_digest(salt, payload, hashed) for salt, payload in zip(salts, payloads, strict=True)]
    links = event_hashes(tip.hash, command_text(command), first, headers, digests, hashed)
    tip.last_event, tip.hash = tip.last_event + len(links), links[-1]
    blobs = [map(bytearray, column) for column in (salts, digests, links)]
    return zip(count(first), repeat(command.id), *headers, repeat(FORM), payloads, *blobs)
