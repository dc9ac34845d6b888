"""The hash chain over the event log: what is hashed, and how.

`digest` = SHA-256(salt, payload); `hash` = SHA-256(hash before, header, digest). The header names the form of the
text, the event and the command it belongs to. A redacted payload keeps its digest, so the chain still verifies; the
salt is dropped with it, so that a short secret cannot be guessed from the digest.
"""

from __future__ import annotations

from itertools import count

from opsflow.domain.history.canonical import canonical, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from hashlib import sha256
    from typing import Any

    from opsflow.domain.history.events import CommandHeader

    Hash = Callable[[bytes], Any]
    Columns = Sequence[Iterable[Any]]
    """Item, kind, instant, state and category of many events, each told one after the other."""
else:
    try:  # hashlib loads OpenSSL; the modules that it falls back to, named after the Python version, load faster
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

FORM = 1
"""The number of this text form. A row keeps the form it was written in; newer programs read every older one."""

START = bytes(32)
"""The hash before the first event."""

_OWN = f"[{FORM},%s,%s,%s,%s,%s,%s]"
"""What the header says of one event: its number, item, kind, instant, and the state and category after it."""

hash_of_few: Hash = sha256
"""SHA-256 as it is loaded soonest."""


def hash_of_many() -> Hash:
    """SHA-256 of OpenSSL, which is dearer to load and quicker over many texts."""
    from hashlib import sha256 as of_many

    return of_many


def payload_digest(salt: bytes, payload: str, hashed: Hash = hash_of_few) -> bytes:
    """SHA-256 over the salt and the payload text."""
    digest: bytes = hashed(salt + payload.encode()).digest()
    return digest


def command_text(command: CommandHeader) -> str:
    """The part of the header that all events of a command share."""
    return canonical(command.as_tuple())


def event_hash(
    before: bytes,
    shared: str,
    seq: int,
    item_id: int | None,
    kind: str,
    happened_at: int,
    state: str | None,
    category: str | None,
    digest: bytes,
    hashed: Hash = hash_of_few,
) -> bytes:
    """The link that this event adds to the chain; `shared` is the `command_text` of its command."""
    item = "null" if item_id is None else item_id
    own = _OWN % (seq, item, quoted(kind), happened_at, quoted(state), quoted(category))
    link: bytes = hashed(before + (shared + own).encode() + digest).digest()
    return link


def event_hashes(
    before: bytes, shared: str, first: int, headers: Columns, digests: Sequence[bytes], hashed: Hash = hash_of_few
) -> list[bytes]:
    """The same of events of one command that follow each other, the first of them number `first`."""
    item_ids, kinds, instants, states, categories = headers
    words = {word: quoted(word) for word in {*kinds, *states, *categories}}
    items = ["null" if item_id is None else item_id for item_id in item_ids]
    kinds, states, categories = [map(words.get, column) for column in (kinds, states, categories)]
    links = []
    for header, digest in zip(zip(count(first), items, kinds, instants, states, categories), digests, strict=True):
        before = hashed(before + (shared + _OWN % header).encode() + digest).digest()
        links.append(before)
    return links
