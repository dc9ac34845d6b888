"""Limits of work in progress: per column, per owner, per class of service.

A limit is judged after the change, on what the command itself added to, so that a batch is judged as a whole.
"""

from __future__ import annotations

from opsflow.domain.rules.policies import WARN, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Remedy
    from opsflow.domain.settings import Settings
    from opsflow.services.writing import Work

SCOPES = ("column", "owner", "class")
IN_PROGRESS = ("active", "waiting")
RULE = "wip-limit"
_IN_PROGRESS = "item.category IN ('active', 'waiting')"


def watch(work: Work, item: Item, scopes: Iterable[str] = SCOPES) -> None:
    """Remember what an item was added to, and have it judged when the command has done its work."""
    if work.session.settings.policies.is_off(RULE):
        return
    in_progress = work.workflow.state(item.state).category in IN_PROGRESS
    names = {"column": item.state, "owner": item.owner, "class": item.service_class}
    for scope in scopes:
        name = names[scope]
        if name and (in_progress or scope == "column") and limit_of(work.session.settings, scope, name) is not None:
            if not work.entered:
                work.checks.append(lambda: findings(work))
            work.entered.setdefault((scope, name), {})[item.id] = in_progress or bool(item.planned)


def watch_move(work: Work, before: Item, after: Item) -> None:
    """The same for an item that has moved: what was in progress already is on no plate and in no lane anew."""
    watch(work, after, SCOPES[:1] if before.category in IN_PROGRESS else SCOPES)


def findings(work: Work) -> Iterable[Finding]:
    """The limits that the command has broken or left broken.

    Unplanned work that comes in is never turned away: where it alone fills a column, it is told and no more.
    """
    for (scope, name), came in sorted(work.entered.items(), key=lambda one: one[0]):
        limit = limit_of(work.session.settings, scope, name)
        count = _count(work, scope, name)
        if limit is not None and count > limit:
            level = work.session.settings.policies.level(RULE) if any(came.values()) else WARN
            yield _finding(work, scope, name, count, limit, level)
    work.entered.clear()


def limit_of(settings: Settings, scope: str, name: str) -> int | None:
    """How many items may be in progress in a column, with an owner or in a class; `None` where there is no limit."""
    if scope == "column":
        return settings.column_limits.get(name)
    if scope == "class":
        return settings.class_limits.get(name)
    return settings.owner_limits.get(name, settings.owner_limit)


def _count(work: Work, scope: str, name: str) -> int:
    where, parameters = member_of(scope, name)
    return work.tx.count(where, parameters)


def member_of(scope: str, name: str) -> tuple[str, tuple[str]]:
    """The condition that picks what counts against a limit, with its parameter."""
    if scope == "column":
        return "item.state = ?", (name,)
    column = "owner" if scope == "owner" else "service_class"
    return f"item.{column} = ? AND item.is_open = 1 AND {_IN_PROGRESS}", (name,)


def words_for(scope: str, name: str) -> str:
    """Filter words that find what counts against a limit."""
    return f"state:{name}" if scope == "column" else f"{scope}:{name} is:started"


def kept_as(scope: str, name: str) -> str:
    """What stands before the reason for going on against a limit, where history keeps it."""
    return f"{RULE} of {scope} {name}: "


def _finding(work: Work, scope: str, name: str, count: int, limit: int, level: str) -> Finding:
    from opsflow.domain.rules import remedies

    where = {"column": f"The column {name}", "owner": f"{name}'s plate", "class": f"The class {name}"}[scope]
    came = tuple(work.entered[scope, name])
    return Finding(
        RULE,
        level,
        f"{where} comes to {count} items, its limit is {limit}.",
        came,
        (remedies.show(words_for(scope, name)), *_way_out(work, scope, name, count - limit)),
        kept_as(scope, name),
        came,
    )


def _way_out(work: Work, scope: str, name: str, over: int) -> tuple[Remedy, ...]:
    """Finishing as many as are too many, of one's own that are there for the longest: others decide about theirs."""
    where, parameters = member_of(scope, name)
    own = f"{where} AND (item.owner = ? OR item.owner IS NULL)"
    most = over + len(work.changed)
    there = work.tx.select(own, (*parameters, work.session.actor), "item.entered_at, item.id", most)
    longest = [item for item in there if item.id not in work.changed][:over]
    return work.finishing(longest)
