"""What a person's board looked like when they left it, kept per store and per actor. Not part of history."""

from __future__ import annotations

from opsflow.domain.errors import OpsflowError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsflow.services.session import Session

_NAME = "board"


def remembered(session: Session) -> dict[str, str]:
    """What was kept, as names and texts; nothing when nothing was, or when it cannot be read."""
    from json import loads

    try:
        with session.store.reader() as reader:
            text = reader.preference(session.actor, _NAME)
        kept = loads(text) if text else {}
    except (OpsflowError, ValueError):
        return {}
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def remember(session: Session, kept: Mapping[str, str]) -> None:
    """Keep it, when it differs from what is kept."""
    from opsflow.domain.history.canonical import canonical

    if remembered(session) == dict(kept):
        return
    with session.store.transaction() as tx:
        tx.set_preference(session.actor, _NAME, canonical(dict(kept)))
        tx.commit_quietly()
