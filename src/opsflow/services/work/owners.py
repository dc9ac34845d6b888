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


_OF_TEAMS = frozenset({
    "team", "teams", "group", "squad", "desk", "helpdesk", "servicedesk", "department", "dept", "oncall", "everyone",
    "everybody", "anyone", "admins", "operators", "engineers", "engineering", "noc", "soc", "ops", "devops", "sre",
    "support", "operations", "platform", "network", "infra", "infrastructure",
})  # fmt: skip
"""Words in the names of teams, and hardly ever in those of people."""


def reads_like_team(name: str) -> bool:
    """Whether a name reads like that of a team, which cannot be accountable as one person is."""
    words = "".join([sign if sign.isalnum() else " " for sign in name.partition("@")[0].lower()]).split()
    return not _OF_TEAMS.isdisjoint((*words, "".join(words)))


def notice_new(work: Work, owner: str | None) -> None:
    """Say so when an owner who has never owned anything reads like a team, or is close to a name that is known.

    Call before the change.
    """
    session = work.session
    known = {session.actor, *session.settings.owners}
    if owner is None or owner in known or work.tx.count("item.owner = ?", (owner,), 1):
        return
    if reads_like_team(owner):
        work.say(f"{owner} reads like a team. An item has one owner, a person; the team can be a tag or the service.")
        return
    from opsflow.domain.nearest import nearest

    close = [name for name in nearest(owner, (*work.tx.values("owner", "", _KNOWN), *known)) if name != owner]
    if close:
        work.say(f"{owner} has not owned anything before. If you meant {' or '.join(close)}, `opsflow undo`.")
