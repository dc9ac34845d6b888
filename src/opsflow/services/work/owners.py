"""Names of people: who a word means, and whether a name that nobody has had yet is a likely slip of the keys."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.session import Session
    from opsflow.services.writing import Work

_KNOWN = 500


def person(session: Session, name: str | None) -> str | None:
    """The owner a name means: `me` is the actor, nothing is nobody. A name of several people is refused."""
    if name is None or not name.strip():
        return None
    given = session.actor if name.strip() == "me" else name.strip()
    if "," in given or "\n" in given:
        raise UsageError(f"{given!r} is not one name: an item has exactly one owner.")
    return given


def notice_new(work: Work, owner: str | None) -> None:
    """Say so when an owner has never owned anything and the name is close to one that has. Call before the change."""
    if owner is None or owner == work.session.actor or work.tx.count("item.owner = ?", (owner,), 1):
        return
    from opsflow.domain.nearest import nearest

    close = [name for name in nearest(owner, work.tx.values("owner", "", _KNOWN)) if name != owner]
    if close:
        work.say(f"{owner} has not owned anything before. If you meant {' or '.join(close)}, `opsflow undo`.")
