"""What a redaction leaves of an event, and that nothing else stands there.

The hash chain holds the digest of what an event said at first, which a redacted event no longer says. So the `redacted`
event, which is in the chain, holds the digest of what is left of each event that it strips; where an event was redacted
more than once, the last time counts. Redactions of earlier versions say nothing of what they left.
"""

from __future__ import annotations

from opsflow.domain.history.canonical import decoded
from opsflow.domain.history.chain import hash_of_few
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    Left = Mapping[str, str]
    """The digest, in hex, of what is left of each event, by its number."""

_UNKNOWN = "claims a redaction that history does not know"
_OTHER = "is not what its redaction left of it"


class Remains(Value):
    """What was found: the events that are not as redactions left them, with what is wrong, and those of which no
    redaction says what it left.
    """

    faults: tuple[tuple[int, str], ...]
    untold: tuple[int, ...]


def digest_of(payload: str) -> str:
    """The digest of what is left of an event.

    It needs no salt: what was taken out is not in it, and it goes when more is taken out of the event.
    """
    digest: str = hash_of_few(payload.encode()).hexdigest()
    return digest


def left_in(payload: str) -> Left | None:
    """What a `redacted` event says of what it left; `None` for one of an earlier version."""
    left: Left | None = decoded(payload).get("left")
    return left


def without(left: Left, gone: Iterable[int]) -> Left:
    """The same but for some events."""
    names = {str(seq) for seq in gone}
    return {seq: digest for seq, digest in left.items() if seq not in names}


def examined(rows: Sequence[Sequence[Any]]) -> Remains:
    """Look at all events of a log that are redactions or say that they were redacted, in their order.

    A row is number, item, kind, payload, salt, and the redaction that the event names, as they are kept; whatever else
    stands in their place is a fault.
    """
    told = {seq: (item_id, _left(payload)) for seq, item_id, kind, payload, *_ in rows if kind == "redacted"}
    last = {seq: (by, digest) for by, (_, left) in told.items() for seq, digest in (left or {}).items()}
    faults: dict[int, str] = {}
    untold: list[int] = []
    for seq, item_id, _, payload, salt, by in rows:
        if by is None:
            continue
        bound = last.pop(str(seq), None)
        item, left = told.get(by, (None, {}))
        if salt is not None or by not in told or by <= seq or item != item_id:
            faults[seq] = _UNKNOWN
        elif bound is not None:
            if bound != (by, _digest(payload)):
                faults[seq] = _OTHER
        elif left is not None:
            faults[seq] = _UNKNOWN
        else:
            untold.append(seq)
    faults.update({int(seq): _OTHER for seq in last if seq.isdecimal()})
    return Remains(tuple(sorted(faults.items())), tuple(untold))


def _left(payload: Any) -> Left | None:
    """What a redaction says, nothing where it cannot be read."""
    try:
        left = left_in(payload)
        return left if left is None else {seq + "": digest + "" for seq, digest in left.items()}
    except (TypeError, ValueError, AttributeError):
        return {}


def _digest(payload: Any) -> str | None:
    try:
        return digest_of(payload)
    except (ValueError, AttributeError):  # no text, or none that has bytes
        return None
